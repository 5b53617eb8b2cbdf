"""Rows of an export on their way: appended to the disk chunk by chunk, then read back once.

The row of the export says how many bytes are sure; what a killed worker wrote past them is cut.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from documents.storage import storage


class SpoolLost(RuntimeError):
    """The disk holds less than the database says: begin anew."""


def path_of(export_id: UUID) -> Path:
    """Where the rows of this export lie."""
    return storage().root / "spool" / export_id.hex


def append(export_id: UUID, sure: int, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write rows behind the first `sure` bytes; how many bytes are sure now."""
    path = path_of(export_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("ab") as file:
        if file.tell() < sure:
            raise SpoolLost
        file.truncate(sure)
        file.seek(sure)
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, default=_packed).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def read(export_id: UUID, sure: int) -> Iterator[dict[str, Any]]:
    """The rows again, values as they were."""
    path, left = path_of(export_id), sure
    if not sure:
        return
    if not path.is_file() or path.stat().st_size < sure:
        raise SpoolLost
    with path.open("rb") as file:
        for line in file:
            left -= len(line)
            if left < 0:
                return
            yield {key: _unpacked(value) for key, value in json.loads(line).items()}


def drop(export_id: UUID) -> None:
    """Delete the rows."""
    path_of(export_id).unlink(missing_ok=True)


def _packed(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"n": f"{value:f}"}
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return str(value)


def _unpacked(value: Any) -> Any:
    match value:
        case {"n": str(text)}:
            return Decimal(text)
        case {"t": str(text)}:
            return datetime.fromisoformat(text)
        case {"d": str(text)}:
            return date.fromisoformat(text)
        case _:
            return value
