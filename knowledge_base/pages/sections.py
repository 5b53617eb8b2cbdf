"""The pages from which the help is looked after, as tabs."""

from __future__ import annotations

from typing import Any

from flask import url_for

from accounts.permissions import Permission as AccountPermission
from accounts.queries.scopes import ROOT
from core.actor import Actor
from core.i18n import _
from knowledge_base.permissions import Permission
from knowledge_base.queries import conversing

ROLES_GRANT = AccountPermission.ROLES_GRANT


def sections(actor: Actor, current: str) -> list[dict[str, Any]]:
    """Those this person may open."""
    waiting = conversing.waiting_count(actor)
    found = []
    if actor.holds(Permission.KNOWLEDGE_ANSWER) or actor.holds(Permission.KNOWLEDGE_WRITE):
        found = [("questions", _("Questions"), "handed_questions", waiting)]
    if actor.holds(Permission.KNOWLEDGE_WRITE):
        found = [
            ("fiches", _("Fiches"), "entries", 0),
            *found,
            ("sans-reponse", _("Sans réponse"), "gaps", 0),
            ("formulations", _("Formulations"), "wordings", 0),
            ("synonymes", _("Synonymes"), "synonyms", 0),
            ("equipes", _("Équipes"), "help_teams", 0),
            ("mesure", _("Mesure"), "help_measure", 0),
            ("evaluation", _("Évaluation"), "trials", 0),
        ]
    if actor.holds(ROLES_GRANT, ROOT):
        found.append(("moteur", _("Moteur extérieur"), "engine", 0))
    return [
        {
            "label": label,
            "url": url_for(f"knowledge_base.{endpoint}"),
            "current": key == current,
            "number": number or None,
        }
        for key, label, endpoint, number in found
    ]
