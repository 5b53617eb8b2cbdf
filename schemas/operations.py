"""Acts on definitions: draft, publish, retire, discard, go back; and the acts on packs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func, select

from core import clock
from core.actor import Actor
from core.canonical import canonical, sha256
from core.database import session
from core.errors import Forbidden
from core.events import announce
from core.jsondoor import problems_in_value
from core.problems import Problem
from schemas import kinds, queries
from schemas.difference import differences
from schemas.errors import (
    DefinitionTooLarge,
    NoDraft,
    NothingLive,
    NotPublishable,
    ReasonNeeded,
    StaleDraft,
    UnknownDefinition,
    UnreadableDefinition,
)
from schemas.events import DefinitionRetired
from schemas.metaschema import problems_against
from schemas.models import Definition, DefinitionVersion
from schemas.pack_acts import export_pack, load_pack
from schemas.permissions import organisation_wide
from schemas.publication import (
    draft_of,
    make_live,
    missing_references,
    new_version,
    references_now,
    take,
    tell,
    title_of,
    write,
)

__all__ = [
    "discard_draft",
    "export_pack",
    "load_pack",
    "problems_in_document",
    "problems_of",
    "publish",
    "retire",
    "revert",
    "save_draft",
]

#: `seen` of a page that was opened when there was no draft.
NO_DRAFT_SEEN = 0


def save_draft(
    actor: Actor, kind: str, key: str, document: Any, *, seen: int | None = None
) -> DefinitionVersion:
    """Keep the draft of a definition: text, hash and document in one act.

    A draft may hold problems (see `problems_of`): only what cannot be kept is refused. `seen` is
    the version of the draft that the person had before him (0: none); another one now is refused.
    """
    refuse_unreadable(kind, key, document)
    definition = take(kind, key, create=True)
    draft = draft_of(definition)
    _refuse_stale(draft, seen, document)
    if draft is None:
        draft = new_version(definition, document, actor)
        session.add(draft)
    elif draft.sha256 == sha256(document):
        return draft
    else:
        write(draft, document)
    if definition.live_id is None:
        definition.title = title_of(document, key)
    session.flush()  # the line of history tells the version of the draft
    tell(actor, definition, "definition.draft-saved", draft)
    return draft


def refuse_unreadable(kind: str, key: str, document: Any) -> None:
    """What cannot be kept even as a draft: not an object, at another address, too large, unsafe."""
    kinds.kind_of(kind)
    if not isinstance(document, dict):
        raise UnreadableDefinition([Problem("", "not-an-object")])
    problems = problems_in_value(document)
    for name, expected in (("kind", kind), ("key", key)):
        if document.get(name) != expected:
            problems.append(Problem(f"/{name}", "kind-differs", {"expected": expected}))
    named = {"kind": kind, "format": 1, "key": key, "title": "–", "language": "fr"}
    problems += problems_against("envelope", named)
    if problems:
        raise UnreadableDefinition(problems)
    if len(canonical(document).encode()) > kinds.LARGEST:
        raise DefinitionTooLarge


def problems_of(version: DefinitionVersion) -> list[Problem]:
    """What there is to say of a version, warnings included."""
    return problems_in_document(version.body)


def problems_in_document(document: Any) -> list[Problem]:
    """The same of a document that is not kept yet, names that nothing answers to included."""
    found = kinds.problems_of(document)
    if all(map(kinds.is_warning, found)):
        found = [*found, *missing_references(document)]
    return found


def publish(
    actor: Actor, kind: str, key: str, force_reason: str | None = None, *, seen: int | None = None
) -> DefinitionVersion:
    """Make the draft live, for ever as it is: check, number, resolve names, tell.

    `force_reason` overrules failing tests of the definition, and nothing else. A draft that says
    what the live version says, of the same neighbours, is let go and the live version stays.
    """
    needed = getattr(kinds.kind_of(kind), "publish_permission", None)
    if needed and not organisation_wide(actor, needed):
        raise Forbidden
    definition = take(kind, key)
    draft = draft_of(definition)
    _refuse_stale(draft, seen, None)
    if draft is None:
        raise NoDraft
    forced = _refuse_problems(problems_of(draft), force_reason)
    named = references_now(draft)
    if definition.live is not None and definition.live.sha256 == draft.sha256:
        former = {v.id for v in queries.references_of(definition.live.id)}
        if former == set(named):
            _drop(actor, definition, draft)
            return definition.live
    draft.forced_because = forced
    return make_live(actor, definition, draft, named)


def retire(actor: Actor, kind: str, key: str, reason: str | None = None) -> Definition:
    """Nothing new starts on it; versions stay for what runs. Publishing again brings it back."""
    definition = take(kind, key)
    version = definition.live
    if version is None:
        raise NothingLive
    version.status = "retired"
    definition.live = None
    definition.retired_at = clock.now()
    tell(actor, definition, "definition.retired", version, reason=reason)
    announce(DefinitionRetired(definition.id, kind, key))
    session.flush()  # a version column that moved meanwhile is heard here
    return definition


def discard_draft(actor: Actor, kind: str, key: str, *, seen: int | None = None) -> None:
    """Forget the draft; a definition that never was published goes with it."""
    definition = take(kind, key)
    draft = draft_of(definition)
    _refuse_stale(draft, seen, None)
    if draft is None:
        raise NoDraft
    _drop(actor, definition, draft)
    others = session.scalar(
        select(func.count()).where(DefinitionVersion.definition_id == definition.id)
    )
    if not others:
        session.execute(delete(Definition).where(Definition.id == definition.id))
        session.expunge(definition)


def revert(
    actor: Actor, kind: str, key: str, number: int, *, seen: int | None = None
) -> DefinitionVersion:
    """Begin a draft from an older version; nothing that is live changes."""
    older = session.scalar(
        select(DefinitionVersion).where(
            DefinitionVersion.kind == kind,
            DefinitionVersion.key == key,
            DefinitionVersion.number == number,
            DefinitionVersion.status != "draft",
        )
    )
    if older is None:
        raise UnknownDefinition
    draft = save_draft(actor, kind, key, older.body, seen=seen)
    draft.based_on = older.id
    session.flush()  # the caller shows the version of the draft
    return draft


def _refuse_stale(draft: DefinitionVersion | None, seen: int | None, document: Any) -> None:
    now = NO_DRAFT_SEEN if draft is None else draft.version
    if seen is None or seen == now:
        return
    changes = differences(draft.body, document) if draft is not None and document else ()
    raise StaleDraft(changes=changes, seen=now)


def _refuse_problems(problems: list[Problem], force_reason: str | None) -> str | None:
    """Nothing but failing tests may be overruled; gives the reason when it was needed."""
    refusing = [p for p in problems if not kinds.is_warning(p)]
    if not refusing:
        return None
    if not all(map(kinds.is_failing_test, refusing)):
        raise NotPublishable(refusing)
    reason = (force_reason or "").strip()
    if not reason:
        raise ReasonNeeded(refusing)
    return reason[:2000]


def _drop(actor: Actor, definition: Definition, draft: DefinitionVersion) -> None:
    tell(actor, definition, "definition.draft-discarded", draft)
    session.delete(draft)
    session.flush()  # the place of the one draft is free again
