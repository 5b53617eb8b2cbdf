"""A private folder with a short name, for the sockets of the embedded servers.

A socket's whole path may hold 107 bytes, and PostgreSQL wants neither space nor comma in it, while
Préau may be cloned anywhere. So the sockets live elsewhere, and `var/` only remembers where.
"""

import contextlib
import hashlib
import os
import re
import stat
from pathlib import Path

from app.servers.errors import ServerError
from app.servers.root import Identity

LONGEST = 107
LONGEST_NAME = len("/.s.PGSQL.5432.lock")
PLAIN = re.compile(r"[A-Za-z0-9/_.-]+", re.ASCII)


def socket_folder(var: Path, server: str) -> Path:
    """Where this server of this `var/` puts its socket; the same each time on one machine."""
    digest = hashlib.sha256(os.fsencode(var.resolve())).hexdigest()[:12]
    name = f"preau-{os.getuid()}-{digest}-{server}"
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nonexistent") / name
    if _fits(runtime) and _is_private(runtime.parent, os.getuid()):
        return runtime
    # Made 0700 and checked to be ours before each use.
    return Path("/tmp") / name  # noqa: S108  # nosec B108


def open_socket_folder(var: Path, server: str, identity: Identity) -> Path:
    """The folder, made if need be, refused when another user could look or write into it."""
    folder = socket_folder(var, server)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        identity.own(folder)
    if not _is_private(folder, identity.uid):
        raise ServerError(
            f"Le dossier {folder} appartient à quelqu’un d’autre ou lui est ouvert. "
            "Supprimez-le, ou donnez un autre dossier par PREAU_VAR."
        )
    (var / f"{server}.sockets").write_text(str(folder), encoding="utf-8")
    return folder


def known_socket_folder(var: Path, server: str) -> Path:
    """The folder in use, as whoever runs the server wrote it: their XDG_RUNTIME_DIR may differ."""
    try:
        return Path((var / f"{server}.sockets").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return socket_folder(var, server)


def leave(folder: Path) -> None:
    """Remove the folder and what a killed server may have left in it."""
    with contextlib.suppress(OSError):
        for left in folder.iterdir():
            left.unlink()
        folder.rmdir()


def _fits(folder: Path) -> bool:
    return bool(PLAIN.fullmatch(str(folder))) and (
        len(os.fsencode(folder)) + LONGEST_NAME <= LONGEST
    )


def _is_private(folder: Path, owner: int) -> bool:
    try:
        seen = folder.lstat()
    except OSError:
        return False
    closed = stat.S_IMODE(seen.st_mode) & 0o077 == 0
    return stat.S_ISDIR(seen.st_mode) and seen.st_uid == owner and closed
