"""What a button wants to know: eligibility, opening, who holds the functions, what was filed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts import queries as accounts
from catalogue import queries
from catalogue.domain.buttons import Asking, ButtonState, Filed, state_of
from catalogue.domain.service import Button, Service
from catalogue.facts import actor_facts, establishment_types, facts_of, house_establishment
from catalogue.models import Request
from catalogue.profiles import Profile
from core import clock
from core.actor import Actor
from core.clock import PARIS
from form_factory import queries as forms
from schemas import queries as schemas
from schemas.domain.conditions import Types, Verdict, compile_condition


def button_states(
    actor: Actor,
    service: Service,
    profile: Profile | None,
    trial: Mapping[str, Any] | None = None,
) -> list[ButtonState]:
    """Every button of a sheet, in order; `trial`: see `asking_of`."""
    return [
        state_of(service, b, asking_of(actor, service, b, profile, trial)) for b in service.buttons
    ]


def asking_of(
    actor: Actor,
    service: Service,
    button: Button,
    profile: Profile | None,
    trial: Mapping[str, Any] | None = None,
) -> Asking:
    """Everything the state of one button depends on.

    `trial` is what a designer who tries the sheet as somebody else may know of the establishment:
    it stands for what the house knows, and requests of real people stay out of it.
    """
    if profile is None:
        return Asking(clock.today(), may_file=False)
    known = house_establishment(profile.record_id) if trial is None else trial
    names = {"establishment": known, "actor": actor_facts(actor)}
    eligible = _decide(service.eligibility, names)
    offered = _decide(None if button.when is True else button.when, names)
    return Asking(
        today=clock.today(),
        may_file=profile.may_file,
        eligible=eligible is None or eligible.holds,
        reasons=eligible.reasons
        if eligible and not eligible.holds
        else (offered.reasons if offered and not offered.holds else ()),
        offered=offered is None or offered.holds,
        manned=not unmanned(service, profile.scope_path),
        filed=_filed_through(service, button, profile) if trial is None else (),
    )


def _filed_through(service: Service, button: Button, profile: Profile) -> list[Filed]:
    requests = queries.filed_at(service.key, profile.scope_path)
    return [_filed(request) for request in requests if request.button == button.key]


def unmanned(service: Service, scope_path: str) -> list[str]:
    """Functions whose groups have nobody for this establishment: the service stays closed there."""
    bound = {function: service.groups_of(function, scope_path) for function in service.bindings}
    held = accounts.holders_of_groups({g for some in bound.values() for g in some}, scope_path)
    return [function for function, some in bound.items() if not any(held[g] for g in some)]


def _decide(rule: Any, names: dict[str, Any]) -> Verdict | None:
    if rule is None:
        return None
    condition = compile_condition(rule, Types.merge(establishment_types(), _ACTOR))
    return condition.decide(facts_of(**names))


_ACTOR = Types.of_schema(
    {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "email": {"type": "string"},
            "roles": {"type": "array", "items": {"type": "string"}},
        },
    },
    "actor",
)


def _filed(request: Request) -> Filed:
    if request.submitted_at is None:
        step, steps = _progress(request)
        return Filed(request.provisional, is_draft=True, is_final=False, step=step, steps=steps)
    return Filed(
        request.reference or request.provisional,
        is_draft=False,
        is_final=request.status_kind == "final",
        year=request.submitted_at.astimezone(PARIS).year,
    )


def _progress(request: Request) -> tuple[int | None, int | None]:
    """« Étape 3 sur 5 », by the pages of the form (conditions apart: a quick word on a tile)."""
    row = forms.draft_row(request.draft_id)
    pages = [p["id"] for p in schemas.version(row.form_version_id).body["ui"]["pages"]]
    if row.page not in pages:
        return None, None
    return pages.index(row.page) + 1, len(pages)
