"""Word models that name a question about to change (`{{ donnees.nature }}`)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from core.i18n import _
from schemas import queries as schemas
from schemas.domain.changes import Change
from schemas.touches import Touch, cites, fields_of

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

#: Bytes of a part of a model that are looked at, once unpacked.
MOST_READ: Final = 4_000_000
_PARTS: Final = re.compile(r"word/(?:document|header[0-9]*|footer[0-9]*)\.xml")
_TAGS: Final = re.compile(r"<[^>]*>")
_NAMES: Final = re.compile(r"donnees\.([a-z][a-z0-9_.]*)")


class DocumentTouches:
    """Fills `schemas.touches`."""

    key = "documents"

    def touched(
        self, version: DefinitionVersion, document: Mapping[str, Any], changes: Sequence[Change]
    ) -> Iterator[Touch]:
        """Models in service, by question."""
        fields = fields_of(changes)
        if version.kind != "form" or not fields:
            return
        models = [
            names_in(file.content)
            for found in schemas.live_all("template")
            if found.body.get("file") and (file := schemas.pack_file(found.body["file"]))
        ]
        for field in fields:
            yield Touch(
                _("Modèles Word"), sum(cites(named, field) for named in models), field=field
            )


def names_in(model: bytes) -> frozenset[str]:
    """The answers a model names; none when it cannot be read (its own checks tell that)."""
    try:
        with zipfile.ZipFile(io.BytesIO(model)) as archive:
            texts = [_text(archive, name) for name in archive.namelist() if _PARTS.fullmatch(name)]
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        return frozenset()
    return frozenset(name for text in texts for name in _NAMES.findall(text))


def _text(archive: zipfile.ZipFile, name: str) -> str:
    """Word cuts a name in pieces as it likes: without tags it is whole again."""
    with archive.open(name) as part:
        return _TAGS.sub("", part.read(MOST_READ).decode("utf-8", "replace"))
