"""Entries to look at again: links that lead nowhere for their readers, days that have passed,
owners who have gone. Outside addresses are read, never called."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from accounts import queries as people
from accounts.queries.scopes import ROOT
from core import clock
from core.contributions import one_of
from core.events import announce
from knowledge_base import intents, queries
from knowledge_base.asking_models import Team
from knowledge_base.domain.content import files_in
from knowledge_base.domain.markdown import address, targets_of
from knowledge_base.drawing import states_of
from knowledge_base.events import EntriesToReview
from knowledge_base.models import Entry
from knowledge_base.permissions import Permission
from knowledge_base.queries import conversing
from knowledge_base.targets import is_screen, stands

#: Blocks that lead somewhere, and what the trouble is called.
_LEADING: Final = {"service": "service-gone", "step": "step-gone", "screen": "screen-gone"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing to mend in an entry; `what` is what it named."""

    entry: Entry
    kind: str
    what: str = ""
    #: Who is told: whoever answers for the entry, else for its theme.
    owner_id: UUID | None = None


def troubles() -> list[Trouble]:
    """Everything to look at again, by entry."""
    shown = {row.key: row for row in queries.published()}
    owners = {one.id for one in people.accounts_with(Permission.KNOWLEDGE_WRITE, ROOT)}
    roles, teams = people.live_roles(), conversing.teams()
    return [
        replace(one, owner_id=owner_of(row, teams))
        for row in shown.values()
        for one in (*_of(row, shown), *_of_owner(row, owners, teams), *_of_readers(row, roles))
    ]


def owner_of(row: Entry, teams: Mapping[str, Team]) -> UUID | None:
    """Who answers for an entry: the person named on it, else on its theme."""
    team = teams.get(row.theme) or teams.get("")
    return row.owner_id or (team.owner_id if team else None)


def remind() -> None:
    """Tell each owner what waits for them (the work of the clock, in its transaction)."""
    waiting: dict[UUID, list[Trouble]] = defaultdict(list)
    for one in troubles():
        if one.owner_id is not None and one.kind != "owner-gone":
            waiting[one.owner_id].append(one)
    for owner_id, found in waiting.items():
        said = sorted(f"{one.entry.key} {one.kind} {one.what}" for one in found)
        digest = hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]
        announce(EntriesToReview(owner_id, len({one.entry.key for one in found}), digest))


def _of(row: Entry, shown: Mapping[str, Entry]) -> Iterator[Trouble]:
    today = clock.today()
    if row.review_on is not None and row.review_on <= today:
        yield Trouble(row, "review-due", row.review_on.isoformat())
    if row.valid_until is not None and row.valid_until < today:
        yield Trouble(row, "ended", row.valid_until.isoformat())
    intent = str(row.body.get("intent") or "")
    if intent and one_of(intents.POINT, intent) is None:
        yield Trouble(row, "intent-gone", intent)
    for words in (row.body, *(row.body.get("variants") or {}).values()):
        for block in words.get("blocks", ()):
            yield from _in_block(row, block, shown)
    yield from _in_files(row)
    for node in (row.body.get("tree") or {}).get("nodes", ()):
        yield from _in_node(row, node, shown)


def _of_owner(row: Entry, owners: Collection[UUID], teams: Mapping[str, Team]) -> Iterator[Trouble]:
    """Nobody answers for what the house wrote; what a pack brought is looked after by its packs."""
    owner = owner_of(row, teams)
    if owner is None and not row.origin:
        yield Trouble(row, "no-owner")
    elif owner is not None and owner not in owners:
        yield Trouble(row, "owner-gone")


def _of_readers(row: Entry, roles: Collection[str]) -> Iterator[Trouble]:
    """Roles that nobody can hold: an entry for them alone is shown to nobody."""
    for role in map(str, row.audience):
        if role not in roles:
            yield Trouble(row, "role-gone", role)


def _in_block(
    row: Entry, block: Mapping[str, Any], shown: Mapping[str, Entry]
) -> Iterator[Trouble]:
    kind = str(block.get("type"))
    if kind in _LEADING and not stands(block):
        named = [str(block.get(name) or "") for name in ("service", "page", "to")]
        yield Trouble(row, _LEADING[kind], "/".join(filter(None, named)))
    for text in (block.get("text", ""), block.get("transcript", ""), *block.get("items", ())):
        yield from _in_text(row, str(text), shown)


def _in_files(row: Entry) -> Iterator[Trouble]:
    """Files that no reader is given: gone, another house's, or shut by the antivirus."""
    named = {str(file["id"]): str(file["name"]) for file in files_in(row.body)}
    if not named:
        return
    held = states_of(row, [{"file": file} for file in files_in(row.body)])
    for file_id, name in named.items():
        if file_id not in held:
            yield Trouble(row, "file-gone", name)
        elif held[file_id] == "refused":
            yield Trouble(row, "file-refused", name)


def _in_node(row: Entry, node: Mapping[str, Any], shown: Mapping[str, Entry]) -> Iterator[Trouble]:
    service, entry = str(node.get("service") or ""), str(node.get("entry") or "")
    if service and not stands({"type": "service", "service": service}):
        yield Trouble(row, "service-gone", service)
    if entry:
        yield from _to_entry(row, entry, shown)
    for text in (node.get("text", ""), node.get("help", "")):
        yield from _in_text(row, str(text), shown)


def _in_text(row: Entry, text: str, shown: Mapping[str, Entry]) -> Iterator[Trouble]:
    for target in targets_of(text):
        if target.startswith("kb:theme/"):
            theme = target.removeprefix("kb:theme/")
            if all(one.theme != theme for one in shown.values()):
                yield Trouble(row, "theme-gone", theme)
        elif target.startswith("kb:"):
            yield from _to_entry(row, target.removeprefix("kb:"), shown)
        elif target.startswith("/aide/") and target.count("/") == 2:
            yield from _to_entry(row, target.removeprefix("/aide/").split("#")[0], shown)
        elif not address(target):
            yield Trouble(row, "link-odd", target)
        elif target.startswith("/") and not is_screen(target):
            yield Trouble(row, "screen-gone", target)


def _to_entry(row: Entry, key: str, shown: Mapping[str, Entry]) -> Iterator[Trouble]:
    other = shown.get(key)
    if other is None:
        yield Trouble(row, "entry-gone", key)
    elif other.audience and not (row.audience and set(row.audience) <= set(other.audience)):
        yield Trouble(row, "entry-closed", key)
