"""« Premiers pas » : what an empty house still wants, each step ticked by the state of things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, current_app, url_for
from werkzeug.wrappers import Response

from accounts import queries as accounts
from accounts.queries.scopes import ROOT
from app.furniture import ORGANISATION
from app.home import setting_acts
from app.home.permissions import Permission
from catalogue import queries as catalogue
from core import settings
from core.access import requires
from core.actor import Actor
from core.database import unit_of_work
from core.errors import Forbidden
from core.i18n import _, _l
from core.settings import TownSettingSpec
from core.web import current_actor, flash_notice, go, render
from registry import queries as registry
from schemas import queries as schemas

pages = Blueprint("beginning", __name__, template_folder="templates")
#: What people of an establishment belong to.
ESTABLISHMENT: Final = "etablissement"
SHOWN: Final = TownSettingSpec(
    "home.first_steps",
    True,  # noqa: FBT003 – a default, not a flag
    _l("Montrer les premiers pas"),
    _l("La page qui dit, dans une maison neuve, ce qu’il reste à préparer."),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, where, and whether the house shows that it was done."""

    title: str
    text: str
    verb: str
    url: str
    guide: str
    done: bool


def shown_to(actor: Actor) -> bool:
    """To who settles things for the whole house, until it is put away; not where all is shown."""
    if not actor.holds(Permission.SETTINGS_MANAGE, ROOT):
        return False
    return bool(settings.value_of(SHOWN.key)) and not current_app.config["SETTINGS"].demo


def leads(actor: Actor) -> bool:
    """Whether the threshold leads there: nothing is offered to anybody yet."""
    return shown_to(actor) and not schemas.live_all("service")


@pages.get("/administration/premiers-pas")
@requires(Permission.SETTINGS_MANAGE)
def index() -> str:
    """Everything in the order one does it."""
    _of_the_whole_house()
    steps = list(steps_for(current_actor()))
    following = next((step for step in steps if not step.done), None)
    done = sum(step.done for step in steps)
    return render("home/beginning.html", steps=steps, following=following, done=done)


@pages.post("/administration/premiers-pas")
@requires(Permission.SETTINGS_MANAGE)
def put_away() -> Response:
    """Show it no more; « Réglages » brings it back."""
    _of_the_whole_house()
    with unit_of_work(idempotent=True) as work:
        setting_acts.change(current_actor(), SHOWN, value=False)
        work.outcome["location"] = url_for("settings.index")
    flash_notice(_("Les premiers pas sont rangés. Vous les retrouverez dans les réglages."))
    return go(url_for("settings.index"))


def steps_for(actor: Actor) -> Iterator[Step]:
    """By the state of things: a step done elsewhere is done."""
    yield from _the_house(actor)
    yield from _the_people()
    yield from _the_services()


def _the_house(actor: Actor) -> Iterator[Step]:
    yield Step(
        _("Nommer votre collectivité"),
        _("Son nom est en tête de chaque page et signe les courriels."),
        _("Ouvrir les réglages"),
        url_for("settings.index"),
        "ouvrir-une-maison",
        ORGANISATION.key in settings.stored(),
    )
    yield Step(
        _("Protéger votre compte"),
        _("Une clé d’accès ou une application de codes : votre mot de passe seul ne suffit plus."),
        _("Choisir un moyen"),
        url_for("accounts.factors"),
        "proteger-son-compte",
        actor.account_id is not None and accounts.has_factor(actor.account_id),
    )
    yield Step(
        _("Envoyer les courriels"),
        _("La personne qui héberge Préau donne l’adresse du serveur (SMTP_URL)."),
        _("Voir ce qui est réglé"),
        url_for("settings.index"),
        "ouvrir-une-maison",
        bool(current_app.config["SETTINGS"].smtp_url),
    )


def _the_people() -> Iterator[Step]:
    yield Step(
        _("Installer la fiche des établissements"),
        _("Un lot livré avec Préau apporte la fiche « Établissement » et ses règles."),
        _("Voir ce lot"),
        url_for("schemas.pack_shipped", name="etablissements"),
        "installer-un-lot",
        schemas.live("entity", ESTABLISHMENT) is not None,
    )
    there = schemas.live("entity", ESTABLISHMENT) is not None
    yield Step(
        _("Ajouter vos établissements"),
        _("Un par un, ou tous à la fois depuis un fichier."),
        _("Ajouter un établissement"),
        url_for("registry.new", entity=ESTABLISHMENT) if there else url_for("registry.imports"),
        "ajouter-des-etablissements",
        registry.any_record(ESTABLISHMENT),
    )
    groups = accounts.groups()
    yield Step(
        _("Réunir une équipe"),
        _("Un groupe d’agents reçoit les demandes. Mettez-y au moins une personne."),
        _("Ouvrir les groupes"),
        url_for("accounts.teams"),
        "inviter-des-personnes",
        any(number for _group, number in groups),
    )
    yield Step(
        _("Inviter une personne"),
        _("Chacune reçoit un lien par courriel et choisit son mot de passe."),
        _("Inviter"),
        url_for("accounts.new_person"),
        "inviter-des-personnes",
        accounts.more_than_one_account(),
    )


def _the_services() -> Iterator[Step]:
    yield Step(
        _("Préparer un téléservice"),
        _("D’un lot livré, d’un modèle, ou d’une page blanche : fiche, formulaire, circuit."),
        _("Créer un téléservice"),
        url_for("catalogue.design_new"),
        "publier-un-teleservice",
        bool(schemas.live_all("service") or schemas.drafts("service")),
    )
    yield Step(
        _("Le publier"),
        _("Il paraît alors au catalogue des personnes à qui il s’adresse."),
        _("Voir les téléservices"),
        url_for("catalogue.services"),
        "publier-un-teleservice",
        bool(schemas.live_all("service")),
    )
    yield Step(
        _("Recevoir une première demande"),
        _("Déposez-en une pour essayer, et suivez-la jusqu’à la réponse."),
        _("Ouvrir le bureau"),
        url_for("catalogue.desk"),
        "traiter-une-demande",
        not catalogue.no_request_yet(),
    )


def _of_the_whole_house() -> None:
    if not current_actor().holds(Permission.SETTINGS_MANAGE, ROOT):
        raise Forbidden
