"""One owner for each folder of data.

Neither engine protects itself well enough: a second PostgreSQL looks started when it is the first
that answers, and a second Redis takes the socket over without a word. So the folder is locked
before anything is started; the kernel lets go when the owner dies, however it dies.
"""

import fcntl
import os
from pathlib import Path

from app.servers.errors import ServerError


class FolderLock:
    """An exclusive `flock` on a file; children never inherit it (Python opens close-on-exec)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        return self._descriptor is not None

    def take(self) -> None:
        """Take the lock or refuse at once; taking what is already ours changes nothing."""
        if self.held:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise ServerError(
                f"Le dossier {self.path.parent} sert déjà à un Préau en marche. "
                "Arrêtez-le d’abord, ou donnez un autre dossier par PREAU_VAR."
            ) from None
        self._descriptor = descriptor

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
