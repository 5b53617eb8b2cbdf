"""Starting a request: the button says whether, the draft pins the live form."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from catalogue.asking import asking_of
from catalogue.domain.buttons import Mode, state_of
from catalogue.domain.numbers import ALPHABET
from catalogue.domain.service import Button, Service
from catalogue.errors import NotOpen
from catalogue.events import RequestStarted
from catalogue.facts import actor_facts, known_establishment
from catalogue.models import Request
from catalogue.prefills import lookup
from catalogue.profiles import Profile
from catalogue.standing import KIND
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import NotFound
from core.events import announce
from core.folding import fold
from core.history import record
from core.i18n import _
from core.ids import uuid7
from form_factory import operations as forms
from form_factory import queries as form_queries
from form_factory.prefill import Around, Found
from schemas import queries as schemas

if TYPE_CHECKING:
    from uuid import UUID

    from schemas.models import DefinitionVersion

#: Source → path → what it said.
Fetched = Mapping[str, Mapping[str, Found]]


def start(
    actor: Actor,
    version: DefinitionVersion,
    button_key: str,
    profile: Profile,
    *,
    renew: Request | None = None,
    again: bool = False,
    link: UUID | None = None,
    fetched: Fetched | None = None,
) -> Request:
    """Open a draft for an establishment; `renew` is an earlier request it takes its answers from.

    With a draft already there, that draft is given back unless `again` asks for another. `link` is
    the signed link it is opened by, `fetched` what was brought of `look_ahead`.
    """
    service = Service.of(version.body)
    button = service.button(button_key)
    if button is None:
        raise NotFound
    asking = asking_of(actor, service, button, profile)
    state = state_of(service, button, asking)
    if not state.enabled:
        raise NotOpen
    if state.mode is Mode.RESUME and not again and state.draft is not None:
        return _found(state.draft.reference)
    place = profile.record_id, profile.scope_path
    around = Around(service.key, *place, link, fetched or {})
    return _open(actor, version, service, button, profile, renew=renew, around=around)


def _open(
    actor: Actor,
    version: DefinitionVersion,
    service: Service,
    button: Button,
    profile: Profile,
    *,
    renew: Request | None,
    around: Around,
) -> Request:
    form = schemas.live("form", button.form)
    workflow = schemas.live("workflow", service.workflow)
    if form is None or workflow is None:
        raise NotOpen
    names = _names(actor, profile)
    if renew is None:
        draft = forms.start_draft(actor, form.id, names, around=around)
    else:
        draft = forms.start_from(actor, form.id, names, _earlier(renew), around)
    request = Request(
        id=uuid7(),
        provisional=provisional_reference(),
        service_key=service.key,
        service_version_id=version.id,
        button=button.key,
        form_version_id=form.id,
        draft_id=draft.id,
        establishment_id=profile.record_id,
        establishment_label=profile.label,
        establishment_words=fold(profile.label),
        scope_path=profile.scope_path,
        applicant_id=actor.account_id,
        applicant_name=actor.name,
        title=service.title,
        answers={},
        rows={},
        labels={},
        status=workflow.body["initial"],
        status_kind="draft",
        markers=[],
        waiting_functions=[],
        words="",
        created_at=clock.now(),
        updated_at=clock.now(),
    )
    session.add(request)
    session.flush()  # history and the event name it
    filled = {p: note["source"] for p, note in draft.provenance.items() if "value" in note}
    facts = {"filled": filled} if filled else None
    record(actor, "request", request.id, "request.started", facts=facts)
    if actor.account_id:
        announce(RequestStarted(request.id, actor.account_id))
    return request


def look_ahead(
    actor: Actor,
    version: DefinitionVersion,
    button_key: str,
    profile: Profile,
    *,
    again: bool = False,
) -> lookup.Ahead:
    """What other machines are to be asked of who is about to start: `fetched` asks them, between
    the transaction that read this and the one that writes.

    Nobody is asked for a form that names no machine, nor for one that does not open.
    """
    service = Service.of(version.body)
    button = service.button(button_key)
    form = schemas.live("form", button.form) if button is not None else None
    if button is None or form is None:
        return lookup.Ahead()
    compiled = form_queries.form_of(form.id)
    if not lookup.asks(compiled):
        return lookup.Ahead()
    state = state_of(service, button, asking_of(actor, service, button, profile))
    if not state.enabled or (state.mode is Mode.RESUME and not again):
        return lookup.Ahead()
    return lookup.ahead(compiled, _names(actor, profile))


def _names(actor: Actor, profile: Profile) -> dict[str, Any]:
    """What the session knows: of the establishment, what this person reads."""
    known = known_establishment(actor, profile.record_id)
    return {
        "establishment": known,
        "actor": actor_facts(actor),
        "membership": {"establishment": {**known, "uai": profile.code}},
    }


def _earlier(request: Request) -> forms.Earlier:
    """What was handed in then."""
    filed = (request.submitted_at or request.created_at).astimezone(clock.PARIS).date()
    return forms.Earlier(
        request.form_version_id,
        request.answers,
        request.rows,
        (KIND, request.id),
        _("votre demande %(number)s", number=request.reference),
        filed,
    )


def provisional_reference() -> str:
    """A reference nobody can guess from another: « B-7K3QX9AH »."""
    return "B-" + "".join(secrets.choice(ALPHABET) for _ in range(8))


def _found(reference: str) -> Request:
    from sqlalchemy import select

    return session.scalars(select(Request).where(Request.provisional == reference)).one()
