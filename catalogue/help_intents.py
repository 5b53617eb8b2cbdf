"""« Où en est ma demande ? », « Pourquoi ne puis-je pas… ? »: answered in the help from the lists
and sheets that the person sees elsewhere, through the same doors (`knowledge_base.intents`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from catalogue import queries
from catalogue.domain.service import Service
from catalogue.facts import establishment_entity, establishment_types, known_establishment
from catalogue.permissions import Permission
from catalogue.profiles import current_profile, profiles_of
from catalogue.views.following import list_rows
from catalogue.views.services import buttons_of
from catalogue.views.tongue import said
from core.actor import Actor
from core.i18n import _, _l, ngettext
from knowledge_base.intents import Line, Personal
from schemas.domain.conditions.names import Name, names_of

SHOWN = 8


class WhereIsMyRequest:
    """The requests that the person files or follows, those that live first."""

    key = "my-requests"
    label = _l("Où en est ma demande ?")
    wordings = (_l("Où en est mon dossier ?"), _l("Ma demande est-elle acceptée ?"))

    def answer(self, actor: Actor) -> Personal:
        """As « Mes demandes » lists them."""
        paths = [profile.scope_path for profile in profiles_of(actor)]
        if not paths:
            if actor.holds(Permission.REQUESTS_PROCESS):
                url = url_for("catalogue.desk")
                told = _("Les demandes que vous instruisez sont dans votre liste.")
                return Personal(told, (), url, _("Ouvrir la liste des demandes"))
            return Personal(_("Vous ne suivez aucune demande."))
        rows = list_rows(actor, queries.requests_at(paths, limit=SHOWN).items)
        if not rows:
            return Personal(
                _("Vous n’avez encore déposé aucune demande."),
                (),
                url_for("catalogue.services"),
                _("Voir les téléservices"),
            )
        lines = tuple(
            Line(
                _("%(title)s (%(reference)s)", title=row["title"], reference=row["reference"]),
                row["url"],
                row["when"],
                row["status"].tone,
                row["status"].icon,
                str(row["status"].label),
            )
            for row in rows
        )
        words = ngettext("Votre demande :", "Vos dernières demandes :", len(lines))
        return Personal(words, lines, url_for("catalogue.mine"), _("Voir toutes mes demandes"))


class WhyNot:
    """Services that the person sees and may not begin, each with its reason."""

    key = "why-not"
    label = _l("Pourquoi ne puis-je pas commencer cette démarche ?")
    wordings = (_l("Pourquoi le bouton est-il grisé ?"), _l("Pourquoi n’ai-je pas le droit ?"))

    def answer(self, actor: Actor) -> Personal:
        """As the sheets of these services say it."""
        if not (actor.holds(Permission.SERVICES_READ) or actor.holds(Permission.REQUESTS_PROCESS)):
            return Personal(_("Votre compte n’ouvre pas les téléservices."))
        profile = current_profile(actor)
        lines = []
        for version in queries.services_for(actor):
            told = said(version.body).body
            for button in buttons_of(actor, Service.of(told), profile):
                if not button["state"].enabled and button["why"]:
                    url = url_for("catalogue.sheet", key=version.key)
                    lines.append(Line(str(told["title"]), url, button["why"], icon="lock-simple"))
                    break
        if not lines:
            return Personal(_("Rien ne vous est fermé : tous vos téléservices sont ouverts."))
        return Personal(_("Ce qui vous est fermé aujourd’hui, et pourquoi :"), tuple(lines))


class EstablishmentFacts:
    """What a guided path may know of the establishment (`knowledge_base.facts`)."""

    key = "establishment"

    def names(self) -> list[Name]:
        """The fields of the live entity."""
        return names_of(establishment_types(), str(_("Établissement")))

    def facts(self, actor: Actor) -> Mapping[str, Any]:
        """What this person reads in full of the establishment they act for."""
        profile = current_profile(actor)
        if profile is None or not establishment_entity():
            return {}
        return {"establishment": known_establishment(actor, profile.record_id)}


INTENTS = (WhereIsMyRequest(), WhyNot())
