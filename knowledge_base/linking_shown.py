"""What the page of the outside engine shows of a try and of a comparison."""

from __future__ import annotations

from typing import Any

from core.actor import Actor
from core.i18n import _
from core.saying import moment
from knowledge_base import linking_words
from knowledge_base.consulting import Heard
from knowledge_base.linking_models import EngineLink
from knowledge_base.queries import asking, linking


def tried(actor: Actor, text: str, sent: str, heard: Heard | None) -> dict[str, Any]:
    """One question both ways; `sent` is what left of it."""
    proposed = heard.proposed if heard else ()
    titles = {piece.key: piece.question for piece in linking.held(actor)}
    here, both = asking.ask(text, actor), asking.ask(text, actor, proposed=proposed)
    return {
        "sent": sent,
        "outcome": linking_words.said_of(heard.outcome) if heard else "",
        "silent": heard.silent if heard else False,
        "took": heard.took_ms if heard else 0,
        "proposed": [
            {
                "title": titles.get(one.key, one.key),
                "known": one.key in titles,
                "sure": round(100 * one.sure),
                "kept": one in proposed,
            }
            for one in (heard.all if heard else ())
        ],
        "answers": [
            {
                "label": label,
                "outcome": _outcome(answer.outcome),
                "titles": [choice.title for choice in answer.choices],
            }
            for label, answer in ((_("Sans lui"), here), (_("Avec lui"), both))
        ],
    }


def _outcome(kind: str) -> str:
    return {
        "answer": _("Une fiche ouverte"),
        "choices": _("Des titres au choix"),
        "clarify": _("Une question en retour"),
    }.get(kind, _("Une personne d’abord"))


def compared(row: EngineLink) -> dict[str, Any]:
    """Both columns of the last comparison, or where it stands."""
    kept = row.compared
    if "at" not in kept:
        return {"begun": bool(kept.get("begun")), "rows": []}
    rows = (
        (_("Bonne fiche en premier"), "first", "questions"),
        (_("Bonne fiche dans les trois premières"), "three", "questions"),
        (_("Bonne fiche montrée"), "shown", "questions"),
        (_("Réponses directes fausses"), "wrong_direct", "direct"),
        (_("Questions étrangères refusées"), "foreign_refused", "foreign"),
    )
    return {
        "begun": False,
        "helps": kept["helps"],
        "silent": kept["silent"],
        "when": moment(kept["at"]),
        "rows": [
            {
                "label": label,
                **{
                    side: _(
                        "%(part)s sur %(whole)s", part=kept[side][part], whole=kept[side][whole]
                    )
                    for side in ("without", "with")
                },
            }
            for label, part, whole in rows
        ],
    }


def _of(counts: dict[str, Any], part: str, whole: str) -> str:
    return _("%(part)s sur %(whole)s", part=counts[part], whole=counts[whole])
