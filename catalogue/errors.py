"""Refusals about requests, in words fit for a reader."""

from __future__ import annotations

from core.errors import BadInput, Conflict, Forbidden, Invalid, NotFound, PreauError
from core.i18n import _l


class DeadAdvice(NotFound):
    """Unknown, revoked and ended links look alike."""

    code = "dead-advice"
    message = _l(
        "Ce lien n’ouvre rien, ou n’ouvre plus rien. Écrivez à la personne qui vous l’a envoyé."
    )


class AlreadyAnswered(Conflict):
    """One answer, no more."""

    code = "advice-answered"
    message = _l("La réponse a déjà été donnée.")


class BadFilter(BadInput):
    """A list asked for what it does not hold, or not to this person: both sound alike."""

    code = "bad-filter"
    message = _l(
        "Cette liste ne se filtre, ne se trie ou ne se poursuit pas ainsi : vérifiez les noms et "
        "les valeurs de « filter », de « sort » et de « cursor »."
    )


class IncompleteAnswers(Invalid):
    """The answers do not hold against the form; carries what to show beside each question."""

    code = "incomplete-answers"
    message = _l("Des réponses sont à corriger avant de déposer la demande.")


class NotOpen(Forbidden):
    """The service cannot be started now by this person."""

    code = "service-not-open"
    message = _l("Ce téléservice n’est pas ouvert pour vous en ce moment.")


class AlreadySubmitted(Conflict):
    """The draft has become a request meanwhile."""

    code = "already-submitted"
    message = _l("Cette demande a déjà été déposée.")


class NotEditable(Forbidden):
    """The request is in a status where its answers cannot be changed."""

    code = "not-editable"
    message = _l("Les réponses de cette demande ne peuvent pas être modifiées à cette étape.")


class GoneOn(Conflict):
    """The request has moved on: what its applicant is still typing comes after."""

    code = "gone-on"
    message = _l(
        "Cette demande a changé d’étape : ses réponses ne peuvent plus être modifiées. "
        "Ce que vous avez tapé n’est pas enregistré."
    )


class AnswersMoved(Conflict):
    """The answers an agent was changing were changed by somebody else meanwhile."""

    code = "answers-moved"
    message = _l(
        "La demande a changé pendant que vous modifiiez ses réponses. "
        "Relisez la différence avant de l’appliquer."
    )


class EditUnderWay(Conflict):
    """This agent is changing the answers on the page: a program does not write over it."""

    code = "edit-under-way"
    message = _l(
        "Vous avez commencé à modifier les réponses de cette demande sur sa page. "
        "Appliquez ou abandonnez cette modification d’abord."
    )


class OutdatedForm(Conflict):
    """The last day of the version this draft was begun with is over: it moves first."""

    code = "outdated-form"
    message = _l(
        "Ce formulaire a changé et la date limite de votre version est passée. "
        "Passez votre saisie à la nouvelle version : vos réponses sont gardées."
    )


class Damaged(PreauError):
    """The row no longer holds what a request is made of: somebody wrote it past the house."""

    status = 409
    code = "request-damaged"
    message = _l(
        "Les réponses de cette demande ne sont plus lisibles. "
        "Prévenez l’administration : elle peut les rétablir depuis une sauvegarde."
    )
