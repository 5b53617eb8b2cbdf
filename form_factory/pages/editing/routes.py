"""The editor of a form: look at it, act on it."""

from __future__ import annotations

from flask import Response, make_response, request, url_for
from flask.typing import ResponseReturnValue

from core.access import requires
from core.database import session, unit_of_work
from core.errors import Conflict, Invalid, PreauError
from core.i18n import _
from core.problems import Problem
from core.web import current_actor, go, render, wants_partial
from form_factory.domain.editing import Former
from form_factory.fields import palette
from form_factory.pages.door import pages
from form_factory.pages.editing import acts, canvas, faults, finding, logic
from form_factory.pages.editing.asking import Done, asked
from form_factory.pages.editing.desk import PANES, Desk, dom_id, former_of
from form_factory.pages.editing.preview import preview_of
from form_factory.pages.editing.properties import properties_of
from form_factory.trying.state import trial_of
from schemas import operations as definitions
from schemas.heading import editor_head
from schemas.permissions import Permission, need

TONES = ("brand", "sky", "leaf", "plum", "slate")


@pages.get("/<string:key>/modifier")
@requires(Permission.DEFINITIONS_WRITE)
def edit(key: str) -> ResponseReturnValue:
    """The draft, open at a step and perhaps at one of its questions."""
    need(current_actor(), Permission.DEFINITIONS_WRITE)
    return drawn(key, request.args.get("etape", ""), request.args.get("champ", ""))


@pages.post("/<string:key>/modifier")
@requires(Permission.DEFINITIONS_WRITE)
def write(key: str) -> ResponseReturnValue:
    """One act on the draft, or only a look at another part of it (`act=show`)."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_WRITE)
    page, ref = request.form.get("etape", ""), request.form.get("champ", "")
    if request.form.get("act") == "show":
        return drawn(key, page, ref) if wants_partial() else go(_url(key, page, ref))
    done = Done(page=page, ref=ref)
    former = former_of(key)
    ask = asked(request.form, former, done)
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = _url(key, page, ref)
            definitions.change(
                actor,
                "form",
                key,
                lambda document: acts.done(ask, document),
                lambda: done.label,
                seen=_seen(),
            )
            work.outcome["location"] = _url(key, done.page, done.ref)
    except (Invalid, Conflict) as refusal:
        session.rollback()
        return drawn(key, page, ref, refusal=refusal), refusal.status
    if done.problems:
        return drawn(key, done.page, done.ref, done=done, former=former), 422
    if not wants_partial():
        return go(f"{_url(key, done.page, done.ref)}#w-{dom_id(done.ref) or 'etape'}")
    return drawn(key, done.page, done.ref, done=done, former=former)


def _seen() -> int | None:
    text = request.form.get("vu", "")
    return int(text) if text.isdecimal() and len(text) < 12 else None


def _url(key: str, page: str, ref: str) -> str:
    return url_for("form_factory.edit", key=key, etape=page or None, champ=ref or None)


def drawn(
    key: str,
    page: str,
    ref: str,
    *,
    done: Done | None = None,
    refusal: PreauError | None = None,
    former: Former | None = None,
) -> Response:
    """The editor, open there; `former` when the addresses it has published are known."""
    head = editor_head("form", key, "formulaire")
    version = head["head"]["shown"]
    desk = Desk(key, version.body, page, ref, version.sha256)
    found = faults.faults_of(desk, version.sha256, done.before if done else "")
    problems = [*(done.problems if done else ()), *(getattr(refusal, "problems", ()) or ())]
    head["head"]["here"] = desk.here
    head["head"]["aside"] = _("Durée de saisie estimée : %(minutes)s min",
                              minutes=canvas.minutes_of(desk))  # fmt: skip
    query = (request.values.get("q") or "")[:100]
    # what is being typed in these settings stays theirs, until another act draws them anew
    same = request.args.get("pas") if request.form.get("act", "set") == "set" else None
    context = {
        **head,
        "desk": desk,
        "steps": canvas.steps_of(desk, found),
        "cards": canvas.cards_of(desk, faults.by_ref(found)),
        "faults": found,
        "props": properties_of(
            desk,
            former_of(key) if former is None else former,
            problems,
            request.form,
            again=isinstance(refusal, Conflict),
        ),
        "groups": list(zip(palette(), TONES, strict=False)),
        "preview": preview_of(
            key, version.body, version.sha256, desk.page, trial_of(request.form.get("_trial"))
        ),
        "done": done,
        "refusal": refusal,
        "notes": [faults.fault_at(desk, each) for each in problems],
        "changes": _changes(desk, refusal),
        "query": query,
        "hits": finding.found(desk, query),
        "pane": request.values.get("volet") if request.values.get("volet") in PANES else "etapes",
        "size": "bureau" if request.values.get("taille") == "bureau" else "telephone",
        "stamp": same or str(head["seen"]),
        "dom_id": dom_id,
        "sources": logic.SOURCES,
        "locks": logic.LOCKS,
        "hints": logic.HINTS,
    }
    answer = make_response(render("form_factory/editor/edit.html", **context))
    if request.method == "POST" and wants_partial():
        answer.headers["HX-Replace-Url"] = desk.here
    return answer


def _changes(desk: Desk, refusal: PreauError | None) -> list[faults.Fault]:
    """After a conflict: which parts somebody else has changed."""
    told = [
        faults.fault_at(desk, Problem(change.path, "edit-changed-elsewhere"))
        for change in (refusal.changes if isinstance(refusal, Conflict) else ())
    ]
    return list({(each.page, each.ref): each for each in told}.values())[:8]
