"""A draft is written, looked at by somebody else, given up; what readers are shown stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any
from uuid import UUID

from core import clock, history
from core.actor import Actor
from core.database import session
from core.errors import Conflict, Invalid
from core.events import announce
from core.ids import uuid7
from core.problems import Problem
from core.unseen import is_unseen
from knowledge_base.domain.content import faults, normal
from knowledge_base.events import EntryHandedOn
from knowledge_base.fields import RESERVED, merged, problems_of, shape_problems
from knowledge_base.keying import slug
from knowledge_base.models import Entry, EntryVersion
from knowledge_base.operations.publishing import project
from knowledge_base.permissions import Permission
from knowledge_base.queries import by_key
from knowledge_base.queries.versions import draft_of, version_of

LONGEST_NOTE = 1000


def begin_entry(actor: Actor, fields: Mapping[str, Any], key: str = "") -> Entry:
    """A new entry that nobody is shown yet; without a key it takes one from its question."""
    key = key.strip() or free_key(str(fields.get("question", "")))
    problems = problems_of(key, fields)
    if by_key(key) is not None:
        problems.append(Problem("/key", "entry-key-taken"))
    if not problems:
        content = merged({}, fields)
        problems = shape_problems(content)
        if is_unseen(str(content["question"])):
            problems.append(Problem("/question", "entry-question"))
    if problems:
        raise Invalid(problems)
    row = Entry(id=uuid7(), key=key, state="draft", live_no=0, origin={}, owner_id=actor.account_id)
    project(row, content)
    row.body, row.updated_by = {}, actor.account_id
    session.add(row)
    session.flush()  # the draft names it
    _begun(actor, row, content)
    history.record(actor, "entry", row.id, "entry.begun", version=row.version, first=True)
    return row


def change_draft(
    actor: Actor,
    row: Entry,
    edit: Callable[[dict[str, Any]], Mapping[str, Any]],
    *,
    seen: int | None = None,
) -> EntryVersion | None:
    """`edit` (document → document) on the draft, which begins from what is shown.

    `seen` is the version of the draft one looked at, 0 for none; another one now is a conflict.
    None when there was no draft and nothing changed.
    """
    session.refresh(row, with_for_update=True)
    draft = draft_of(row)
    if seen is not None and seen != (draft.version if draft else 0):
        raise Conflict
    before = draft.content if draft else row.body
    content = normal(edit(deepcopy(dict(before))))
    if problems := shape_problems(content):
        raise Invalid(problems)
    if content == before:
        return draft
    if draft is None:
        draft = _begun(actor, row, content)
    else:
        draft.content = content
        draft.changed_at, draft.changed_by = clock.now(), actor.account_id
        if draft.state == "review" and not actor.holds(Permission.KNOWLEDGE_WRITE):
            draft.state = "draft"  # what was handed on is no longer what stands
        session.flush()
    if not row.live_no:
        project(row, content)
        row.body = {}
        session.flush()
    return draft


def hand_on(actor: Actor, row: Entry, *, seen: int | None = None, note: str = "") -> EntryVersion:
    """Ask somebody who may publish to look at it."""
    draft = _seen(row, seen)
    if problems := faults(draft.content):
        raise Invalid(problems)
    draft.state, draft.note = "review", note.strip()[:LONGEST_NOTE]
    session.flush()
    history.record(
        actor, "entry", row.id, "entry.handed-on", version=row.version, reason=draft.note
    )
    announce(EntryHandedOn(row.id, row.key, actor.account_id, draft.version))
    return draft


def send_back(actor: Actor, row: Entry, *, seen: int | None = None, note: str = "") -> EntryVersion:
    """Give it back to whoever writes it, with what to mend."""
    draft = _seen(row, seen)
    draft.state, draft.note = "draft", note.strip()[:LONGEST_NOTE]
    session.flush()
    history.record(
        actor, "entry", row.id, "entry.sent-back", version=row.version, reason=draft.note
    )
    return draft


def discard_draft(actor: Actor, row: Entry, *, seen: int | None = None) -> None:
    """Give the draft up; an entry never shown goes with it."""
    draft = _seen(row, seen)
    session.delete(draft)
    session.flush()
    history.record(actor, "entry", row.id, "entry.given-up", version=row.version)
    if not row.live_no:
        session.delete(row)
        session.flush()


def restore(actor: Actor, row: Entry, no: int, *, seen: int | None = None) -> EntryVersion | None:
    """An older version as the draft; it is shown when it is published."""
    older = version_of(row, no)
    return change_draft(actor, row, lambda _now: older.content, seen=seen)


def entrust(actor: Actor, row: Entry, owner_id: UUID | None) -> None:
    """Who answers for the entry from now on: no new version, the words are the same."""
    if row.owner_id == owner_id:
        return
    old, row.owner_id = row.owner_id, owner_id
    session.flush()
    patch = [{"path": "/owner", "old": str(old or ""), "new": str(owner_id or "")}]
    history.record(actor, "entry", row.id, "entry.entrusted", version=row.version, patch=patch)


def free_key(question: str) -> str:
    """A key nobody has, from the words of a question."""
    stem = slug(question) or "fiche"
    number, key = 1, stem
    while key in RESERVED or by_key(key) is not None:
        number += 1
        key = f"{stem}-{number}"
    return key


def _begun(actor: Actor, row: Entry, content: Mapping[str, Any]) -> EntryVersion:
    now = clock.now()
    draft = EntryVersion(
        id=uuid7(), entry_id=row.id, state="draft", content=dict(content), based_on=row.live_no,
        created_at=now, created_by=actor.account_id, changed_at=now, changed_by=actor.account_id,
        note="",
    )  # fmt: skip
    session.add(draft)
    session.flush()
    return draft


def _seen(row: Entry, seen: int | None) -> EntryVersion:
    session.refresh(row, with_for_update=True)
    draft = draft_of(row)
    if draft is None or (seen is not None and seen != draft.version):
        raise Conflict
    return draft
