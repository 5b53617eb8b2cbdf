"""The guide that comes with Préau: one page a task, read from `docs/guide` as it was written there.

One text for the repository and for the screens: it says what this version does, and nobody has to
load it. Pictures are those that the journeys take (`tests/browser/guide.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from core.i18n import LANGUAGES

#: An installation carries it along (`setup.py`); in the sources it stands where it is written.
CARRIED: Final = Path(__file__).parent / "carried"
HOME: Final = CARRIED if CARRIED.is_dir() else Path(__file__).parents[1] / "docs"
PAGES: Final = HOME / "guide"
PICTURES: Final = HOME / "pictures/guide"
INDEX: Final = "README"
#: The language every task is told in; the others stand in a folder of their name.
WRITTEN: Final = "fr"
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,62}")
_PICTURE: Final = re.compile(
    r"!\[([^\[\]\n]+)\]\((?:\.\./)+pictures/guide/([a-z0-9-]+\.png)\)\s*$", re.MULTILINE
)
_DEEPER: Final = re.compile(r"^#(#+ )", re.MULTILINE)
_LINK: Final = re.compile(r"\]\((?:\.\./)?([a-z][a-z0-9-]*)\.md\)")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a page: words in Markdown, or a picture with what it shows."""

    text: str
    picture: str = ""
    #: Its width and height, so that words stay in place while it comes.
    size: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One task."""

    name: str
    title: str
    parts: tuple[Part, ...]
    #: The one it is told in: not every task is told in every language.
    language: str


def page(name: str, language: str = WRITTEN) -> GuidePage | None:
    """The page of this name, in this language when it is told in it; None: no such task."""
    if name != INDEX and not _NAME.fullmatch(name):
        return None
    return _read(name, language) or _read(name, WRITTEN)


def is_here() -> bool:
    """Whether the guide came along: an installation may have left the documents out."""
    return page(INDEX) is not None


@cache
def _read(name: str, language: str) -> GuidePage | None:
    if language not in LANGUAGES:
        return None
    path = (PAGES if language == WRITTEN else PAGES / language) / f"{name}.md"
    if not path.is_file():
        return None
    head, _sign, rest = path.read_text("utf-8").partition("\n")
    return GuidePage(name, head.removeprefix("# ").strip(), tuple(_parts(rest)), language)


def _parts(text: str) -> list[Part]:
    # an answer of the help begins its titles under those of its page: one level less deep here
    linked = _DEEPER.sub(r"\1", _LINK.sub(r"](/guide/\1)", text))
    pieces = _PICTURE.split(linked)  # words, what is shown, file, words…
    found = []
    for at in range(0, len(pieces), 3):
        if pieces[at].strip():
            found.append(Part(pieces[at]))
        if at + 2 < len(pieces):
            found.append(Part(pieces[at + 1], pieces[at + 2], size_of(pieces[at + 2])))
    return found


def picture(name: str) -> bytes | None:
    """A picture of the guide; None for any other name."""
    path = PICTURES / name
    known = re.fullmatch(r"[a-z0-9-]+\.png", name) and path.is_file()
    return path.read_bytes() if known else None


def size_of(picture: str) -> tuple[int, int]:
    """As the head of a PNG says it; nothing for one that is not there."""
    path = PICTURES / picture
    if not path.is_file():
        return 0, 0
    with path.open("rb") as stream:
        head = stream.read(24)
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
