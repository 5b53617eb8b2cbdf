"""A picture on its way in is kept without what its device wrote beside it (FAULTS I-17)."""

from __future__ import annotations

from mmap import ACCESS_READ, mmap

from documents.domain.contents import Content
from documents.domain.metadata import KINDS, without_metadata
from documents.storage import Written, storage


def cleaned(written: Written, content: Content) -> Written:
    """The bytes to keep: the same ones when there is nothing to take out of them."""
    if content.name not in KINDS:
        return written
    with written.path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        copy = without_metadata(content.name, data)
        if copy.is_whole(len(data)):
            return written
        made = storage().write(copy.bytes_of(data))
    storage().discard(written)
    return made
