"""The history of a file: every act, who, when, why; and the mails that went out."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from catalogue.queries import Seen
from catalogue.standing import KIND
from catalogue.views.deeds import title_of
from catalogue.views.time_charts import said
from core.history import lines_of
from core.i18n import _, ngettext
from core.models import Change
from core.saying import moment, signed
from form_factory import queries as forms
from messaging import queries as messaging
from schemas import queries as schemas
from workflows import queries as workflows

_ICONS = {
    "request.started": ("pencil-simple", "slate"),
    "request.moved": ("arrow-right", "sky"),
    "request.move-undone": ("arrow-left", "sun"),
    "request.voted": ("check-circle", "plum"),
    "request.assigned": ("user", "slate"),
    "request.handed": ("user-switch", "sun"),
    "request.advice-asked": ("chat-circle-dots", "plum"),
    "request.advice-answered": ("chat-circle-dots", "leaf"),
    "request.advice-revoked": ("x-circle", "slate"),
    "request.tagged": ("tag", "slate"),
    "request.annotated": ("note-pencil", "slate"),
    "request.corrected": ("note-pencil", "brick"),
    "request.correction-asked": ("list-checks", "brick"),
    "request.answers-edited": ("pencil-simple", "plum"),
    "request.form-moved": ("files", "sun"),
    "request.form-reviewed": ("check-circle", "leaf"),
    "request.annotations-moved": ("files", "slate"),
    "request.remapped": ("git-branch", "sun"),
    "request.votes-dropped": ("x-circle", "sun"),
    "request.remap-undone": ("arrow-left", "sun"),
    "request.change-proposed": ("note-pencil", "leaf"),
    "request.change-refused": ("warning", "brick"),
    "request.record-made": ("note-pencil", "leaf"),
    "request.record-kept": ("note-pencil", "sun"),
    "request.record-refused": ("warning", "brick"),
    "request.annotation-refused": ("warning", "brick"),
}
_MANY = 6


def history_of(seen: Seen) -> list[dict[str, Any]]:
    """Newest first."""
    labels = labels_of(seen)
    stays = stays_of(seen)
    found = [
        (line.at, _line(line, labels, stays))
        for line in lines_of(KIND, seen.request.id)
        if line.act != "request.submitted"
    ]  # the move out of the draft says it already
    found += [
        (mail.created_at, _mail(mail)) for mail in messaging.mails_about(KIND, seen.request.id)
    ]
    return [entry for _at, entry in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _mail(mail: Any) -> dict[str, Any]:
    return {
        "title": _mail_title(mail),
        "text": mail.subject,
        "when": moment(mail.created_at),
        "iso": mail.created_at.isoformat(),
        "icon": "envelope-simple",
        "tone": "slate",
    }


def _mail_title(mail: Any) -> str:
    name = mail.to_name or mail.to_address
    if mail.state in {"held", "gathered", "told"}:
        return _("Courriel à %(name)s, dans un résumé", name=name)
    if mail.state == "kept":
        return _("Courriel gardé : %(name)s n’en veut pas", name=name)
    return _("Courriel à %(name)s", name=name)


def stays_of(seen: Seen) -> dict[int, str]:
    """Step → how long the request had stood where it left: « 12 jours à « Déposée » »."""
    circuit = workflows.circuit_of(seen.versions.workflow.id)
    steps = [step for step in workflows.steps_of(seen.request.id) if step.undone_at is None]
    found = {}
    for step, former in pairwise(steps):
        left = circuit.status.get(step.from_status)
        days = (step.at - former.at).total_seconds() / 86_400
        if former.to_status == step.from_status and left is not None and days >= 1:
            found[step.id] = _("%(days)s à l’étape « %(name)s ».", days=said(days), name=left.label)
    return found


def _line(line: Change, labels: Mapping[str, str], stays: Mapping[int, str]) -> dict[str, Any]:
    icon, tone = _ICONS.get(line.act, ("circle", "slate"))
    if line.act == "request.voted" and line.facts.get("verdict") == "reject":
        icon, tone = "x-circle", "rose"
    told = [
        {"label": label, "before": before, "after": after}
        for label, before, after in line.facts.get("changes", ())
    ]
    stay = stays.get(int(line.facts.get("step") or 0), "") if line.act == "request.moved" else ""
    changed = "" if told else changed_in_words(line, labels)
    return {
        "title": title_of(line),
        "by": signed(line.actor_name, str(line.facts.get("for") or "")),
        "when": moment(line.at),
        "iso": line.at.isoformat(),
        "icon": icon,
        "tone": tone,
        "text": " ".join(part for part in (line.reason, stay, changed) if part) or None,
        "points": [asked_in_words(each) for each in line.facts.get("asked", ())],
        "changes": told,
    }


def asked_in_words(each: Mapping[str, Any]) -> str:
    """« Devis : illisible. Modifiée »."""
    said = ": ".join(
        part for part in (each["label"] + "\u00a0", each.get("remark")) if part
    ).strip()
    outcomes = {"changed": _("modifiée"), "unchanged": _("laissée telle quelle")}
    outcome = outcomes.get(each.get("outcome", ""))
    return f"{said} ({outcome})" if outcome else said


def changed_in_words(line: Change, labels: Mapping[str, str]) -> str:
    """« Réponses modifiées : Total, Lots et 2 autres »."""
    names = [labels.get(p["path"], p["path"].strip("/")) for p in line.patch]
    if not names:
        return ""
    told = ", ".join(names[:_MANY])
    rest = len(names) - _MANY
    if rest > 0:
        told += ngettext(" et %(num)s autre", " et %(num)s autres", rest)
    return _("Réponses modifiées : %(names)s.", names=told)


def labels_of(seen: Seen) -> dict[str, str]:
    """Pointer of a question → its words, annotation forms included."""
    keys = [seen.versions.form]
    circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
    for tab in circuit.tabs:
        found = schemas.live("form", tab.annotations) if tab.annotations else None
        if found is not None:
            keys.append(found)
    return {
        pointer: field.label
        for version in keys
        for pointer, field in forms.form_of(version.id).fields.items()
    }
