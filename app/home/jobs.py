"""Jobs for administrators: what runs, what waits, what was set aside; again, or called off."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import format_timedelta
from werkzeug.wrappers import Response

from accounts.queries.scopes import ROOT
from app.home.job_words import reason_in_words
from app.home.permissions import Permission
from core import backlog
from core import jobs as queue
from core.access import requires
from core.actor import Actor
from core.backlog import PARKED, RUNNING, STATES, WAITING, Line
from core.database import unit_of_work
from core.errors import BadInput, Forbidden
from core.i18n import _, _l, ngettext
from core.paging import COUNT_BOUND
from core.web import current_actor, flash_notice, redirect_or_swap, render
from documents.queries import antivirus_standing, files_answer

pages = Blueprint("jobs", __name__, template_folder="templates")

ACTING = (Permission.JOBS_MANAGE, Permission.SETTINGS_MANAGE)
LABELS = {RUNNING: _l("En cours"), WAITING: _l("En attente"), PARKED: _l("Mises de côté")}
LOOKS = {
    RUNNING: {"tone": "sky", "icon": "arrows-clockwise"},
    WAITING: {"tone": "sun", "icon": "clock"},
    PARKED: {"tone": "rose", "icon": "warning-circle", "label": _l("Mise de côté")},
}
_MOST_DIGITS = 18


@pages.get("/administration/taches")
@requires(Permission.JOBS_READ)
def index() -> str:
    """One state at a time; those set aside first when there are some."""
    actor = current_actor()
    _of_the_whole_house(actor, Permission.JOBS_READ)
    kind = request.args.get("type", "")[:100].replace("\x00", "") or None
    counts = backlog.counts(kind)
    asked = request.args.get("etat", "")
    state = asked if asked in STATES else (PARKED if counts[PARKED] else WAITING)
    page = backlog.lines(state, kind, request.args.get("suite"))
    oldest = queue.oldest_waiting()
    return render(
        "home/jobs.html",
        state=state,
        kind=kind,
        tabs=[_tab(name, kind, counts[name], current=name == state) for name in STATES],
        rows=[_row(line) for line in page.items],
        further=url_for("jobs.index", etat=state, type=kind, suite=page.next)
        if page.next
        else None,
        kinds=[(name, backlog.label_of(name)) for name in backlog.kinds_present()],
        kind_label=backlog.label_of(kind) if kind else "",
        oldest=format_timedelta(oldest) if oldest >= 1 else "",
        may_act=_may_act(actor),
        antivirus=antivirus_standing(),
        files_answer=files_answer(),
    )


@pages.post("/administration/taches/relancer")
@requires(*ACTING)
def retry() -> Response:
    """Let the named one run again now."""
    _of_the_whole_house(current_actor(), *ACTING)
    with unit_of_work(idempotent=True) as work:
        backlog.retry(current_actor(), _named())
        work.outcome["location"] = url_for("jobs.index", **_here())
    flash_notice(_("La tâche va repartir dans un instant."))
    return redirect_or_swap("jobs.index", **_here())


@pages.post("/administration/taches/tout-relancer")
@requires(*ACTING)
def retry_parked() -> Response:
    """Let all that were set aside run again, or those of one kind."""
    _of_the_whole_house(current_actor(), *ACTING)
    with unit_of_work():
        count = backlog.retry_parked(current_actor(), _here().get("type"))
    said = ngettext("%(num)s tâche va repartir.", "%(num)s tâches vont repartir.", count)
    flash_notice(said if count else _("Aucune tâche n’était mise de côté."))
    return redirect_or_swap("jobs.index", **_here())


@pages.post("/administration/taches/annuler")
@requires(*ACTING)
def cancel() -> Response:
    """Call the named one off."""
    _of_the_whole_house(current_actor(), *ACTING)
    with unit_of_work(idempotent=True) as work:
        backlog.cancel(current_actor(), _named())
        work.outcome["location"] = url_for("jobs.index", **_here())
    flash_notice(_("La tâche est annulée."))
    return redirect_or_swap("jobs.index", **_here())


def _of_the_whole_house(actor: Actor, *permissions: str) -> None:
    """Jobs speak of any place: they are for who looks after the whole organisation."""
    if not any(actor.holds(permission, ROOT) for permission in permissions):
        raise Forbidden


def _may_act(actor: Actor) -> bool:
    return any(actor.holds(permission, ROOT) for permission in ACTING)


def _named() -> int:
    """The job a form names."""
    text = request.form.get("job", "")
    if not (text.isascii() and text.isdigit()) or len(text) > _MOST_DIGITS:
        raise BadInput
    return int(text)


def _here() -> dict[str, Any]:
    """Back to the list as it was looked at."""
    kept = {name: request.form.get(name, "")[:100].replace("\x00", "") for name in ("etat", "type")}
    return {name: value for name, value in kept.items() if value}


def _tab(state: str, kind: str | None, count: int, *, current: bool) -> dict[str, Any]:
    return {
        "label": str(LABELS[state]),
        "url": url_for("jobs.index", etat=state, type=kind),
        "number": f"{COUNT_BOUND}+" if count > COUNT_BOUND else count,
        "current": current,
    }


def _row(line: Line) -> dict[str, Any]:
    done, of = line.progress.get("done"), line.progress.get("of")
    return {
        "id": line.id,
        "label": backlog.label_of(line.kind),
        "detail": line.to or line.kind,
        "state": {"label": LABELS[line.state], **LOOKS[line.state]},
        "since": line.since,
        "next": line.available_at if line.state == WAITING and line.tries else None,
        "tries": line.tries,
        "reason": reason_in_words(line.error),
        "technical": line.error or "",
        "progress": (min(done, of), of) if isinstance(done, int) and isinstance(of, int) else None,
    }
