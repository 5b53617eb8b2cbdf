"""A version becomes what readers are shown; the one before stays for ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import clock, history
from core.actor import Actor
from core.database import session
from core.errors import Conflict, Invalid
from core.events import announce
from core.folding import fold
from core.ids import uuid7
from knowledge_base.domain.content import faults, is_plain, markdown_of, words_in
from knowledge_base.events import EntryRetired, EntryWritten
from knowledge_base.fields import day, shape_problems
from knowledge_base.guiding import condition_problems
from knowledge_base.models import Entry, EntryVersion
from knowledge_base.queries.versions import draft_of


def publish(actor: Actor, row: Entry, *, seen: int | None = None) -> EntryVersion:
    """The draft is shown from now on. `seen` is the draft one looked at."""
    session.refresh(row, with_for_update=True)
    draft = draft_of(row)
    if draft is None or (seen is not None and seen != draft.version):
        raise Conflict
    if problems := faults(draft.content):
        raise Invalid(problems)
    shown(actor, row, draft.content, draft)
    return draft


def shown(
    actor: Actor, row: Entry, content: Mapping[str, Any], version: EntryVersion | None = None
) -> None:
    """`content`, checked by the caller, is what readers get; kept as a version of its own."""
    if problems := [*shape_problems(content), *condition_problems(content)]:
        raise Invalid(problems)
    before, now = told(row.body), clock.now()
    session.add(row)
    project(row, content)
    row.state, row.retired_at = "published", None
    row.live_no += 1
    row.updated_at, row.updated_by = now, actor.account_id
    if version is None:
        version = EntryVersion(
            id=uuid7(), entry_id=row.id, created_by=actor.account_id, changed_by=actor.account_id,
            based_on=row.live_no - 1, content=dict(content), created_at=now, changed_at=now,
            note="",
        )  # fmt: skip
    version.no, version.state = row.live_no, "published"
    version.published_at, version.published_by = now, actor.account_id
    session.flush()  # the version names the entry; history names the version this makes
    session.add(version)
    session.flush()
    history.record(
        actor,
        "entry",
        row.id,
        "entry.written",
        version=row.version,
        patch=history.difference(before, told(content)),
    )
    announce(EntryWritten(row.id, row.key, actor.account_id))


def project(row: Entry, content: Mapping[str, Any]) -> None:
    """The columns that lists and searches read, from the document."""
    row.question = str(content.get("question", ""))
    row.answer = markdown_of(content.get("blocks", ()))
    row.theme, row.source = str(content.get("theme", "")), str(content.get("source", ""))
    row.audience = list(content.get("audience", ()))
    row.wordings = list(content.get("wordings", ()))
    row.language = str(content.get("language") or "fr")
    row.review_on = day(content.get("review_on"))
    row.valid_from, row.valid_until = (
        day(content.get("valid_from")),
        day(content.get("valid_until")),
    )
    row.body = dict(content)
    row.folded = fold(words_in(content))


def told(content: Mapping[str, Any]) -> dict[str, Any]:
    """The document as a line of history tells it: a plain answer in one piece."""
    said = dict(content)
    if "blocks" in said and is_plain(said["blocks"]):
        said["answer"] = markdown_of(said.pop("blocks"))
    return said


def retire_entry(actor: Actor, row: Entry) -> None:
    """Show it no more; what was answered with it stays in history."""
    if row.state == "retired":
        return
    row.state, row.retired_at = "retired", clock.now()
    row.updated_at, row.updated_by = clock.now(), actor.account_id
    session.flush()  # history names the version this makes
    history.record(actor, "entry", row.id, "entry.retired", version=row.version)
    announce(EntryRetired(row.id, row.key, actor.account_id))
