"""What the editor does to the blocks of a draft: pure acts, document in, document out."""

from __future__ import annotations

from typing import Any, Final

from knowledge_base.domain.content import Content, named

BLANK: Final[dict[str, dict[str, Any]]] = {
    "text": {"text": ""},
    "steps": {"items": []},
    "picture": {"alt": ""},
    "video": {"label": "", "transcript": ""},
    "file": {"label": ""},
    "service": {"service": ""},
    "step": {"service": "", "page": ""},
    "screen": {"to": "", "label": ""},
}
MOST_BLOCKS: Final = 100


def acted(
    blocks: list[dict[str, Any]], act: str, argument: str
) -> tuple[list[dict[str, Any]], str]:
    """(the blocks after `add:text`, `up:0`, `down:0`, `remove:0`; the name of the one to look at).

    An act that cannot be done changes nothing.
    """
    if act == "add":
        if argument not in BLANK or len(blocks) >= MOST_BLOCKS:
            return blocks, ""
        made = named([*blocks, {"type": argument, **BLANK[argument]}])
        return made, str(made[-1]["id"])
    if not argument.isdecimal() or not 0 <= (at := int(argument[:4])) < len(blocks):
        return blocks, ""
    here = list(blocks)
    if act == "remove":
        del here[at]
        return here, str(here[min(at, len(here) - 1)]["id"]) if here else ""
    to = at + {"up": -1, "down": 1}.get(act, 0)
    if 0 <= to < len(here):
        here[at], here[to] = here[to], here[at]
    return here, str(blocks[at]["id"])


def in_language(content: Content, language: str, own: str, words: dict[str, Any]) -> dict[str, Any]:
    """The draft with these words in that language."""
    if language == own:
        return {**content, **words}
    variants = {**(content.get("variants") or {}), language: words}
    return {**content, "variants": variants}


def without_language(content: Content, language: str) -> dict[str, Any]:
    """The draft without that variant."""
    variants = {k: v for k, v in (content.get("variants") or {}).items() if k != language}
    return {**content, "variants": variants}
