"""A pack taken away: what never served goes without a trace, what served is only withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from flask import has_request_context
from sqlalchemy import delete, func, literal, select, text, update

from core import history
from core.actor import Actor
from core.contributions import one_of
from core.database import Model, session
from core.events import announce
from core.i18n import _
from core.problems import Problem
from schemas import kinds, list_rows, queries, shelf
from schemas.errors import PackInUse
from schemas.events import DefinitionForgotten, PackRemoved
from schemas.models import Definition, DefinitionReference, DefinitionVersion, Pack, PackFile
from schemas.packing import hooks, remembering
from schemas.packing.needs import paths_in
from schemas.retiring import retire
from schemas.touches import MOST, Touch, touches_of

Fate = Literal["forget", "retire", "keep", "gone"]
#: Tables that speak of versions only to keep them: what they hold goes with them.
OURS = frozenset({"definition", "definition_version", "definition_reference", "draft_step"})
#: Rows that a publication leaves in rooms; they go by `DefinitionForgotten`.
LEFT_BY_PUBLICATION = frozenset({"form_change"})
#: What the house itself stands on: roles of its people, mails it writes.
ESSENTIAL = frozenset({"base"})
#: Kinds whose versions are pinned by what is under way; others are read as they are now.
PINNED = frozenset({"form", "workflow", "service"})


@dataclass(slots=True)
class Leaving:
    """One definition of the pack, and what will become of it."""

    kind: str
    key: str
    title: str
    fate: Fate
    #: What was made of it: requests, drafts, records.
    uses: list[Touch] = field(default_factory=list)
    #: Titles of definitions outside the pack that name it.
    named_by: list[str] = field(default_factory=list)
    #: Why it stays as it is: it was here before, another pack brings it, records are of it, what is
    #: under way still reads it.
    why: Literal["", "older", "shared", "records", "serves"] = ""

    @property
    def name(self) -> str:
        """How manifests call it."""
        return f"{self.kind}/{self.key}"


@dataclass(slots=True)
class Removal:
    """All of it, before anything is done."""

    key: str
    pack: Pack
    lines: list[Leaving]
    #: Titles of installed packs that require this one.
    required_by: list[str]
    #: Files of rows it brought, which stay: they are the house's own.
    data: list[str]

    @property
    def refused(self) -> list[Problem]:
        """What stands in the way."""
        found = [Problem("", "pack-required-by", {"name": title}) for title in self.required_by]
        if self.key in ESSENTIAL:
            found.append(Problem("", "pack-essential"))
        for line in self.lines:
            found += [
                Problem(f"/{line.name}", "pack-needed-by", {"name": line.title, "by": title})
                for title in line.named_by
            ]
        return found


def removal_of(pack: Pack) -> Removal:
    """Nothing is touched."""
    others = [one for one in queries.installed_packs() if one.key != pack.key]
    shared = {name for one in others for name in one.installed}
    made = _made_by(pack.key)
    lines = [_leaving(name, made=name in made, shared=name in shared) for name in _by_kind(pack)]
    _keep_what_was_pinned(lines)
    leaving = {line.name for line in lines if line.fate in {"forget", "retire"}}
    _name_outsiders(lines, leaving)
    required = [one.title for one in others if pack.key in one.manifest.get("requires", ())]
    stays = [
        row["file"]
        for row in pack.manifest.get("data", ())
        if not hasattr(one_of("schemas.pack_data", row["into"]), "forget")
    ]
    return Removal(pack.key, pack, lines, required, stays)


def remove_pack(actor: Actor, pack: Pack) -> Removal:
    """Take it away in the caller's transaction; refused while something else stands on it."""
    removal = removal_of(pack)
    if removal.refused:
        raise PackInUse(removal.refused)
    gone = [line for line in removal.lines if line.fate == "forget"]
    groups = _groups(removal)
    for line in removal.lines:
        if line.fate == "retire":
            retire(actor, line.kind, line.key)
    _forget(gone)
    _drop_files(pack.key)
    list_rows.sweep()
    begun = remembering.begun(pack.key)
    _forget_data(actor, pack, begun)
    remembering.forget(pack.key)
    facts = {line.name: line.fate for line in removal.lines}
    history.record(actor, "pack", pack.id, "pack.removed", facts={"key": pack.key, **facts})
    pack_id = pack.id
    session.delete(pack)
    session.flush()  # subscribers look at what is left
    announce(PackRemoved(pack_id, removal.key, groups, begun))
    return removal


def _by_kind(pack: Pack) -> list[str]:
    return sorted(pack.installed)


def _made_by(pack_key: str) -> set[str]:
    """Names that were not in service before a load of this pack."""
    return {
        name
        for load in remembering.loads(pack_key)
        for name, numbers in load.published.items()
        if numbers["before"] is None
    }


def _leaving(name: str, *, made: bool, shared: bool) -> Leaving:
    kind, _sign, key = name.partition("/")
    versions = [v for v in queries.versions(kind, key) if v.status != "draft"]
    live = queries.live(kind, key)
    title = str(versions[0].body.get("title", key)) if versions else key
    if not versions:
        return Leaving(kind, key, title, "gone")
    if shared:
        return Leaving(kind, key, title, "keep", why="shared")
    if not made:
        return Leaving(kind, key, title, "keep", why="older")
    held = _held_by_key(kind, key)
    if held:
        return Leaving(kind, key, title, "keep", held, why="serves")
    uses = _uses(versions)
    if not uses and not rows_held([v.id for v in versions]):
        return Leaving(kind, key, title, "forget")
    if kind == "entity":
        return Leaving(kind, key, title, "keep", uses, why="records")
    return Leaving(kind, key, title, "retire" if live else "gone", uses)


def _uses(versions: list[DefinitionVersion]) -> list[Touch]:
    """In words where somebody reads them; by tables on a terminal."""
    if not has_request_context():
        held = rows_held([v.id for v in versions])
        return [Touch(_("Lignes de « %(table)s »", table=name), n) for name, n in held.items()]
    latest = versions[0]
    return [touch for touch in touches_of(latest, latest.body, []) if touch.count]


def _held_by_key(kind: str, key: str) -> list[Touch]:
    """What a kind says of rows that name it by its key (grants name roles)."""
    ask = getattr(kinds.kind_of(kind), "in_use", None)
    label, count = ask(key) if ask else ("", 0)
    return [Touch(label, count)] if count else []


def rows_held(version_ids: list[UUID]) -> dict[str, int]:
    """Table → how many rows stand on these versions, up to a thousand."""
    found: dict[str, int] = {}
    for table in Model.metadata.sorted_tables:
        if table.name in OURS or table.name in LEFT_BY_PUBLICATION:
            continue
        for column in table.columns:
            if any(key.target_fullname == "definition_version.id" for key in column.foreign_keys):
                rows = select(literal(1)).where(column.in_(version_ids)).limit(MOST)
                count = session.scalar(select(func.count()).select_from(rows.subquery()))
                if count:
                    found[table.name] = max(count, found.get(table.name, 0))
    return found


def _name_outsiders(lines: list[Leaving], leaving: set[str]) -> None:
    """Live definitions that are not leaving and speak of those that are."""
    named = {tuple(line.name.split("/", 1)): line for line in lines if line.name in leaving}
    for kind in sorted(session.scalars(select(Definition.kind).distinct())):
        for version in queries.live_all(kind):
            if f"{version.kind}/{version.key}" in leaving:
                continue
            for one in hooks.needs(version.body, live=True) & named.keys():
                named[one].named_by.append(str(version.body.get("title", version.key)))


def _keep_what_was_pinned(lines: list[Leaving]) -> None:
    """What a version that stays had resolved to stays with it: withdrawn when it is pinned, in
    service when it is read as it is now (letters, lists, calendars)."""
    ours = {line.name for line in lines}
    outside = [  # they refuse the removal, by name
        live_id
        for live_id, kind, key in session.execute(
            select(Definition.live_id, Definition.kind, Definition.key)
        )
        if live_id is not None and f"{kind}/{key}" not in ours
    ]
    changed = True
    while changed:
        changed = False
        going = {line.name: line for line in lines if line.fate == "forget"}
        ids = {v.id: line for line in going.values() for v in queries.versions(line.kind, line.key)}
        held = session.scalars(
            select(DefinitionReference.to_version).where(
                DefinitionReference.to_version.in_(ids),
                DefinitionReference.from_version.not_in(ids),
                DefinitionReference.from_version.not_in(outside),
            )
        )
        for version_id in set(held):
            line = ids[version_id]
            changed = True
            if queries.live(line.kind, line.key) is None:
                line.fate = "gone"
            elif line.kind in PINNED:
                line.fate = "retire"
            else:
                line.fate, line.why = "keep", "serves"


def _groups(removal: Removal) -> tuple[str, ...]:
    named = {row["key"] for row in removal.pack.manifest.get("groups", ())}
    for line in removal.lines:
        live = queries.live(line.kind, line.key)
        named |= set(_bound(live.body)) if live else set()
    leaving = {line.name for line in removal.lines if line.fate == "forget"}
    for kind in ("service", "entity"):
        for version in queries.live_all(kind):
            if f"{kind}/{version.key}" not in leaving:
                named -= set(_bound(version.body))
    return tuple(sorted(named))


def _bound(document: dict[str, Any]) -> Iterator[str]:
    return (one.value for one in hooks.to_bind(document) if one.sort == "group")


def _forget(lines: Iterable[Leaving]) -> None:
    """Rows of definitions that never served, those that name each other together."""
    going = [(line, queries.definition(line.kind, line.key)) for line in lines]
    found = [(line, one) for line, one in going if one is not None]
    ids = {one.id: [v.id for v in queries.versions(one.kind, one.key)] for _l, one in found}
    every = [version_id for some in ids.values() for version_id in some]
    session.flush()  # what follows goes by statements
    session.execute(
        update(Definition).where(Definition.id.in_(ids)).values(live_id=None),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        delete(DefinitionReference).where(
            DefinitionReference.from_version.in_(every) | DefinitionReference.to_version.in_(every)
        )
    )
    for line, one in found:
        announce(DefinitionForgotten(line.kind, line.key, tuple(ids[one.id])))
        session.execute(
            text("SELECT set_config('preau.forgotten', :id, true)"), {"id": str(one.id)}
        )
        session.execute(
            delete(DefinitionVersion).where(DefinitionVersion.definition_id == one.id),
            execution_options={"synchronize_session": False},
        )
    session.execute(text("SELECT set_config('preau.forgotten', '', true)"))
    session.execute(
        delete(Definition).where(Definition.id.in_(ids)),
        execution_options={"synchronize_session": False},
    )
    shelf.aside()
    session.expire_all()  # what was read before is gone


def _forget_data(actor: Actor, pack: Pack, begun: datetime | None) -> None:
    """Rows rooms can tell from the house's own go with the pack."""
    loaded = pack.manifest.get("loaded_data") or {}
    for row in pack.manifest.get("data", ()):
        forget = getattr(one_of("schemas.pack_data", row["into"]), "forget", None)
        content = remembering.original(pack.key, loaded.get(row["file"], ""))
        if forget is not None and content is not None and begun is not None:
            forget(actor, content, row["file"], begun)


def _drop_files(pack_key: str) -> None:
    """Files of the pack that no text names any more, withdrawn versions included."""
    named: set[str] = set()
    for body in session.scalars(select(DefinitionVersion.body)):
        named.update(paths_in(body))
    session.execute(
        delete(PackFile).where(PackFile.pack_key == pack_key, PackFile.path.not_in(named))
    )
