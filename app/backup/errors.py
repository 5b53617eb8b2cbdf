"""Why a backup was not made or not restored, in words an operator can act on."""

from app.servers.errors import ServerError


class BackupError(ServerError):
    """A refusal: nothing was written, or what was written has been taken away again."""


class Damaged(BackupError):
    """The archive is not what was written: cut short, or changed."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"L’archive est abîmée ({what}) : rien n’a été restauré. Prenez une autre sauvegarde."
        )
