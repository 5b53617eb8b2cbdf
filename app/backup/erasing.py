"""What was erased since a backup was made is erased again before its house opens (FAULTS R-24)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.backup.errors import BackupError
from app.home import erased_file
from app.home.erased_file import Tombstone
from app.settings import Settings


def erased_since(settings: Settings, given: Sequence[Path]) -> list[Tombstone]:
    """What these files say, and the one of the place itself when there is one; read before
    anything is written."""
    here = erased_file.path_in(settings.var)
    found: dict[tuple[str, str], Tombstone] = {}
    for path in [*given, *([here] if here.is_file() else [])]:
        try:
            for one in erased_file.read(path):
                found[one.kind, str(one.subject_id)] = one
        except OSError as fault:
            raise BackupError(f"{path} ne peut pas être lu : {fault.strerror}.") from fault
        except ValueError as fault:
            raise BackupError(
                f"{fault} : ce n’est pas un registre d’effacements de Préau. Rien n’a été restauré."
            ) from fault
    return list(found.values())


def erase_again(settings: Settings, found: Sequence[Tombstone]) -> int:
    """In the house that was restored, by the acts themselves; how many were there again."""
    from app import create_app
    from app.home.erasing_acts import replay
    from core.database import db, let_go, unit_of_work

    count = 0
    with create_app(settings).app_context():
        try:
            for one in found:
                with unit_of_work():
                    count += replay([one])
        finally:
            let_go()
            db.engine.dispose()
    return count
