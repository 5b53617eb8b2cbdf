"""Files that documents name and that were chosen here, not brought by a pack: models of a sheet.

A published version names its files by path for ever, so the path tells the bytes: the same name
with other bytes is another path, and nothing that was published changes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

from core.actor import Actor
from core.database import session
from schemas import queries
from schemas.models import PackFile
from schemas.permissions import Permission, need

#: Stands where a pack would: no pack can have this name.
OWN: Final = "~own"
_LONGEST_STEM: Final = 50
_DIGEST: Final = 8


def keep_file(actor: Actor, filename: str, content: bytes, media_type: str) -> str:
    """Keep a file (already looked at by who takes files in); the path documents name it by."""
    need(actor, Permission.DEFINITIONS_WRITE)
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(filename, content)
    if queries.pack_file(path, OWN) is None:
        row = PackFile(path=path, pack_key=OWN, sha256=digest)
        row.media_type, row.content = media_type, content
        session.add(row)
        session.flush()
    return path


def path_of(filename: str, content: bytes) -> str:
    """The path a file of this name and content is kept under."""
    digest = hashlib.sha256(content).hexdigest()
    stem, _dot, extension = filename.rpartition(".")
    folded = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", folded).strip("-_")[:_LONGEST_STEM].rstrip("-_")
    ending = re.sub(r"[^a-z0-9]+", "", extension.lower())[:10]
    return f"files/{plain or 'modele'}-{digest[:_DIGEST]}.{ending or 'bin'}"
