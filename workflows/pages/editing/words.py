"""The words of the circuit editor: its parts, its lists, what it says of a half-written draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core.i18n import _, _l
from core.problems import Problem
from workflows.domain.circuit import PREVIOUS
from workflows.domain.editing.functions import ordered
from workflows.pages.editing.places import FUNCTIONS, STATUSES, TIMERS, Place
from workflows.pages.editing.places import TABS as FILE

Words = Mapping[str, Any]

TABS: Final[Words] = {
    STATUSES: _l("États et actions"),
    FUNCTIONS: _l("Fonctions"),
    TIMERS: _l("Délais"),
    FILE: _l("Onglets du dossier"),
}
KINDS: Final[Words] = {
    "draft": _l("Brouillon : la demande n’est pas encore déposée"),
    "waiting-agent": _l("Attend les agents"),
    "waiting-user": _l("Attend le demandeur"),
    "automatic": _l("Automatique : la demande ne fait que passer"),
    "final": _l("Fin : la demande s’arrête là"),
}
SHORT_KINDS: Final[Words] = {
    "draft": _l("Brouillon"),
    "waiting-agent": _l("Attend les agents"),
    "waiting-user": _l("Attend le demandeur"),
    "automatic": _l("Automatique"),
    "final": _l("Fin"),
}
OUTCOMES: Final[Words] = {
    "accepted": _l("Accord"),
    "refused": _l("Refus"),
    "withdrawn": _l("Abandon"),
    "closed": _l("Sans suite"),
}
TONES: Final[Words] = {
    "slate": _l("Ardoise"),
    "sun": _l("Soleil"),
    "sky": _l("Ciel"),
    "brick": _l("Brique"),
    "leaf": _l("Feuille"),
    "plum": _l("Prune"),
    "rose": _l("Rose"),
}
PALETTES: Final[Words] = {
    "default": _l("De la maison : bleu chez nous, brique chez le demandeur"),
    "attente": _l("Attente : prune chez nous, soleil chez le demandeur"),
    "sobre": _l("Sobre : gris, sauf ce qui attend le demandeur et les fins"),
}
ICONS: Final[Words] = {
    "pencil": _l("Crayon"),
    "tray": _l("Bannette"),
    "paper-plane-tilt": _l("Envoi"),
    "eye": _l("Examen"),
    "magnifying-glass": _l("Loupe"),
    "clipboard-text": _l("Instruction"),
    "user": _l("Personne"),
    "users": _l("Plusieurs personnes"),
    "users-three": _l("Commission"),
    "stamp": _l("Visa"),
    "signature": _l("Signature"),
    "gavel": _l("Décision"),
    "scales": _l("Droit"),
    "bank": _l("Institution"),
    "currency-eur": _l("Budget"),
    "calendar": _l("Calendrier"),
    "clock": _l("Horloge"),
    "hourglass": _l("Sablier"),
    "pause": _l("Pause"),
    "warning": _l("À corriger"),
    "question": _l("Question"),
    "chat-circle-dots": _l("Échange"),
    "envelope-simple": _l("Courrier"),
    "wrench": _l("Travaux"),
    "truck": _l("Livraison"),
    "hand-coins": _l("Paiement"),
    "arrows-clockwise": _l("Automatique"),
    "check": _l("Coche"),
    "seal-check": _l("Certifié"),
    "thumbs-up": _l("Favorable"),
    "thumbs-down": _l("Défavorable"),
    "x": _l("Croix"),
    "prohibit": _l("Interdit"),
    "archive": _l("Archive"),
    "flag": _l("Drapeau"),
    "star": _l("Étoile"),
}
COMMENTS: Final[Words] = {
    "": _l("Pas de commentaire"),
    "optional": _l("Commentaire possible"),
    "required": _l("Commentaire obligatoire"),
}
ANCHORS: Final[Words] = {
    "latest-arrival": _l("la dernière arrivée dans cet état"),
    "first-arrival": _l("la première arrivée dans cet état"),
    "submission": _l("le dépôt de la demande"),
    "complete-file": _l("le jour où le dossier est complet"),
}
UNITS: Final[Words] = {
    "TM": _l("minutes"),
    "TH": _l("heures"),
    "D": _l("jours"),
    "W": _l("semaines"),
    "M": _l("mois"),
    "Y": _l("ans"),
}
SOURCES: Final[Words] = {
    "group": _l("Des groupes d’agents, choisis par le téléservice"),
    "request.members": _l("Les personnes de la demande : l’établissement qui l’a faite"),
}
SHOWN: Final[Words] = {
    "form": _l("Toutes les réponses"),
    "fields": _l("Certaines réponses"),
    "annotations": _l("Un formulaire que les agents remplissent"),
    "thread": _l("Les échanges"),
    "documents": _l("Les documents"),
    "history": _l("L’historique"),
}
CHECKS: Final[Words] = {
    "form.complete": _l("Toutes les réponses obligatoires sont données"),
    "advice.answered": _l("Un avis extérieur a été demandé, et ceux qui l’ont été sont arrivés"),
    "checklist.complete": _l("Les points obligatoires de l’état sont cochés"),
}
_EMPTY: Final = {
    "meta-required",
    "meta-minLength",
    "meta-minItems",
    "meta-pattern",
    "meta-oneOf",
    "meta-enum",
}


def listed(words: Words, *held: Any) -> list[tuple[str, str]]:
    """The choices of a list in their words; what a draft says beside them stays proposed."""
    found = [(key, str(label)) for key, label in words.items()]
    found += [(str(one), str(one)) for one in held if one and str(one) not in words]
    return found


def status_words(body: Mapping[str, Any]) -> dict[str, str]:
    """Key → words of every status."""
    return {
        str(status.get("key", "")): str(status.get("label") or status.get("key", ""))
        for status in body.get("statuses") or ()
    }


def function_words(body: Mapping[str, Any]) -> dict[str, str]:
    """Key → words of every function."""
    functions = body.get("functions") or {}
    return {
        key: str(functions[key].get("label") or key.replace("_", " ").capitalize())
        for key in ordered(body)
    }


def target_words(statuses: Mapping[str, str], to: str) -> str:
    """Where an action leads."""
    if to == PREVIOUS:
        return str(_("l’état précédent"))
    return statuses.get(to) or (
        _("%(key)s (n’existe plus)", key=to) if to else str(_("nulle part"))
    )


def words_of(place: Place) -> str:
    """« État « Visas » »: what is to be opened; the name of its page when no row is to blame."""
    sort = place.opened.partition(":")[0] or ("fonction" if place.label else "")
    if sort in _SORTS and place.label:
        return str(_SORTS[sort]) % {"label": place.label}
    return str(TABS[place.tab])


_SORTS: Final[Words] = {
    "status": _l("État « %(label)s »"),
    "action": _l("Action « %(label)s »"),
    "delai": _l("Délai « %(label)s »"),
    "onglet": _l("Onglet « %(label)s »"),
    "fonction": _l("Fonction « %(label)s »"),
}


def of_blank(problem: Problem, place: Place) -> str | None:
    """The sentence of something not said yet."""
    if problem.code not in _EMPTY:
        return None
    field, label = place.field, {"label": place.label}
    match problem.path.split("/")[1:]:
        case ["statuses"]:
            return _("Ajoutez des états : il en faut au moins deux.")
        case ["transitions"]:
            return _("Ajoutez une action qui dépose la demande.")
        case ["functions"]:
            return _("Ajoutez une fonction : quelqu’un doit pouvoir agir.")
        case ["initial"]:
            return _("Choisissez l’état où une demande commence.")
        case ["title"]:
            return _("Donnez un titre au circuit.")
    return _of_field(field, label, place)


def _of_field(field: str, label: Mapping[str, str], place: Place) -> str | None:
    name = field.rpartition("-")[2]
    if field in _ASKED:
        return str(_ASKED[field]) % label
    if field.startswith("checklist-"):
        return _("« %(label)s » : nommez chaque point à vérifier.", **label)
    if field.startswith("effects-"):
        return str(_EFFECT.get(name, _EFFECT[""])) % label
    if field.startswith("f-"):
        return _("Nommez la fonction « %(label)s ».", **label)
    if place.opened.startswith("delai:") and not field:
        return _("Délai « %(label)s » : dites ce qui se passe à son terme.", **label)
    return None


_ASKED: Final[Words] = {
    "s-label": _l("Nommez l’état « %(label)s »."),
    "a-label": _l("Nommez l’action « %(label)s » : un verbe."),
    "a-to": _l("« %(label)s » : choisissez l’état où elle mène."),
    "a-from": _l("« %(label)s » : choisissez les états d’où elle part."),
    "a-by": _l("« %(label)s » : dites qui peut la faire."),
    "votes-seats": _l("« %(label)s » : choisissez qui donne un visa."),
    "votes-accept-to": _l("« %(label)s » : dites où mènent les visas favorables."),
    "votes-reject-to": _l("« %(label)s » : dites où mène un visa défavorable."),
    "t-in": _l("Délai « %(label)s » : choisissez l’état où il court."),
    "t-after": _l("Délai « %(label)s » : dites combien de temps."),
    "o-fields": _l("Onglet « %(label)s » : choisissez les réponses qu’il montre."),
    "o-form": _l("Onglet « %(label)s » : choisissez le formulaire que les agents remplissent."),
}
_EFFECT: Final[Words] = {
    "": _l("« %(label)s » : complétez cet effet."),
    "template": _l("« %(label)s » : choisissez le modèle à employer."),
    "to": _l("« %(label)s » : choisissez à qui l’effet s’adresse."),
}
