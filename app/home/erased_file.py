"""`var/erased.jsonl`: what was erased, beside the database, so that a backup made before obeys it.

Kinds, ids and dates: nothing of anybody. A line is added behind each erasure; every hour the clock
adds what a process that died in between did not write.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import structlog
from flask import current_app
from sqlalchemy import select

from core.database import session
from core.models import Erasure

NAME: Final = "erased.jsonl"
log = structlog.get_logger("app")


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One thing that was erased."""

    kind: str
    subject_id: UUID
    at: datetime
    because: str

    @classmethod
    def of(cls, said: Any) -> Tombstone:
        """From a line; `ValueError` when it is none of ours."""
        try:
            at = datetime.fromisoformat(said["at"])
            if at.tzinfo is None or said["because"] not in {"asked", "retention"}:
                raise ValueError
            return cls(str(said["kind"]), UUID(said["id"]), at, said["because"])
        except (KeyError, TypeError, AttributeError) as fault:
            raise ValueError from fault

    @property
    def line(self) -> bytes:
        said = {
            "kind": self.kind, "id": str(self.subject_id), "at": self.at.isoformat(),
            "because": self.because,
        }  # fmt: skip
        return json.dumps(said).encode() + b"\n"


def path_in(var: Path) -> Path:
    return var / NAME


def append(lines: Iterable[Tombstone]) -> None:
    """Add lines; a disk that refuses is told in the log, and the clock comes back to it."""
    path = path_in(current_app.config["SETTINGS"].var)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(b"".join(one.line for one in lines))
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        log.warning("erased-file.not-written", reason=fault.strerror)


def read(path: Path) -> Iterator[Tombstone]:
    """What a file says; `ValueError` names the line that cannot be read. A last line that was cut
    short by a crash is left out: the database had it, and the clock wrote it again."""
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield Tombstone.of(json.loads(line))
        except ValueError as fault:
            if number == len(lines):
                return
            message = f"{path}, ligne {number}"
            raise ValueError(message) from fault


def complete() -> None:
    """Add what the database knows and the file does not (work of the clock)."""
    path = path_in(current_app.config["SETTINGS"].var)
    try:
        known = {(one.kind, one.subject_id) for one in read(path)} if path.is_file() else set()
    except (OSError, ValueError) as fault:
        log.warning("erased-file.unreadable", reason=str(fault))
        known = set()
    rows = session.scalars(select(Erasure).where(Erasure.erased_at.is_not(None)))
    missing = [
        Tombstone(row.kind, row.subject_id, row.erased_at, row.because)
        for row in rows
        if row.erased_at is not None and (row.kind, row.subject_id) not in known
    ]
    if missing:
        append(missing)
