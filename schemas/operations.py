"""Acts on definitions: draft, publish, retire, discard, go back; and the acts on packs."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.database import session
from core.i18n import _
from core.problems import Problem
from core.unseen import seen_or_nothing
from schemas import kinds, live, queries, steps
from schemas.drafting import (
    NO_DRAFT_SEEN,
    begin,
    change,
    discard_draft,
    drop,
    duplicate,
    redo,
    refuse_stale,
    refuse_unreadable,
    save_draft,
    undo,
)
from schemas.errors import (
    AlreadyLive,
    BadTerms,
    NoDraft,
    NotPublishable,
    ReasonNeeded,
    UnknownDefinition,
)
from schemas.models import DefinitionVersion
from schemas.pack_acts import (
    export_pack,
    load_pack,
    rehearse,
    remove_pack,
    revert_definition,
    revert_load,
)
from schemas.publication import (
    draft_of,
    make_live,
    missing_references,
    new_version,
    references_now,
    take,
)
from schemas.retiring import refuse_publisher, retire

#: What a publication may do to what runs on older versions.
POLICIES: Final = ("stay", "compatible", "all")

__all__ = [
    "NO_DRAFT_SEEN",
    "POLICIES",
    "begin",
    "change",
    "discard_draft",
    "duplicate",
    "export_pack",
    "load_pack",
    "problems_in_document",
    "problems_of",
    "publish",
    "redo",
    "refuse_publisher",
    "refuse_unreadable",
    "rehearse",
    "remove_pack",
    "restore",
    "retire",
    "revert",
    "revert_definition",
    "revert_load",
    "save_draft",
    "undo",
]


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
    actor: Actor,
    kind: str,
    key: str,
    force_reason: str | None = None,
    *,
    seen: int | None = None,
    policy: str = "stay",
    drafts_until: date | None = None,
) -> DefinitionVersion:
    """Make the draft live, for ever as it is: check, number, resolve names, tell.

    `force_reason` overrules failing tests of the definition, and nothing else. `policy` and
    `drafts_until` say what becomes of what runs on older versions. A draft that says
    what the live version says, of the same neighbours, is let go and the live version stays.
    """
    refuse_publisher(actor, kind)
    _refuse_terms(policy, drafts_until)
    definition = take(kind, key)
    draft = draft_of(definition)
    refuse_stale(draft, seen, None)
    if draft is None:
        raise NoDraft
    forced = _refuse_problems(problems_of(draft), force_reason)
    named = references_now(draft)
    if definition.live is not None and definition.live.sha256 == draft.sha256:
        former = {v.id for v in queries.references_of(definition.live.id)}
        if former == set(named):
            drop(actor, definition, draft)
            return definition.live
    live.settle(draft, policy)
    draft.forced_because = forced
    draft.policy, draft.drafts_until = policy, drafts_until
    steps.wipe(draft)
    return make_live(actor, definition, draft, named)


def revert(
    actor: Actor, kind: str, key: str, number: int, *, seen: int | None = None
) -> DefinitionVersion:
    """Begin a draft from an older version; nothing that is live changes."""
    older = _published(kind, key, number)
    draft = save_draft(
        actor,
        kind,
        key,
        older.body,
        seen=seen,
        label=_("Reprise de la version %(number)s", number=number),
    )
    draft.based_on = older.id
    session.flush()  # the caller shows the version of the draft
    return draft


def restore(
    actor: Actor, kind: str, key: str, number: int, *, policy: str = "stay"
) -> DefinitionVersion:
    """Put an older text back in service: a new version, after the checks of any publication.

    It goes beside the draft somebody may be writing, whose number moves on.
    """
    refuse_publisher(actor, kind)
    _refuse_terms(policy, None)
    definition = take(kind, key)
    older = _published(kind, key, number)
    if definition.live is not None and definition.live.sha256 == older.sha256:
        raise AlreadyLive
    _refuse_problems(problems_of(older), None)
    draft = draft_of(definition)
    version = new_version(definition, older.body, actor)
    live.settle(version, policy)
    if draft is not None:
        version.number, draft.number = draft.number, version.number
        session.flush()  # the number is free before it is given again
    version.based_on, version.policy = older.id, policy
    return make_live(actor, definition, version, references_now(version))


def _published(kind: str, key: str, number: int) -> DefinitionVersion:
    found = session.scalar(
        select(DefinitionVersion).where(
            DefinitionVersion.kind == kind,
            DefinitionVersion.key == key,
            DefinitionVersion.number == number,
            DefinitionVersion.status != "draft",
        )
    )
    if found is None:
        raise UnknownDefinition
    return found


def _refuse_terms(policy: str, drafts_until: date | None) -> None:
    problems = []
    if policy not in POLICIES:
        problems.append(Problem("/policy", "unknown-policy"))
    if drafts_until is not None and drafts_until < clock.today():
        problems.append(Problem("/drafts_until", "deadline-past"))
    if problems:
        raise BadTerms(problems)


def _refuse_problems(problems: list[Problem], force_reason: str | None) -> str | None:
    """Nothing but failing tests may be overruled; gives the reason when it was needed."""
    refusing = [p for p in problems if not kinds.is_warning(p)]
    if not refusing:
        return None
    if not all(map(kinds.is_failing_test, refusing)):
        raise NotPublishable(refusing)
    reason = seen_or_nothing((force_reason or "").strip()[:2000])
    if not reason:
        raise ReasonNeeded(refusing)
    return reason
