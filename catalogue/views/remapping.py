"""A rehearsal and a run over a circuit in words: sentences, numbers, the lists behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from flask import url_for

from catalogue.operations import remapping
from catalogue.operations.remapping.freezing import standing_counts
from catalogue.operations.remapping.recording import chosen, removed
from catalogue.queries import remapping as reading
from catalogue.remap_models import RemapRun
from catalogue.views.remap_words import found_in_words, outcomes_in_words
from core import clock
from core.actor import Actor
from core.i18n import _
from core.problems import Problem
from core.saying import moment
from core.words import message
from schemas import queries as schemas
from schemas.permissions import Permission, organisation_wide
from workflows import queries as workflows
from workflows.bridge import machine_for
from workflows.domain.circuit import Kind
from workflows.domain.remap import ASK, STAY

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

#: The list of the desk that waits to be placed.
TO_PLACE: dict[str, Any] = {"vue": "toutes", "f.placer": "oui"}
AT_WORK = ("rehearsing", "running", "stopping", "undoing")
_TONES = {
    "rehearsing": "sun", "ready": "leaf", "running": "sky", "stopping": "sun", "stopped": "slate",
    "done": "leaf", "undoing": "sun", "undone": "slate",
}  # fmt: skip


def rehearsal_context(
    actor: Actor,
    version: DefinitionVersion,
    *,
    refusal: Any = None,
    choices: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """All that the page of a rehearsal draws."""
    blocking = remapping.blocking(version)
    counts = {} if blocking else standing_counts(version)
    run = reading.rehearsal_of(version.key)
    decided = choices if choices is not None or blocking else chosen(version)
    problems = {p.path.strip("/"): message(p) for p in getattr(refusal, "problems", ())}
    return {
        "version": version,
        "draft": version.status == "draft",
        "total": sum(sum(each.values()) for each in counts.values()),
        "statuses": [
            {
                "key": key, "label": label, "count": number, "value": (decided or {}).get(key, ""),
                "error": problems.get(key, ""),
            }
            for key, (label, number) in ({} if blocking else removed(version)).items()
        ],
        "blocking": [{"path": p.path, "text": message(p)} for p in blocking],
        "places": [] if blocking else list(_places(version)),
        "refusal": refusal,
        "summary": [(f"vers-{key}", text) for key, text in problems.items()]
        or [("", str(getattr(refusal, "message", "")))],
        "run": run,
        "stale": run is not None and run.sha256 != version.sha256,
        "busy": run is not None and run.state == "rehearsing",
        "found": list(_found(run)) if run is not None and run.state == "ready" else [],
        "runs": [_line(each) for each in reading.runs_of(version.key)],
        "publishes": organisation_wide(actor, Permission.DEFINITIONS_PUBLISH),
        "url": url_for("catalogue.rehearsal", key=version.key, suite="1"),
        "page_url": url_for("catalogue.rehearsal", key=version.key),
    }  # fmt: skip


def _places(version: DefinitionVersion) -> Iterator[tuple[str, str]]:
    """Where requests of a status that goes may be put."""
    circuit = machine_for(version.body, version.sha256).circuit
    yield from ((s.key, s.label) for s in circuit.statuses if s.kind is not Kind.DRAFT)
    yield ASK, _("Demander au cas par cas")
    yield STAY, _("Rester sur l’ancienne version")


def _found(run: RemapRun) -> Iterator[dict[str, Any]]:
    """Each finding with the list behind it."""
    flags = run.totals.get("flags", {})
    for key, (tone, icon, said) in found_in_words().items():
        if flags.get(key):
            yield _sentence(run, f"flag:{key}", tone, icon, said(flags[key]), flags[key])


def _sentence(
    run: RemapRun, group: str, tone: str, icon: str, text: str, count: int
) -> dict[str, Any]:
    url = url_for("catalogue.remap_run", key=run.workflow_key, run_id=run.id, groupe=group)
    return {
        "key": group, "tone": tone, "icon": icon, "text": text, "count": count,
        "url": f"{url}#liste",
    }  # fmt: skip


def _line(run: RemapRun) -> dict[str, Any]:
    return {
        "title": title_of(run),
        "url": url_for("catalogue.remap_run", key=run.workflow_key, run_id=run.id),
        "when": moment(run.started_at or run.created_at),
        "by": run.account_name,
        "state": state_of(run),
        "tone": _TONES[run.state],
    }


def title_of(run: RemapRun) -> str:
    """What it is."""
    if run.mode == "rehearsal":
        return _("Répétition de la version %(number)s", number=run.number)
    return _("Passage à la version %(number)s", number=run.number)


def state_of(run: RemapRun) -> str:
    """How far it is."""
    at = {"at": run.totals.get("at", 0), "of": run.totals.get("of", 0)}
    return {
        "rehearsing": _("Répétition en cours : %(at)s sur %(of)s.", **at),
        "ready": _("Répétition terminée : rien n’a été touché."),
        "running": _("En cours : %(at)s sur %(of)s.", **at),
        "stopping": _("Arrêt demandé."),
        "stopped": _("Arrêté après %(at)s sur %(of)s.", **at),
        "done": _("Terminé."),
        "undoing": _("Annulation en cours."),
        "undone": _("Annulé."),
    }[run.state]


def run_context(actor: Actor, run: RemapRun, group: str, after: int) -> dict[str, Any]:
    """All that the page of a run draws."""
    rehearsed = run.mode == "rehearsal"
    groups = list(_found(run)) if rehearsed else list(_became(run))
    listed = next((each for each in groups if each["key"] == group), None)
    rows, following, hidden = _rows(actor, run, listed, after) if listed else ([], None, 0)
    grace = run.undo_until is not None and run.undo_until > clock.now()
    name: dict[str, Any] = {"key": run.workflow_key, "run_id": run.id}
    shown: dict[str, Any] = {"groupe": group} if listed else {}
    return {
        "run": run,
        "title": title_of(run),
        "state": state_of(run),
        "tone": _TONES[run.state],
        "busy": run.state in AT_WORK,
        "at": run.totals.get("undo_at" if run.state == "undoing" else "at", 0),
        "of": run.totals.get("of", 0),
        "started": moment(run.started_at or run.created_at),
        "groups": groups,
        "listed": listed,
        "rows": rows,
        "hidden": hidden,
        "next_url": url_for("catalogue.remap_run", **name, groupe=group, apres=following)
        if following
        else None,
        "url": url_for("catalogue.remap_run", **name, **shown),
        "back_url": url_for("catalogue.rehearsal", key=run.workflow_key),
        "steers": not rehearsed and organisation_wide(actor, Permission.DEFINITIONS_PUBLISH),
        "undo_until": moment(run.undo_until) if grace and run.state in {"done", "stopped"} else "",
        "resumable": run.state == "stopped" and not remapping.at_work(run) and not rehearsed,
        "desk_url": url_for("catalogue.desk", **TO_PLACE),
        "name": name,
    }


def _became(run: RemapRun) -> Iterator[dict[str, Any]]:
    counts = reading.outcomes_of(run)
    for key, (tone, icon, said) in outcomes_in_words().items():
        if counts.get(key):
            yield _sentence(run, f"outcome:{key}", tone, icon, said(counts[key]), counts[key])


def _rows(
    actor: Actor, run: RemapRun, listed: Mapping[str, Any], after: int
) -> tuple[list[dict[str, Any]], int | None, int]:
    """Those this person may process; of the others, how many there are."""
    found, following, seen = reading.requests_of(actor, run, listed["key"], after)
    pinned = {r.workflow_version_id for _item, r in found if r.workflow_version_id}
    schemas.versions_by_id(pinned)
    rows = []
    for item, request in found:
        version_id = request.workflow_version_id
        circuit = workflows.circuit_of(version_id) if version_id else None
        reasons = [message(Problem("", r["code"], r["params"])) for r in item.reason]
        rows.append(
            {
                "title": request.title or request.reference,
                "reference": request.reference,
                "place": request.establishment_label,
                "status": circuit.status.get(request.status) if circuit else None,
                "why": " ".join(reasons),
                "url": url_for("catalogue.follow", reference=request.reference),
            }
        )
    return rows, following, max(0, listed["count"] - seen)
