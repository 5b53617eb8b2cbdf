"""Pictures without what devices write beside the points: place, date, owner, thumbnail (I-17).

Nothing is decoded nor compressed again. Which way up a picture is shown is the one thing that is
said again: it belongs to the picture, and without it half of all photographs would lie on their
side.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final

from documents.domain.contents import refuse
from documents.domain.metadata import heic, jpeg, png, webp
from documents.domain.metadata.copying import Bytes, Copy, Damaged

_KINDS: Final[dict[str, Callable[[Bytes, Copy], None]]] = {
    "jpeg": jpeg.copy,
    "png": png.copy,
    "webp": webp.copy,
    "heic": heic.copy,
}
KINDS: Final = frozenset(_KINDS)


def without_metadata(kind: str, data: Bytes) -> Copy:
    """What is kept of a picture of `kind`; one whose parts do not hold together is refused."""
    copy = Copy()
    try:
        _KINDS[kind](data, copy)
    except (Damaged, struct.error, IndexError):
        refuse("file-damaged")
    return copy
