"""Refusals of this room."""

from __future__ import annotations

from core.errors import Forbidden, NotFound
from core.i18n import _l


class UnknownTemplate(NotFound):
    """No published mail template has this key."""

    code = "unknown-template"
    message = _l("Aucun modèle de courriel publié ne porte ce nom.")


class UnknownMail(NotFound):
    """No such mail, or not for this reader."""

    code = "unknown-mail"
    message = _l("Ce courriel n’existe pas, ou ne vous est pas ouvert.")


class NotForApplicants(Forbidden):
    """Internal notes are written on the agency's side."""

    code = "not-for-applicants"
    message = _l("Les notes internes sont réservées aux agents.")
