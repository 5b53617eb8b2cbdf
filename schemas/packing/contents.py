"""What a pack brings beside definitions: files that documents name, rows for rooms."""

from __future__ import annotations

import hashlib
import mimetypes

from core.actor import Actor
from core.contributions import one_of
from core.database import session
from core.errors import Invalid, PreauError
from core.problems import Problem
from schemas import list_packs, queries
from schemas.errors import PackRefused
from schemas.models import Pack, PackFile
from schemas.packing.reports import PackReport
from schemas.packs import PackSource


def keep_files(read: PackSource, report: PackReport) -> None:
    for path, content in read.files.items():
        if not list_packs.is_rows(path):
            if put_file(read.key, path, content):
                report.files.append(path)
        elif list_packs.take(path, content):
            report.files.append(path)
    session.flush()  # checks of the documents look for these rows


def put_file(pack_key: str, path: str, content: bytes) -> bool:
    """Keep a file of a pack; whether it was not here as it is."""
    digest = hashlib.sha256(content).hexdigest()
    row = queries.pack_file(path, pack_key)
    if row is not None and row.sha256 == digest:
        return False
    if row is None:
        row = PackFile(path=path, pack_key=pack_key)
        session.add(row)
    row.sha256, row.content = digest, content
    row.media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return True


def load_data(actor: Actor, read: PackSource, installed: Pack | None, report: PackReport) -> None:
    """Rows for rooms, when they are not those that came with the last load."""
    before = (installed.manifest.get("loaded_data") or {}) if installed else {}
    for into, file, content in read.data:
        if before.get(file) == hashlib.sha256(content).hexdigest():
            continue
        try:
            counts = one_of("schemas.pack_data", into).load(actor, content, file)  # type: ignore[union-attr]
        except Invalid as refusal:
            at = "/" + file.replace("~", "~0").replace("/", "~1")
            inner = [problem.under(at) for problem in refusal.problems]
            raise PackRefused(inner or [_refused(at, file, refusal)]) from refusal
        except PreauError as refusal:
            raise PackRefused([_refused("", file, refusal)]) from refusal
        report.data[file] = dict(counts or {})


def _refused(at: str, file: str, refusal: PreauError) -> Problem:
    return Problem(at, "pack-data-refused", {"file": file, "reason": str(refusal.message)})
