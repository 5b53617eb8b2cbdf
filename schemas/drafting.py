"""Acts on drafts: keep a text, change it act by act, undo, redo, begin, duplicate, forget."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, func, select

from core import clock
from core.actor import Actor
from core.canonical import canonical
from core.database import session
from core.i18n import _
from core.jsondoor import problems_in_value
from core.problems import Problem
from schemas import blanks, kinds, queries, steps
from schemas.difference import differences
from schemas.errors import (
    DefinitionTooLarge,
    NoDraft,
    NothingToRedo,
    NothingToUndo,
    StaleDraft,
    TitleNeeded,
    UnknownDefinition,
    UnreadableDefinition,
)
from schemas.metaschema import problems_against
from schemas.models import Definition, DefinitionVersion
from schemas.publication import draft_of, new_version, take, tell, title_of, write

#: `seen` of a page that was opened when there was no draft.
NO_DRAFT_SEEN: Final = 0
#: Acts of one person closer than this are one sitting: one line of history.
SITTING: Final = timedelta(minutes=30)


def save_draft(
    actor: Actor,
    kind: str,
    key: str,
    document: Any,
    *,
    seen: int | None = None,
    label: str | None = None,
) -> DefinitionVersion:
    """Keep the draft of a definition: text, hash and document in one act, as one step.

    A draft may hold problems (see `operations.problems_of`): only what cannot be kept is refused.
    `seen` is the version of the draft that the person had before him (0: none); another one now is
    refused.
    """
    text = refuse_unreadable(kind, key, document)
    definition = take(kind, key, create=True)
    draft = draft_of(definition)
    refuse_stale(draft, seen, document)
    if draft is not None and draft.body_text == text:
        return draft
    draft = _kept(actor, definition, draft, text, label or _("Document enregistré"))
    tell(actor, definition, "definition.draft-saved", draft)
    return draft


def change(
    actor: Actor,
    kind: str,
    key: str,
    edit: Callable[[dict[str, Any]], dict[str, Any]],
    label: str | Callable[[], str],
    *,
    seen: int | None,
) -> DefinitionVersion:
    """Apply one act of an editor to the draft, begun from the live version when there is none.

    `edit` gets a copy it may change and gives the new document; what it refuses, it raises. An act
    that changes nothing leaves no step (and begins no draft: the live version is given back).
    `label` says what was done, for undo: « Question ajoutée »; a function says it once it is done.
    """
    definition = take(kind, key)
    draft = draft_of(definition)
    refuse_stale(draft, seen, None)
    version = draft or _start(definition)
    document = _edited(version, edit)
    text = refuse_unreadable(kind, key, document)
    if text == version.body_text:
        return version
    told = draft is None or not _same_sitting(actor, draft)
    draft = _kept(actor, definition, draft, text, label() if callable(label) else label)
    if told:
        tell(actor, definition, "definition.draft-saved", draft)
    return draft


def _edited(
    version: DefinitionVersion, edit: Callable[[dict[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """Acts rely on the shape of their kind; a draft written as a text may not have it."""
    try:
        return edit(json.loads(version.body_text))
    except kinds.STUMBLES as fault:
        problems = kinds.shape_problems(version.body)
        if not problems:
            raise
        raise UnreadableDefinition(problems) from fault


def undo(actor: Actor, kind: str, key: str, *, seen: int | None) -> DefinitionVersion:
    """Take the last act back, whoever did it, from whichever device."""
    definition, draft = _open(kind, key, seen)
    done = steps.last_done(draft)
    if len(done) < 2:
        raise NothingToUndo
    done[0].undone = True
    return _go_to(actor, definition, draft, done[1])


def redo(actor: Actor, kind: str, key: str, *, seen: int | None) -> DefinitionVersion:
    """Do again what was undone last."""
    definition, draft = _open(kind, key, seen)
    step = steps.next_undone(draft)
    if step is None:
        raise NothingToRedo
    step.undone = False
    return _go_to(actor, definition, draft, step)


def begin(
    actor: Actor, kind: str, title: str, document: dict[str, Any] | None = None
) -> DefinitionVersion:
    """A new definition from a title: its key comes from its words, its text from its kind."""
    title = " ".join(title.split())
    if not title or len(title) > 200:
        raise TitleNeeded([Problem("/title", "title-needed")])
    body = blanks.blank(kind, title) if document is None else copy.deepcopy(document)
    for key in blanks.keys_from(title):
        if queries.definition(kind, key) is not None:
            continue
        named = {**body, "kind": kind, "format": 1, "key": key, "title": title}
        try:
            return save_draft(actor, kind, key, named, seen=NO_DRAFT_SEEN, label=_("Création"))
        except StaleDraft:  # somebody took this key in the same moment
            continue
    raise TitleNeeded([Problem("/title", "title-needed")])


def duplicate(actor: Actor, kind: str, key: str, title: str) -> DefinitionVersion:
    """A definition of its own that begins as another one stands: in service, else its draft."""
    source = queries.live(kind, key) or queries.draft(kind, key) or _last(kind, key)
    return begin(actor, kind, title, blanks.copied(kind, source.body))


def discard_draft(actor: Actor, kind: str, key: str, *, seen: int | None = None) -> None:
    """Forget the draft; a definition that never was published goes with it."""
    definition, draft = _open(kind, key, seen)
    drop(actor, definition, draft)
    others = session.scalar(
        select(func.count()).where(DefinitionVersion.definition_id == definition.id)
    )
    if not others:
        session.execute(delete(Definition).where(Definition.id == definition.id))
        session.expunge(definition)


def drop(actor: Actor, definition: Definition, draft: DefinitionVersion) -> None:
    """Let a draft go with its steps."""
    tell(actor, definition, "definition.draft-discarded", draft)
    steps.wipe(draft)
    session.delete(draft)
    session.flush()  # the place of the one draft is free again


def refuse_unreadable(kind: str, key: str, document: Any) -> str:
    """What cannot be kept even as a draft: not an object, at another address, too large, unsafe.

    Gives the canonical text of what can.
    """
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
    text = canonical(document)
    if len(text.encode()) > kinds.LARGEST:
        raise DefinitionTooLarge
    return text


def refuse_stale(draft: DefinitionVersion | None, seen: int | None, document: Any) -> None:
    """409 when the draft is no longer the one that was seen, with the difference.

    Against the `document` somebody brings; else from what they had seen to what stands now, with
    who did the last act.
    """
    now = NO_DRAFT_SEEN if draft is None else draft.version
    if seen is None or seen == now:
        return
    if draft is None:
        raise StaleDraft(seen=now)
    if document:
        found = differences(draft.body, document)
    else:
        before = steps.text_shown_as(draft, seen)
        found = [] if before is None else differences(before, draft.body)
        document = before
    last = steps.latest(draft)
    raise StaleDraft(
        changes=found, seen=now, by=last.actor_name if last else "", before=document,
        after=draft.body,
    )  # fmt: skip


def _open(kind: str, key: str, seen: int | None) -> tuple[Definition, DefinitionVersion]:
    definition = take(kind, key)
    draft = draft_of(definition)
    refuse_stale(draft, seen, None)
    if draft is None:
        raise NoDraft
    return definition, draft


def _start(definition: Definition) -> DefinitionVersion:
    """What a new draft begins from: what is in service, else the last version there was."""
    return definition.live or _last(definition.kind, definition.key)


def _last(kind: str, key: str) -> DefinitionVersion:
    found = queries.versions(kind, key)
    if not found:
        raise UnknownDefinition
    return found[0]


def _kept(
    actor: Actor,
    definition: Definition,
    draft: DefinitionVersion | None,
    text: str,
    label: str,
) -> DefinitionVersion:
    shown_as = NO_DRAFT_SEEN if draft is None else draft.version
    if draft is None:
        before = definition.live.body_text if definition.live else text
        draft = new_version(definition, json.loads(text), actor)
        session.add(draft)
    else:
        before = draft.body_text
        write(draft, text)
    _entitle(definition, draft.body)
    session.flush()  # steps and history tell the version of the draft
    steps.remember(actor, draft, before, label, shown_as=shown_as or draft.version)
    return draft


def _go_to(
    actor: Actor, definition: Definition, draft: DefinitionVersion, step: Any
) -> DefinitionVersion:
    told = not _same_sitting(actor, draft)
    write(draft, step.body_text)
    _entitle(definition, draft.body)
    session.flush()
    step.shown_as = draft.version
    if told:
        tell(actor, definition, "definition.draft-saved", draft)
    session.flush()
    return draft


def _entitle(definition: Definition, document: Any) -> None:
    if definition.live_id is None:
        definition.title = title_of(document, definition.key)


def _same_sitting(actor: Actor, draft: DefinitionVersion) -> bool:
    """A hundred small acts in a row are one line of history; steps tell them apart."""
    last = steps.latest(draft)
    return (
        last is not None and last.actor_id == actor.account_id and clock.now() - last.at < SITTING
    )
