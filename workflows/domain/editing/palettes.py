"""Palettes: which of the seven tones tells what, for the whole of a circuit.

A status has a meaning by what it waits for; a palette gives each meaning a tone. The seven tones
are checked for contrast (design guide, 4.1), so any palette is. A tone chosen by hand stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from workflows.domain.editing.parts import Document, listed

DEFAULT: Final = "default"
#: Meanings, in the order they are met.
MEANINGS: Final = (
    "draft", "waiting-agent", "waiting-user", "automatic",
    "accepted", "refused", "withdrawn", "closed",
)  # fmt: skip
PALETTES: Final[Mapping[str, Mapping[str, str]]] = {
    name: dict(zip(MEANINGS, tones.split(), strict=True))
    for name, tones in {
        DEFAULT: "slate sky brick sun leaf rose slate slate",
        "attente": "slate plum sun slate leaf brick slate sky",
        "sobre": "slate slate sun slate leaf rose slate slate",
    }.items()
}
"""`attente` sets apart what waits outside; `sobre` keeps colours for what waits and what ends."""


def meaning_of(status: Mapping[str, Any]) -> str:
    """What a status tells: its outcome when it ends, else whom it waits for."""
    kind = status.get("kind", "")
    found = status.get("outcome", "closed") if kind == "final" else kind
    return found if found in MEANINGS else "closed"


def tone_in(palette: str, status: Mapping[str, Any]) -> str:
    """The tone this palette gives to a status; the house's when nobody knows the palette."""
    return PALETTES.get(palette, PALETTES[DEFAULT])[meaning_of(status)]


def repainted(document: Document, palette: str) -> Document:
    """Another palette: tones that came from the former one follow, those chosen by hand stay."""
    former = str(document.get("palette", DEFAULT))
    for status in listed(document, "statuses"):
        if status.get("tone") == tone_in(former, status):
            status["tone"] = tone_in(palette, status)
    document["palette"] = palette
    return document
