"""Work behind the pages: ids in, the runner's unit of work around."""

from __future__ import annotations

from uuid import UUID

from core.jobs import Taken
from documents import operations, scanning


def make_letter(job: Taken) -> None:
    """Make the letter this job names."""
    operations.make_letter(UUID(job.args["document"]))


def scan_file(job: Taken) -> None:
    """Look at the file this job names."""
    scanning.scan_file(UUID(job.args["file"]))


def make_export(job: Taken) -> bool:
    """One chunk of the export this job names."""
    return operations.make_export(job)
