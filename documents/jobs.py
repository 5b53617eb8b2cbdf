"""Work behind the pages: ids in, the runner's unit of work around."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from core.jobs import PutOff, Taken
from documents import operations, scanning
from documents.errors import StorageAway

#: Files have a home again when their storage is mended; nobody is to blame meanwhile.
_AGAIN_AFTER = 60


def make_letter(job: Taken) -> None:
    """Make the letter this job names."""
    with _put_off():
        operations.make_letter(UUID(job.args["document"]))


def scan_file(job: Taken) -> None:
    """Look at the file this job names."""
    scanning.scan_file(UUID(job.args["file"]))


def make_export(job: Taken) -> bool:
    """One chunk of the export this job names."""
    with _put_off():
        return operations.make_export(job)


@contextmanager
def _put_off() -> Iterator[None]:
    """While the storage is away, what needs it waits for it."""
    try:
        yield
    except StorageAway as fault:
        raise PutOff(_AGAIN_AFTER, fault.code) from fault
