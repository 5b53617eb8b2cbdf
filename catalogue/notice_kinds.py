"""What notices about requests and exports say, and who may hear of which."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from catalogue.permissions import Permission
from catalogue.queries.hearing import seen_among
from catalogue.standing import KIND
from core.actor import Actor
from core.i18n import _, _l, ngettext
from documents import queries as documents

Said = Callable[[Mapping[str, Any], int], str]
#: First word of a kind → who is told such things.
_TOLD_TO: Mapping[str, tuple[str, ...]] = {
    "request": (Permission.REQUESTS_FOLLOW, Permission.REQUESTS_FILE),
    "desk": (Permission.REQUESTS_PROCESS,),
    "bulk": (Permission.REQUESTS_PROCESS,),
    "connector": ("definitions:publish",),
    "help": ("knowledge:write",),
}


@dataclass(frozen=True, slots=True)
class RequestNotice:
    """One kind of notice; its sentence is formed from plain facts."""

    key: str
    label: Any
    icon: str
    tone: str
    said: Said

    def sentence(self, facts: Mapping[str, Any], count: int) -> str:
        """The sentence, in the language of the moment."""
        return self.said(facts, count)

    def concerns(self, actor: Actor) -> bool:
        """Whether this person may ever be told it: the others are not asked about it."""
        wanted = _TOLD_TO.get(self.key.split(".")[0])
        return wanted is None or any(actor.holds(permission) for permission in wanted)


def _moved(facts: Mapping[str, Any], _count: int) -> str:
    return _("La demande %(number)s est à l’étape « %(status)s ».", **facts)


def _to_correct(facts: Mapping[str, Any], _count: int) -> str:
    return _("La demande %(number)s attend une action de votre établissement.", **facts)


def _decided(facts: Mapping[str, Any], _count: int) -> str:
    return _("La demande %(number)s a reçu sa réponse : « %(status)s ».", **facts)


def _message(facts: Mapping[str, Any], _count: int) -> str:
    return _("Nouveau message au sujet de la demande %(number)s.", **facts)


def _assigned(facts: Mapping[str, Any], count: int) -> str:
    if count == 1:
        return _("La demande %(number)s vous est confiée.", **facts)
    return ngettext(
        "%(num)s demande vous est confiée.", "%(num)s demandes vous sont confiées.", count
    )


def _waiting(facts: Mapping[str, Any], count: int) -> str:
    if count == 1:
        return _("%(service)s : la demande %(number)s est à l’étape « %(status)s ».", **facts)
    return ngettext(
        "%(service)s : %(num)s demande de plus à l’étape « %(status)s ».",
        "%(service)s : %(num)s demandes de plus à l’étape « %(status)s ».",
        count,
        **facts,
    )


def _form_newer(facts: Mapping[str, Any], _count: int) -> str:
    return _(
        "%(service)s : le formulaire a changé. Votre saisie %(number)s peut passer à la "
        "nouvelle version.",
        **facts,
    )


def _form_newer_until(facts: Mapping[str, Any], _count: int) -> str:
    return _(
        "%(service)s : le formulaire a changé. Passez votre saisie %(number)s à la nouvelle "
        "version avant le %(until)s inclus.",
        **facts,
    )


def _form_moved(facts: Mapping[str, Any], _count: int) -> str:
    return _(
        "%(service)s : le formulaire a changé, %(number)s est passée à la nouvelle version. "
        "Vos réponses sont gardées.",
        **facts,
    )


def _form_review(facts: Mapping[str, Any], count: int) -> str:
    if count == 1:
        return _("Le formulaire a changé : vérifiez la demande %(number)s.", **facts)
    return ngettext(
        "Le formulaire a changé : vérifiez %(num)s demande.",
        "Le formulaire a changé : vérifiez %(num)s demandes.",
        count,
    )


def _to_place(_facts: Mapping[str, Any], _count: int) -> str:
    return _("Un circuit a changé : des demandes attendent que vous disiez où elles vont.")


def _bulk_done(facts: Mapping[str, Any], _count: int) -> str:
    return ngettext(
        "Votre action sur %(num)s demande est terminée.",
        "Votre action sur %(num)s demandes est terminée.",
        facts["count"],
    )


def _bulk_stopped(facts: Mapping[str, Any], _count: int) -> str:
    return ngettext(
        "Votre action groupée est arrêtée après %(num)s demande.",
        "Votre action groupée est arrêtée après %(num)s demandes.",
        facts["count"],
    )


def _export_ready(_facts: Mapping[str, Any], _count: int) -> str:
    return _("Votre export est prêt.")


def _export_failed(_facts: Mapping[str, Any], _count: int) -> str:
    return _("Votre export n’a pas pu être fait.")


def _infected(facts: Mapping[str, Any], _count: int) -> str:
    return _(
        "L’antivirus a écarté un fichier que vous avez joint à la demande %(number)s : "
        "personne ne peut l’ouvrir. Joignez un fichier sain à sa place.",
        **facts,
    )


def _infected_upload(_facts: Mapping[str, Any], _count: int) -> str:
    return _("L’antivirus a écarté un fichier que vous avez envoyé. Envoyez un fichier sain.")


NOTICES = (
    RequestNotice(
        "request.correction",
        _l("une demande de mon établissement attend une action"),
        "warning",
        "brick",
        _to_correct,
    ),
    RequestNotice(
        "request.decided",
        _l("une demande de mon établissement a reçu sa réponse"),
        "gavel",
        "leaf",
        _decided,
    ),
    RequestNotice(
        "request.moved",
        _l("une demande de mon établissement change d’étape"),
        "arrow-right",
        "sky",
        _moved,
    ),
    RequestNotice(
        "request.message",
        _l("l’administration écrit à mon établissement"),
        "chat-circle-dots",
        "sky",
        _message,
    ),
    RequestNotice(
        "request.form-newer",
        _l("le formulaire d’un de mes brouillons a changé"),
        "files",
        "sky",
        _form_newer,
    ),
    RequestNotice(
        "request.form-newer-until",
        _l("un de mes brouillons doit passer à une nouvelle version avant une date"),
        "clock",
        "sun",
        _form_newer_until,
    ),
    RequestNotice(
        "request.form-moved",
        _l("une de mes demandes est passée à une nouvelle version de son formulaire"),
        "files",
        "sky",
        _form_moved,
    ),
    RequestNotice(
        "desk.form-review",
        _l("une demande est à vérifier depuis que son formulaire a changé"),
        "files",
        "sun",
        _form_review,
    ),
    RequestNotice(
        "desk.to-place",
        _l("une demande est à placer depuis que son circuit a changé"),
        "git-branch",
        "sun",
        _to_place,
    ),
    RequestNotice("desk.waiting", _l("une demande attend mon service"), "tray", "sun", _waiting),
    RequestNotice("desk.assigned", _l("une demande m’est confiée"), "user", "plum", _assigned),
    RequestNotice(
        "desk.message",
        _l("un établissement écrit au sujet d’une demande qui m’est confiée"),
        "chat-circle-dots",
        "brick",
        _message,
    ),
    RequestNotice(
        "bulk.done",
        _l("mon action sur plusieurs demandes est terminée"),
        "check",
        "leaf",
        _bulk_done,
    ),
    RequestNotice(
        "bulk.stopped",
        _l("mon action sur plusieurs demandes est arrêtée"),
        "warning",
        "sun",
        _bulk_stopped,
    ),
    RequestNotice(
        "export.ready", _l("un export est prêt"), "download-simple", "leaf", _export_ready
    ),
    RequestNotice(
        "export.failed", _l("un export n’a pas pu être fait"), "warning", "rose", _export_failed
    ),
    RequestNotice(
        "file.infected",
        _l("l’antivirus écarte un fichier que j’ai joint à une demande"),
        "warning",
        "rose",
        _infected,
    ),
    RequestNotice(
        "file.infected-upload",
        _l("l’antivirus écarte un fichier que j’ai envoyé par un programme"),
        "warning",
        "rose",
        _infected_upload,
    ),
)


class ExportHearing:
    """Exports are told to whoever asked for them."""

    key = "export"

    def readable(self, actor: Actor, ids: Sequence[UUID]) -> Collection[UUID]:
        """One's own."""
        return documents.own_exports(actor, ids)


class RequestHearing:
    """Which requests a person may hear of: those she would find, from either side."""

    key = KIND

    def readable(self, actor: Actor, ids: Sequence[UUID]) -> Collection[UUID]:
        """One query for a whole list of notices."""
        return seen_among(actor, ids)
