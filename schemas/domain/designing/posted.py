"""What a page of the editor posted, read without trust: names with one text or several."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

Posted = Mapping[str, Sequence[str]]

#: Rows one list of the editor may have: what the meta-schema allows is less.
MOST_ROWS = 200
_NUMBER = re.compile(r"[0-9]{1,4}\Z")


def said(posted: Posted, name: str) -> str:
    """One line, tidy; "" when it was not posted."""
    return " ".join(text(posted, name).split())


def text(posted: Posted, name: str) -> str:
    """A text of several lines, as it was written, accents composed."""
    given = posted.get(name) or ("",)
    return unicodedata.normalize("NFC", given[0].replace("\x00", "")).strip()


def several(posted: Posted, name: str) -> list[str]:
    """Boxes that were ticked, each once, in the order of the page."""
    return list(dict.fromkeys(one for one in posted.get(name, ()) if one))


def ticked(posted: Posted, name: str, before: Sequence[str]) -> list[str]:
    """The boxes that are ticked: those that were, in the order they had, then the new ones."""
    now = several(posted, name)
    return [*(one for one in before if one in now), *(one for one in now if one not in before)]


def places(posted: Posted, name: str) -> list[int]:
    """Numbers of the rows posted under `name`: "contacts-0-label", "contacts-1-label"…"""
    start = f"{name}-"
    found = set()
    for key in posted:
        number, dash, _field = key.removeprefix(start).partition("-")
        if key.startswith(start) and dash and _NUMBER.match(number):
            found.add(int(number))
    return sorted(found)[:MOST_ROWS]


def filled(**fields: object) -> dict[str, object]:
    """Only what says something."""
    return {name: value for name, value in fields.items() if value not in ("", None, [], {})}
