"""Models to download that a designer chooses: looked at like every file, named by their bytes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from core.actor import Actor
from core.errors import Invalid
from core.problems import Problem
from documents.domain import filenames, sniffing
from documents.operations import look_at
from schemas.own_files import keep_file, path_of

#: Forms to fill in and models of letters: no pictures, which may tell where they were taken.
FAMILIES = ("pdf", "office")
LARGEST = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file of the page, checked and not kept yet."""

    name: str
    content: bytes
    media_type: str

    @property
    def path(self) -> str:
        """What documents will name it by."""
        return path_of(self.name, self.content)

    def keep(self, actor: Actor) -> None:
        """Keep it, in the transaction of the act."""
        keep_file(actor, self.name, self.content, self.media_type)


def chosen(files: Any, field: str) -> Chosen | None:
    """The file posted under `field`; a refusal is told at that field."""
    upload = files.get(field)
    if upload is None or not upload.filename:
        return None
    content = upload.stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Invalid([Problem(field, "design-model-size", {"most": LARGEST // 1024 // 1024})])
    name = filenames.clean(upload.filename)
    try:
        found = sniffing.recognise(io.BytesIO(content), len(content), name, FAMILIES)
        look_at(content)
    except Invalid as refusal:
        raise Invalid([Problem(field, p.code, p.params) for p in refusal.problems]) from refusal
    return Chosen(name, content, found.media_type)
