"""Random secrets of an embedded installation, one file each, readable by their owner alone."""

import os
import secrets
from pathlib import Path


def secret(var: Path, name: str) -> str:
    """The secret of that name, drawn at the first asking.

    Two processes may ask at once: the file is written aside and linked into place, so that both
    read the same whole secret.
    """
    var.mkdir(parents=True, exist_ok=True, mode=0o700)  # the mode is not for parents
    folder = var / "secrets"
    folder.mkdir(exist_ok=True, mode=0o700)
    path = folder / name
    if not path.exists():
        draft = folder / f".{name}.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
