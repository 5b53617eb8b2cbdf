"""Publication without fear: what changes, whom it touches, what becomes of what has begun."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from core.access import requires
from core.actor import Actor
from core.database import session, unit_of_work
from core.errors import Conflict, Invalid
from core.i18n import _, _l
from core.problems import Problem
from core.web import current_actor, flash_notice, go, render
from core.words import message
from schemas import heading, kinds, live, operations, queries
from schemas.changes import carried
from schemas.difference import differences
from schemas.errors import BadTerms, NoDraft
from schemas.pages.acts import number_in_form, seen_in_form, sure_of_rights
from schemas.pages.changed import review_of
from schemas.pages.door import pages
from schemas.pages.shown import MOST_SHOWN, difference_rows, problem_lines
from schemas.permissions import Permission, need

#: Nothing runs on a version of these: records, answers and rights read the one in service.
FOLLOWED: Final = frozenset({"entity", "reference-list", "role", "view"})
#: What becomes of what runs on older versions: its words, and what they mean.
POLICIES: Final = {
    "stay": (
        _l("Rester sur leur version"),
        _l("Chacun termine sur le formulaire qu’il a commencé et peut passer au nouveau."),
    ),
    "compatible": (
        _l("Suivre quand rien n’est à relire"),
        _l("Passent au nouveau ceux dont toutes les réponses sont reprises ; les autres restent."),
    ),
    "all": (
        _l("Tous suivre, avec relecture"),
        _l("Tout passe au nouveau. Ce qui est à relire est signalé ; aucune réponse n’est perdue."),
    ),
}


@pages.get("/definitions/<string:kind>/<string:key>/publier")
@requires(Permission.DEFINITIONS_PUBLISH)
def review(kind: str, key: str) -> ResponseReturnValue:
    """Before publishing: what changes for people, what stands in the way."""
    need(current_actor(), Permission.DEFINITIONS_PUBLISH)
    return render("schemas/publish.html", **_review(kind, key))


@pages.post("/definitions/<string:kind>/<string:key>/publier")
@requires(Permission.DEFINITIONS_PUBLISH)
def publish(kind: str, key: str) -> ResponseReturnValue:
    """Make the draft live."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_PUBLISH)
    sure_of_rights(kind)
    location = url_for("schemas.show", kind=kind, key=key)
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = location
            version = operations.publish(
                actor,
                kind,
                key,
                request.form.get("motif"),
                seen=seen_in_form(),
                policy=request.form.get("suite") or "stay",
                drafts_until=_last_day(),
            )
            number = version.number
    except (Invalid, Conflict) as refusal:
        if isinstance(refusal, NoDraft):
            raise
        session.rollback()
        return render("schemas/publish.html", refusal=refusal, **_review(kind, key)), refusal.status
    flash_notice(_("Version %(number)s publiée.", number=number))
    return go(location)


@pages.post("/definitions/<string:kind>/<string:key>/remettre")
@requires(Permission.DEFINITIONS_PUBLISH)
def restore(kind: str, key: str) -> ResponseReturnValue:
    """Put an older version back in service, as a new one; what refuses it becomes a draft."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_PUBLISH)
    sure_of_rights(kind)
    number, location = number_in_form(), url_for("schemas.show", kind=kind, key=key)
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = location
            policy = request.form.get("suite") or "stay"
            version = operations.restore(actor, kind, key, number, policy=policy)
            given = version.number
    except Invalid as refusal:
        session.rollback()
        return _as_draft(actor, kind, key, number, refusal)
    flash_notice(
        _("La version %(older)s est de nouveau en service : c’est la version %(number)s.",
          older=number, number=given)
    )  # fmt: skip
    return go(location)


def _as_draft(
    actor: Actor, kind: str, key: str, number: int, refusal: Invalid
) -> ResponseReturnValue:
    """What could not be published as it is: a draft to mend, unless somebody is writing one."""
    if queries.draft(kind, key) is not None:
        raise refusal
    need(actor, Permission.DEFINITIONS_WRITE)
    with unit_of_work():
        operations.revert(actor, kind, key, number)
    flash_notice(_("Cette version ne peut plus être publiée telle quelle : corrigez-la."), "brick")
    return go(url_for("schemas.review", kind=kind, key=key))


def _last_day() -> date | None:
    """The last day of older drafts, as typed."""
    text = request.form.get("jusquau", "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text[:40])
    except ValueError as fault:
        raise BadTerms([Problem("/drafts_until", "format-date")]) from fault


def _review(kind: str, key: str) -> dict[str, Any]:
    definition = queries.definition_for(current_actor(), kind, key)
    draft = queries.draft(kind, key)
    if draft is None:
        raise NoDraft
    now = queries.live(kind, key)
    found = differences(now.body if now else {}, draft.body)
    holds = operations.problems_of(draft)
    owed = live.problems_of(draft) if all(map(kinds.is_warning, holds)) else []
    problems = problem_lines([*holds, *owed], "", heading.placing(definition, draft.body))
    refusing = [p for p in problems if not p["warning"]]
    coverage = getattr(kinds.kind_of(kind), "coverage", None)
    return {
        "definition": definition,
        "edit_url": heading.edit_url(definition),
        "kind": kinds.kind_of(kind),
        "draft": draft,
        "live": now,
        **(review_of(now, draft.body) if now else {}),
        "rows": difference_rows(found),
        "count": len(found),
        "most": MOST_SHOWN,
        "problems": refusing,
        "warnings": [p for p in problems if p["warning"]],
        "forcible": bool(refusing) and all(p["test"] for p in refusing),
        "coverage": coverage(draft.body) if coverage and not refusing else None,
        "reason": request.form.get("motif", ""),
        **_terms(kind, now),
        **_settled(kind, draft, now, owed=bool(owed)),
    }


def _settled(kind: str, draft: Any, now: Any, *, owed: bool) -> dict[str, Any]:
    """Where what becomes of what runs is settled, when a room says so."""
    room = live.room_of(kind)
    if room is None or now is None:
        return {"settle": None}
    url, words = room.link(draft.key)
    return {"settle": {"url": url, "words": words, "owed": owed}}


def _terms(kind: str, now: Any) -> dict[str, Any]:
    room = live.room_of(kind)
    policies = room.policies if room else POLICIES
    return {
        "carried": now is not None and (room is not None or carried(kind)),
        "dated": room is None or room.dated,
        "legend": room.legend if room else _("Brouillons et demandes déjà commencés"),
        "followed": kind in FOLLOWED,
        "policies": [(key, words[0]) for key, words in policies.items()],
        "policy_hints": {key: words[1] for key, words in policies.items()},
        "policy": request.form.get("suite") or "stay",
        "until": request.form.get("jusquau", ""),
        "wrong": _wrong,
    }


def _wrong(refusal: Any, path: str) -> list[str]:
    """What is wrong with one answer of the page."""
    problems = getattr(refusal, "problems", ()) if isinstance(refusal, BadTerms) else ()
    return [message(problem) for problem in problems if problem.path == path]
