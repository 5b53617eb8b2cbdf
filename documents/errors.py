"""Refusals of this room."""

from __future__ import annotations

from core.errors import Conflict, NotFound, PreauError, TooLarge, TooMany, Unavailable
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


class UnknownSeal(NotFound):
    """No letter bears this token: it was mistyped, or the paper is not ours."""

    code = "unknown-seal"
    message = _l(
        "Aucun courrier ne porte ce code. Relisez l’adresse imprimée sous le code du courrier : "
        "si elle est exacte, ce courrier ne vient pas d’ici."
    )


class NoRoom(Unavailable):
    """The disk is full: nothing was kept, and what was typed is still there."""

    code = "no-room"
    message = _l("Le fichier n’a pas pu être enregistré, faute de place. Réessayez plus tard.")


class StorageAway(Unavailable):
    """The storage of files does not answer, or lets us do nothing: no file was touched."""

    code = "storage-away"
    message = _l("Les fichiers ne sont pas accessibles pour le moment. Réessayez plus tard.")


class NotKept(StorageAway):
    """It failed while a file was coming in: nothing of it was kept."""

    code = "file-not-kept"
    message = _l(
        "Le fichier n’a pas été enregistré : le stockage des fichiers ne répond pas. "
        "Réessayez dans quelques minutes."
    )


class StorageRefused(StorageAway):
    """It answers, and refuses: the message tells the host what to mend."""

    code = "storage-refused"


class FileLost(NotFound):
    """The row stands and its bytes are gone; told to nobody but those who may read the file."""

    code = "file-lost"
    message = _l(
        "Le contenu de ce fichier n’a pas été retrouvé. S’il vient de vous, déposez-le à nouveau ; "
        "sinon, demandez-le à la personne qui l’a déposé."
    )


class NotLookedAt(Unavailable):
    """The antivirus gives no verdict, and these bytes would be open to all at once."""

    code = "antivirus-away"
    message = _l("L’antivirus ne répond pas : le fichier n’a pas été gardé. Réessayez plus tard.")


class PaperTooLong(TooLarge):
    """Hundreds of pages to set: one request would hold the processor for minutes."""

    code = "paper-too-long"
    message = _l("Ces réponses sont trop longues pour tenir dans un document. Lisez-les à l’écran.")


class OutOfStep(Conflict):
    """A piece that does not begin where the last one ended; `offset` says where to go on."""

    code = "file-out-of-step"
    message = _l("L’envoi reprend là où il s’était arrêté.")

    def __init__(self, offset: int) -> None:
        super().__init__(offset=offset)
        self.offset = offset


class UnknownExport(NotFound):
    """No such export, or somebody else's, or its time is over."""

    code = "unknown-export"
    message = _l("Cet export n’existe pas, ou n’existe plus.")


class StaleExport(Conflict):
    """Whoever asked for it has other rights than when it was made."""

    code = "stale-export"
    message = _l("Vos droits ont changé depuis cet export. Demandez-en un nouveau.")


class TooManyExports(TooMany):
    """A few at a time are enough for work; more looks like copying the house."""

    code = "too-many-exports"
    message = _l("Vous avez déjà demandé plusieurs exports. Attendez qu’ils soient terminés.")


class LetterRefused(PreauError):
    """The model cannot be rendered, now or later: `problems` says why."""

    status = 422
    code = "letter-refused"
    message = _l("Le modèle de courrier ne peut pas être rempli.")

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems
