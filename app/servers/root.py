"""PostgreSQL refuses to run as root: the ways round it that open no folder to others.

First a user namespace, where root bears another number and its files stay its own; then, where the
machine forbids namespaces, the user `nobody`, if it can walk to the data and to the programs; else
a refusal that says what to set.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.servers.errors import ServerError
from app.servers.process import die_with_parent

CLONE_NEWUSER = 0x10000000
INSIDE = 1  # `daemon`: initdb looks the name of its user up, so it must be one that exists

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Identity:
    """As whom a program runs: None is "as we are"."""

    namespace: bool = False
    user: str | None = None

    @property
    def uid(self) -> int:
        """Who owns what the program writes, seen from outside."""
        return pwd.getpwnam(self.user).pw_uid if self.user else os.getuid()

    def popen(self, death: signal.Signals) -> dict[str, Any]:
        """Arguments for `Popen`. The death signal comes last: a change of uid would lose it."""
        prepare = die_with_parent(death)
        if self.namespace:
            return {"preexec_fn": _both(_enter_user_namespace(), prepare)}
        if self.user:
            entry = pwd.getpwnam(self.user)
            return {
                "user": entry.pw_uid,
                "group": entry.pw_gid,
                "extra_groups": [],
                "preexec_fn": prepare,
            }
        return {"preexec_fn": prepare}

    def own(self, folder: Path) -> None:
        """Hand a folder and what it holds to the one who shall run on it."""
        if self.user:
            entry = pwd.getpwnam(self.user)
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, entry.pw_uid, entry.pw_gid)


def identity_for(program: Path, data: Path) -> Identity:
    """The first that works here: it reaches the data's place and runs `program` from there."""
    if os.getuid() != 0:
        return Identity()
    if data.exists() and data.stat().st_uid != 0:  # made as `nobody` before: go on as before
        choices = [Identity(user=pwd.getpwuid(data.stat().st_uid).pw_name)]
    else:
        choices = [Identity(namespace=True), Identity(user="nobody")]
    for identity in choices:
        if _works(identity, program, data.parent):
            return identity
    raise ServerError(
        "PostgreSQL ne peut pas tourner sous root, et cette machine ne permet ni espace de noms "
        f"utilisateur, ni à « nobody » d’atteindre {data.parent}. Lancez Préau sous un compte "
        "ordinaire, donnez par PREAU_VAR un dossier que tous peuvent traverser, ou donnez par "
        "DATABASE_URL l’adresse d’un serveur PostgreSQL."
    )


def _works(identity: Identity, program: Path, folder: Path) -> bool:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if identity.user:
        folder.chmod(folder.stat().st_mode | 0o011)  # our own folder only, never an ancestor
    try:
        answer = subprocess.run(
            ["sh", "-c", 'cd "$0" && exec "$1" --version', folder, program],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            **identity.popen(signal.SIGKILL),
        )
    except (OSError, subprocess.SubprocessError, KeyError):
        return False
    return answer.returncode == 0


def _both(first: Callable[[], None], second: Callable[[], None]) -> Callable[[], None]:
    def prepare() -> None:
        first()
        second()

    return prepare


def _enter_user_namespace() -> Callable[[], None]:
    uid, gid = os.getuid(), os.getgid()

    def prepare() -> None:
        if _libc.unshare(CLONE_NEWUSER) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        for file, line in (
            ("setgroups", "deny"),
            ("uid_map", f"{INSIDE} {uid} 1"),
            ("gid_map", f"{INSIDE} {gid} 1"),
        ):
            descriptor = os.open(f"/proc/self/{file}", os.O_WRONLY)
            os.write(descriptor, line.encode())
            os.close(descriptor)

    return prepare
