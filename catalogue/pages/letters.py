"""The letters of a run as one archive: only what counts, of requests its reader may process now."""

from __future__ import annotations

import shutil
import tempfile
import zipfile

from flask import send_file
from werkzeug.wrappers import Response

from catalogue.models import BulkRun
from catalogue.run_letters import letters_of
from core.actor import Actor
from core.errors import NotFound
from core.security import DOWNLOAD_POLICY
from documents import queries as documents


def archive_of(actor: Actor, run: BulkRun) -> Response:
    """A ZIP; rights are those of this moment, whoever ordered the letters."""
    found, _none = letters_of(actor, run)
    if run.act != "letter" or not found:
        raise NotFound
    made = tempfile.TemporaryFile()  # noqa: SIM115 – read while the answer is sent
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for number, (name, content) in enumerate(documents.contents_of(found), start=1):
            with archive.open(f"{number:04} {name}", "w") as letter:
                shutil.copyfileobj(content, letter)
    made.seek(0)
    answer = send_file(
        made, "application/zip", as_attachment=True, download_name="courriers.zip", max_age=0
    )
    answer.call_on_close(made.close)
    answer.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    answer.headers["Cache-Control"] = "no-store"
    return answer
