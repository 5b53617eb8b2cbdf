"""« 1 an 6 mois » and P1Y6M."""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = (("Y", "an"), ("M", "mois"), ("W", "semaine"), ("D", "jour"))
_HOURS: Final = (("H", "heure"), ("M", "minute"))
#: A word of the language → (place in the duration, its letter).
WORDS: Final = {
    **{word: ("", letter) for letter, one in _UNITS for word in (one, f"{one}s")},
    **{word: ("T", letter) for letter, one in _HOURS for word in (one, f"{one}s")},
    "annee": ("", "Y"), "annees": ("", "Y"), "mois": ("", "M"),
}  # fmt: skip
_WRITTEN: Final = re.compile(
    r"(-?)P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)W)?(?:([0-9]+)D)?"
    r"(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?)?",
    re.ASCII,
)


def written(parts: dict[tuple[str, str], int], *, back: bool) -> str:
    """The duration of the language."""
    days = "".join(f"{parts['', u]}{u}" for u, _w in _UNITS if ("", u) in parts)
    hours = "".join(f"{parts['T', u]}{u}" for u, _w in _HOURS if ("T", u) in parts)
    return f"{'-' if back else ''}P{days}{f'T{hours}' if hours else ''}"


def words_of(text: str) -> tuple[bool, str] | None:
    """(whether it goes back, the length in words); None when it is not written as we write it."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    sign, *numbers = found.groups()
    units = [("", one) for one in _UNITS] + [("T", one) for one in _HOURS]
    parts = {
        (place, letter): int(number)
        for (place, (letter, _word)), number in zip(units, numbers, strict=True)
        if number is not None
    }
    if not parts or written(parts, back=bool(sign)) != text:
        return None
    names = {(place, letter): word for place, (letter, word) in units}
    said = " ".join(
        f"{number} {names[key]}{'s' if number > 1 and names[key] != 'mois' else ''}"
        for key, number in parts.items()
    )
    return bool(sign), said
