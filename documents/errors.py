"""Refusals of this room."""

from __future__ import annotations

from core.errors import NotFound, PreauError, Unavailable
from core.i18n import _l
from core.problems import Problem


class UnknownFile(NotFound):
    """No such file, or not for this reader: both look alike."""

    code = "unknown-file"
    message = _l("Ce fichier n’existe pas, ou ne vous est pas ouvert.")


class UnknownLetter(NotFound):
    """No published template of a Word letter has this key."""

    code = "unknown-letter"
    message = _l("Aucun modèle de courrier publié ne porte ce nom.")


class NoRoom(Unavailable):
    """The disk is full: nothing was kept, and what was typed is still there."""

    code = "no-room"
    message = _l("Le fichier n’a pas pu être enregistré, faute de place. Réessayez plus tard.")


class LetterRefused(PreauError):
    """The model cannot be rendered, now or later: `problems` says why."""

    status = 422
    code = "letter-refused"
    message = _l("Le modèle de courrier ne peut pas être rempli.")

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems
