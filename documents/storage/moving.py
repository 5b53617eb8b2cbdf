"""Files from one storage to the other, by name, each proved by its sum; begun again at will.

The rows say which files there are, so what nobody names stays behind. The house may be open
meanwhile: a last turn with closed doors brings what came in since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import func, select

from core.database import session
from core.keeping import FILES_STAY
from core.wall import HOUSE, acting_as
from documents.models import StoredFile
from documents.storage.keeping import Storage

_AT_ONCE: Final = 200
#: Names told one by one.
_TOLD: Final = 100
#: A turn of the sweeper over a large bucket takes minutes, and no page waits for a command.
_PATIENTLY: Final = select(
    *(func.set_config(name, "0", True) for name in ("lock_timeout", "statement_timeout"))  # noqa: FBT003
)


@dataclass(frozen=True, slots=True)
class Named:
    """A file as its row knows it."""

    name: str
    size: int
    sha256: str


@dataclass(slots=True)
class Told:
    """What became of the files."""

    there: int = 0
    """Right where they should be, before anything was done."""
    moved: int = 0
    missing: list[str] = field(default_factory=list)
    """Named by the base, without bytes."""
    changed: list[str] = field(default_factory=list)
    """With other bytes than those that were kept."""

    @property
    def names(self) -> list[str]:
        """Those that somebody has to look at."""
        return [*self.missing, *self.changed][:_TOLD]


def move(source: Storage, target: Storage, say: Callable[[int], None]) -> Told:
    """Copy what `target` does not hold yet; the source keeps all it has."""
    told = Told()
    for number, one in enumerate(_named(), start=1):
        if target.holds(one.name, one.size, one.sha256):
            told.there += 1
        else:
            _copy(one, source, target, told)
        _every(number, say)
    return told


def verify(files: Storage, say: Callable[[int], None]) -> Told:
    """Read every file, and hold it against its row."""
    told = Told()
    for number, one in enumerate(_named(), start=1):
        _judge(one, files, told)
        _every(number, say)
    return told


def _copy(one: Named, source: Storage, target: Storage, told: Told) -> None:
    try:
        with source.open(one.name) as stream:
            written = target.take(stream)
    except FileNotFoundError:
        told.missing.append(one.name)
        return
    if (written.size, written.sha256) != (one.size, one.sha256):
        target.discard(written)  # a file that was spoilt is not made to look whole
        told.changed.append(one.name)
        return
    target.settle(written, one.name)
    if target.print_of(one.name) == one.sha256:
        told.moved += 1
    else:
        target.remove(one.name)
        told.changed.append(one.name)


def _judge(one: Named, files: Storage, told: Told) -> None:
    try:
        right = files.print_of(one.name) == one.sha256
    except FileNotFoundError:
        told.missing.append(one.name)
        return
    if right:
        told.there += 1
    else:
        told.changed.append(one.name)


def _named() -> Iterator[Named]:
    """The files of all rows, some at a time; none of these loses its bytes meanwhile."""
    last = ""
    while True:
        with acting_as(HOUSE):
            session.execute(_PATIENTLY)
            session.execute(select(func.pg_advisory_xact_lock_shared(FILES_STAY)))
            rows = session.execute(
                select(StoredFile.storage_name, StoredFile.size, StoredFile.sha256)
                .where(StoredFile.state != "refused", StoredFile.storage_name > last)
                .order_by(StoredFile.storage_name)
                .limit(_AT_ONCE)
            ).all()
        yield from (Named(name, size, sha256) for name, size, sha256 in rows)
        session.rollback()
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1][0]


def _every(number: int, say: Callable[[int], None]) -> None:
    if number % 1000 == 0:
        say(number)
