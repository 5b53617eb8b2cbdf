"""The palette is readable in both themes: the rules of the UI guide, held on tokens.css."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "app/assets/css/tokens.css"
TONES = ("slate", "sun", "sky", "brick", "leaf", "plum", "rose")
TEXT, CONTROL = 4.5, 3.0

PAIRS: list[tuple[str, str, float]] = [
    *(
        (ink, ground, TEXT)
        for ink, ground in product(
            ("ink", "ink-2", "link"), ("paper", "surface", "sunken", "raised")
        )
    ),
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-hover", TEXT),
    ("brand-ink", "brand-soft", TEXT),
    ("ink", "brand-soft", TEXT),
    ("on-rail", "rail", TEXT),
    ("rail-on-ink", "rail-on", TEXT),
    ("on-slab", "slab", TEXT),
    ("on-slab", "slab-hover", TEXT),
    ("on-sun", "sun", TEXT),
    ("edge", "surface", CONTROL),
    ("edge", "paper", CONTROL),
    *(("brand", ground, CONTROL) for ground in ("paper", "surface", "sunken")),
    *((f"{tone}-ink", f"{tone}-soft", TEXT) for tone in TONES),
    *((f"{tone}-ink", "surface", TEXT) for tone in TONES),
    *((tone, "surface", CONTROL) for tone in TONES if tone != "sun"),
    *(("ink-inv", tone, TEXT) for tone in TONES if tone != "sun"),
]


def block(opening: str) -> dict[str, str]:
    """The colours set between `opening` and the next closing brace."""
    css = TOKENS.read_text("utf-8")
    start = css.index(opening)
    found = re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", css[start : css.index("}", start)])
    return dict(found)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2)."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


THEMES = {"light": block(":root{"), "dark": block(":root[data-theme=dark]{")}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "ground", "floor"), PAIRS)
def test_u08_every_pair_reaches_its_floor(
    theme: str, front: str, ground: str, floor: float
) -> None:
    colours = THEMES[theme]
    assert contrast(colours[front], colours[ground]) >= floor


def test_the_chosen_dark_and_the_dark_of_the_device_are_alike() -> None:
    assert THEMES["dark"] == block(":root:not([data-theme=light]){")


def test_the_dark_theme_says_every_colour_again() -> None:
    assert set(THEMES["light"]) == set(THEMES["dark"])
