"""A run in words: what would come of it, how far it is, what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for

from catalogue import queries
from catalogue.models import BulkRun
from catalogue.operations import bulk
from catalogue.queries import bulk as reading
from catalogue.queries.bulk import AT_WORK
from catalogue.queries.tags import all_tags
from catalogue.views.history import labels_of
from catalogue.views.moves import effects_of, said
from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.i18n import _, ngettext
from core.saying import moment
from documents import operations as documents
from schemas import queries as schemas
from schemas.domain.conditions import Reason
from workflows import queries as workflows

#: Refusals that are told by a sentence about their number rather than by their reason.
_COUNTED = {
    "move.function": lambda n: ngettext(
        "%(num)s n’est pas à vous", "%(num)s ne sont pas à vous", n
    ),
    "bulk.changed": lambda n: ngettext(
        "%(num)s a changé entre-temps", "%(num)s ont changé entre-temps", n
    ),
    "bulk.gone": lambda n: ngettext(
        "%(num)s ne vous est plus ouverte", "%(num)s ne vous sont plus ouvertes", n
    ),
    "bulk.undo-late": lambda n: ngettext(
        "%(num)s garde son étape : ses messages sont partis",
        "%(num)s gardent leur étape : leurs messages sont partis",
        n,
    ),
}
_TONES = {
    "preparing": "sky",
    "ready": "slate",
    "running": "sky",
    "stopping": "sun",
    "stopped": "sun",
    "done": "leaf",
    "undoing": "sky",
    "undone": "slate",
}


def run_context(actor: Actor, run: BulkRun, shown: str = "", after: int = 0) -> dict[str, Any]:
    """All that the page of a run draws."""
    totals = run.totals
    own = run.account_id == actor.account_id
    groups = list(_groups(actor, run))
    chosen = next((g for g in groups if g["key"] == shown), None)
    rows, following = _rows(actor, run, chosen, after) if chosen else ([], None)
    return {
        "run": run,
        "own": own,
        "title": title_of(run),
        "state": state_of(run),
        "tone": _TONES[run.state],
        "busy": run.state in AT_WORK,
        "at": totals.get("undo_at" if run.state == "undoing" else "at", 0),
        "of": totals.get("of", 0),
        "groups": groups,
        "chosen": chosen,
        "rows": rows,
        "next_url": _url(run, voir=shown, apres=following) if following else None,
        "url": _url(run, **({"voir": shown} if shown else {})),
        "back_url": run.settings.get("back") or url_for("catalogue.desk"),
        "count": _launchable(run),
        "comment_required": any(g.get("comment") for g in totals.get("groups", ())),
        "effects": list(_effects(actor, run)),
        "agents": _agents(run) if own and run.state == "ready" and run.act == "assign" else (),
        "tags": _tags(run) if own else (),
        "letters": bulk.letter_templates() if own and _asks_letter(run) else (),
        "letters_url": _letters_url(run),
        "to_print": letters_offered(run) == "print",
        "undo_left": undo_left(run) if own else "",
        "resumable": own and run.state == "stopped",
        "started": moment(run.started_at),
    }


def _launchable(run: BulkRun) -> int:
    """How many the dry run lets through."""
    return sum(g["count"] for g in run.totals.get("groups", ()) if g["outcome"] == "go")


def title_of(run: BulkRun) -> str:
    """« Envoyer aux visas : 24 demandes »."""
    number = ngettext("%(num)s demande", "%(num)s demandes", run.totals.get("of", 0))
    return _("%(act)s : %(number)s", act=label_of(run), number=number)


def label_of(run: BulkRun) -> str:
    """The verb."""
    if run.act == "assign":
        name = run.settings.get("name")
        return _("Confier à %(name)s", name=name) if name else _("Confier")
    if run.act == "tag":
        return _("Étiqueter")
    if run.act == "letter":
        name = run.settings.get("name")
        return _("Éditer « %(name)s »", name=name) if name else _("Éditer les courriers")
    return run.settings.get("label") or run.key


def state_of(run: BulkRun) -> str:
    """Where it is, in a sentence."""
    totals = run.totals
    number = {"at": totals.get("at", 0), "of": totals.get("of", 0)}
    if run.state == "preparing":
        return _("Essai en cours : %(at)s sur %(of)s.", **number)
    if run.state == "ready" and not _launchable(run):
        return _("Aucune de ces demandes ne peut avancer ainsi.")
    if run.state == "ready":
        return _("Rien n’est fait encore. Relisez, puis lancez.")
    if run.state == "running":
        return _("%(at)s sur %(of)s traitées.", **number)
    if run.state == "stopping":
        return _("Arrêt demandé : %(at)s sur %(of)s traitées.", **number)
    if run.state == "undoing":
        return _("Annulation en cours : %(at)s sur %(of)s.", at=totals["undo_at"], of=number["of"])
    outcome = outcome_of(run)
    if run.state == "stopped":
        left = number["of"] - number["at"]
        return _("Arrêté. %(outcome)s Il en reste %(left)s.", outcome=outcome, left=left)
    return outcome


def outcome_of(run: BulkRun) -> str:
    """« 21 avancées, 3 refusées. »."""
    totals = run.totals
    parts = [_done(run, totals.get("done", 0))] if totals.get("done") else []
    if totals.get("undone"):
        n = totals["undone"]
        parts.append(ngettext("%(num)s annulée", "%(num)s annulées", n))
    if totals.get("kept"):
        n = totals["kept"]
        parts.append(ngettext("%(num)s laissée telle quelle", "%(num)s laissées telles quelles", n))
    if totals.get("refused"):
        n = totals["refused"]
        parts.append(ngettext("%(num)s refusée", "%(num)s refusées", n))
    if totals.get("changed"):
        n = totals["changed"]
        parts.append(ngettext("%(num)s modifiée entre-temps", "%(num)s modifiées entre-temps", n))
    if totals.get("gone"):
        parts.append(_COUNTED["bulk.gone"](totals["gone"]))
    if totals.get("failed"):
        parts.append(_("%(num)s en erreur", num=totals["failed"]))
    return (", ".join(parts) or _("Aucune demande n’a changé")) + "."


def _done(run: BulkRun, n: int) -> str:
    if run.act == "assign":
        return ngettext("%(num)s confiée", "%(num)s confiées", n)
    if run.act == "tag":
        return ngettext("%(num)s étiquetée", "%(num)s étiquetées", n)
    if run.act == "letter":
        return ngettext("%(num)s courrier établi", "%(num)s courriers établis", n)
    if run.settings.get("direction") == "back":
        return ngettext("%(num)s reculée", "%(num)s reculées", n)
    return ngettext("%(num)s avancée", "%(num)s avancées", n)


def undo_left(run: BulkRun) -> str:
    """« 1 min 43 » while the run may be taken back; nothing afterwards."""
    if run.state not in {"done", "stopped"} or not run.totals.get("done"):
        return ""
    until: datetime | None = run.undo_until
    seconds = int((until - clock.now()).total_seconds()) if until else 0
    if seconds <= 0:
        return ""
    if seconds < 60:
        return _("%(seconds)s s", seconds=seconds)
    return _("%(minutes)s min %(seconds)s", minutes=seconds // 60, seconds=f"{seconds % 60:02}")


def _groups(actor: Actor, run: BulkRun) -> Iterator[dict[str, Any]]:
    """What would come, or came, of the requests, each group with its sentence and its list."""
    if run.started_at is None:
        for place, group in enumerate(run.totals.get("groups", ())):
            yield {
                "key": f"essai-{place}",
                "text": _foreseen(actor, run, group),
                "count": group["count"],
                "tone": "leaf" if group["outcome"] == "go" else "sun",
                "url": _url(run, voir=f"essai-{place}"),
                "wanted": {"forecast": place},
            }
        return
    if run.totals.get("done"):
        yield _group(run, "fait", _done(run, run.totals["done"]), "leaf", {"outcome": "done"})
    for place, told in enumerate(reading.outcomes_of(run.id)):
        wanted = {"outcome": told.outcome, "reason": told.reason}
        tone = {"failed": "rose", "undone": "slate"}.get(told.outcome, "sun")
        text = _counted(actor, told.count, told.reason, told.sample)
        if told.outcome == "undone":
            text = ngettext("%(num)s annulée", "%(num)s annulées", told.count)
        yield _group(run, f"{told.outcome}-{place}", text, tone, wanted) | {"count": told.count}


def _group(
    run: BulkRun, key: str, text: str, tone: str, wanted: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "key": key,
        "text": text,
        "count": run.totals.get("done", 0),
        "tone": tone,
        "url": _url(run, voir=key),
        "wanted": wanted,
    }


def _foreseen(actor: Actor, run: BulkRun, group: Mapping[str, Any]) -> str:
    """« 19 avancent vers « Commission » », « 3 ne le peuvent pas : … »."""
    n = group["count"]
    if group["outcome"] != "go":
        return _counted(actor, n, group["reason"], UUID(group["sample"]))
    if run.act == "assign":
        return ngettext("%(num)s demande à confier", "%(num)s demandes à confier", n)
    if run.act == "tag":
        return ngettext("%(num)s demande à étiqueter", "%(num)s demandes à étiqueter", n)
    if run.act == "letter":
        return ngettext("%(num)s courrier à établir", "%(num)s courriers à établir", n)
    to = {"status": group["to"]}
    if run.settings.get("direction") == "back":
        return ngettext(
            "%(num)s revient à « %(status)s »", "%(num)s reviennent à « %(status)s »", n, **to
        )
    return ngettext(
        "%(num)s avance vers « %(status)s »", "%(num)s avancent vers « %(status)s »", n, **to
    )


def _counted(actor: Actor, n: int, reason: Sequence[Mapping[str, Any]], sample: UUID) -> str:
    code = reason[0]["code"] if reason else ""
    if code == "move.not-from-here":
        return ngettext(
            "%(num)s est déjà à l’étape « %(status)s »",
            "%(num)s sont déjà à l’étape « %(status)s »",
            n,
            status=reason[0]["params"].get("status", ""),
        )
    if code in _COUNTED:
        return _COUNTED[code](n)
    reasons = [Reason(each["code"], each["params"]) for each in reason]
    if code == "move.guard" and len(reasons) > 1:
        reasons = reasons[1:]  # what stands behind the condition says more than that there is one
    because = " ".join(said(reasons, _labels(actor, sample)))
    return ngettext(
        "%(num)s ne le peut pas. %(because)s", "%(num)s ne le peuvent pas. %(because)s",
        n, because=because,
    )  # fmt: skip


def _labels(actor: Actor, sample: UUID) -> dict[str, str]:
    """The words of the names that conditions use, by the form of one of the requests."""
    try:
        seen = queries.request_by_id(actor, sample)
    except NotFound:
        return {}
    return {
        f"data.{pointer.strip('/').replace('/', '.')}": label
        for pointer, label in labels_of(seen).items()
    } | {"request.status": _("l’étape")}


def _effects(actor: Actor, run: BulkRun) -> Iterator[str]:
    """What goes out with the move, told before it is made; and how long it may be taken back."""
    go = next((g for g in run.totals.get("groups", ()) if g["outcome"] == "go"), None)
    if run.state != "ready" or go is None:
        return
    if run.act == "move":
        try:
            seen = queries.request_by_id(actor, UUID(go["sample"]))
        except NotFound:
            return
        circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
        transition = circuit.transition[run.key]
        sent = [action for action in transition.actions if action.do in {"notify", "document"}]
        yield from list(effects_of(circuit, transition))[: len(sent)]
    if run.act == "letter":
        yield _("Chaque courrier reçoit un numéro et rejoint sa demande : il ne s’efface pas.")
        return
    minutes = int(run.settings.get("grace", 0) // 60)
    yield _("Vous pourrez tout annuler pendant %(minutes)s min.", minutes=minutes)


def _agents(run: BulkRun) -> list[tuple[str, str]]:
    of = run.totals["of"]
    return [
        (str(c.id), _("%(name)s (%(count)s sur %(of)s)", name=c.name, count=c.count, of=of))
        for c in reading.candidates(run.id)
    ]


def _asks_letter(run: BulkRun) -> bool:
    return run.state == "ready" and run.act == "letter"


def letters_offered(run: BulkRun) -> str:
    """What its letters may be taken out as: `print` (and each by itself), `files`, nothing."""
    if run.act != "letter" or not run.totals.get("done"):
        return ""
    live = schemas.live("template", str(run.settings.get("template", "")))
    return "files" if live and live.body.get("channel") == documents.WORD else "print"


def _letters_url(run: BulkRun) -> str | None:
    if not letters_offered(run):
        return None
    return url_for("catalogue.bulk_letters", run_id=run.id)


def _tags(run: BulkRun) -> list[tuple[str, str]]:
    wanted = run.state == "ready" and run.act == "tag"
    return [(tag.key, tag.name) for tag in all_tags()] if wanted else []


def _rows(
    actor: Actor, run: BulkRun, chosen: Mapping[str, Any], after: int
) -> tuple[list[dict[str, Any]], int | None]:
    """The requests behind a sentence. One that has gone out of sight shows nothing of itself."""
    items, following = reading.items_page(actor, run.id, after, **chosen["wanted"])
    pinned = {i.workflow_version_id for i in items if i.workflow_version_id}
    schemas.versions_by_id(pinned)
    rows: list[dict[str, Any]] = []
    for item in items:
        if item.reference is None:
            rows.append({"title": _("Une demande qui ne vous est plus ouverte"), "url": None})
            continue
        circuit = workflows.bridge_of(item.workflow_version_id).circuit
        rows.append(
            {
                "title": item.title,
                "reference": item.reference,
                "place": item.establishment_label,
                "status": circuit.status.get(item.status),
                "url": url_for("catalogue.follow", reference=item.reference),
            }
        )
    return rows, following


def runs_rows(actor: Actor) -> list[dict[str, Any]]:
    """The list of runs: one's own, and those on requests one supervises."""
    return [
        {
            "title": title_of(run),
            "url": _url(run),
            "by": _("Vous") if run.account_id == actor.account_id else run.account_name,
            "when": moment(run.started_at or run.created_at),
            "state": state_of(run),
            "tone": _TONES[run.state],
        }
        for run in reading.runs_of(actor)
    ]


def _url(run: BulkRun, **values: Any) -> str:
    return url_for("catalogue.bulk_run", run_id=run.id, **values)
