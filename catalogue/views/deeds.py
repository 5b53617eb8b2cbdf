"""What was done to a request, in words: one sentence for each act of its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from catalogue.views.vote_words import verdict_in_words
from core.i18n import _, ngettext
from core.models import Change
from schemas import queries as schemas

Facts = Mapping[str, Any]


def title_of(line: Change) -> str:
    """What was done, in words; an act nobody has words for is called by its name."""
    said = _SAID.get(line.act)
    return said(line.facts) if said else line.act


def _moved(facts: Facts) -> str:
    if facts.get("label") == facts.get("transition"):  # a move of the house has no verb
        return str(facts.get("to", ""))
    return _("%(move)s : %(to)s", move=facts.get("label", ""), to=facts.get("to", ""))


def _voted(facts: Facts) -> str:
    said = verdict_in_words(facts)
    return _("%(seat)s : %(verdict)s", seat=facts.get("label", ""), verdict=said)


def _assigned(facts: Facts) -> str:
    name = facts.get("to")
    return _("Confiée à %(name)s", name=name) if name else _("Confiée à personne")


def _handed(facts: Facts) -> str:
    values = {"functions": facts.get("functions", ""), "to": facts.get("to", "")}
    return _("« %(functions)s » remise à « %(to)s »", **values)


def _tagged(facts: Facts) -> str:
    said = []
    if facts.get("added"):
        said.append(_("Étiquettes ajoutées : %(names)s", names=", ".join(facts["added"])))
    if facts.get("removed"):
        said.append(_("Étiquettes retirées : %(names)s", names=", ".join(facts["removed"])))
    return " · ".join(said)


def _annotated(facts: Facts) -> str:
    found = schemas.live("form", str(facts.get("form", "")))
    title = found.body.get("title") if found else facts.get("form", "")
    return _("Instruction complétée : %(form)s", form=title)


def _votes_dropped(facts: Facts) -> str:
    return ngettext(
        "%(num)s visa ne compte plus (%(by)s) : le circuit a changé",
        "%(num)s visas ne comptent plus (%(by)s) : le circuit a changé",
        int(facts.get("count", 0)),
        by=", ".join(facts.get("by", ())),
    )


def _annotations_moved(facts: Facts) -> str:
    return _(
        "« %(form)s » passée à la version %(number)s",
        form=facts.get("form", ""),
        number=_number(facts),
    )


def _remapped(facts: Facts) -> str:
    return _(
        "Passée à la version %(number)s du circuit : %(to)s",
        number=_number(facts),
        to=facts.get("to", ""),
    )


def _remap_undone(facts: Facts) -> str:
    return _(
        "Remise sur la version d’avant la version %(number)s du circuit", number=_number(facts)
    )


def _number(facts: Facts) -> Any:
    return facts.get("number", "")


def _name(facts: Facts) -> Any:
    return facts.get("name", "")


_SAID: dict[str, Callable[[Facts], str]] = {
    "request.started": lambda _facts: _("Demande commencée"),
    "history.rewritten": lambda _facts: _("Historique vidé de ce qui a été effacé"),
    "request.moved": _moved,
    "request.move-undone": lambda facts: _("Annulation : %(move)s", move=facts.get("label", "")),
    "request.voted": _voted,
    "request.assigned": _assigned,
    "request.handed": _handed,
    "request.advice-asked": lambda facts: _("Avis demandé à %(name)s", name=_name(facts)),
    "request.advice-answered": lambda facts: _("Avis reçu de %(name)s", name=_name(facts)),
    "request.advice-revoked": lambda facts: _(
        "Demande d’avis à %(name)s révoquée", name=_name(facts)
    ),
    "request.tagged": _tagged,
    "request.annotated": _annotated,
    "request.annotations-moved": _annotations_moved,
    "request.votes-dropped": _votes_dropped,
    "request.remapped": _remapped,
    "request.remap-undone": _remap_undone,
    "request.change-proposed": lambda facts: _(
        "Modification de fiche proposée : %(number)s", number=_number(facts)
    ),
    "request.change-refused": lambda _facts: _("La modification de fiche n’a pas pu être proposée"),
    "request.record-made": lambda facts: _("Fiche créée : %(label)s", label=facts.get("label", "")),
    "request.record-kept": lambda facts: _(
        "Fiche déjà créée par cette demande : %(label)s", label=facts.get("label", "")
    ),
    "request.record-refused": lambda _facts: _("La fiche n’a pas pu être créée"),
    "request.annotation-refused": lambda _facts: _("La note prévue n’a pas pu être écrite"),
    "request.corrected": lambda _facts: _("Réponses corrigées"),
    "request.correction-asked": lambda _facts: _("Corrections demandées"),
    "request.answers-edited": lambda _facts: _("Réponses modifiées par l’administration"),
    "request.form-moved": lambda facts: _(
        "Passée à la version %(number)s du formulaire", number=_number(facts)
    ),
    "request.letter-voided": lambda facts: _(
        "Courrier annulé : %(title)s",
        title=" ".join(filter(None, (facts.get("title", ""), facts.get("number", "")))),
    ),
    "request.form-reviewed": lambda facts: _(
        "Vérifiée sous la version %(number)s", number=_number(facts)
    ),
}
