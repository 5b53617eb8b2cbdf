"""The words of a service that may be said in another language.

Most parts of a sheet have no key of their own: they are known by their text (schemas.domain.
translating), so that moving one keeps its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from schemas.domain.translating import Rule, Text, print_of, texts_by

RULES: Final = (
    Rule(("sheet", "documents", "*"), "sheet.documents.{}", ("label", "text")),
    Rule(("sheet", "contacts", "*"), "sheet.contacts.{}", ("label", "hours", "text")),
    Rule(("sheet", "links", "*"), "sheet.links.{}", ("label",)),
    Rule(("eligibility",), "eligibility", ("explain",)),
    Rule(("buttons", "*"), "button.{}", ("label",)),
)
BLOCKS: Final = ("summary", "how")


def texts_of(document: Mapping[str, Any]) -> list[Text]:
    """The title, the sheet from top to bottom, the buttons."""
    found = texts_by(document, RULES)
    first = sum(text.key == "title" for text in found)
    return [*found[:first], *_sheet(document.get("sheet")), *found[first:]]


def _sheet(sheet: Any) -> Iterator[Text]:
    for name in BLOCKS:
        blocks = sheet.get(name) if isinstance(sheet, Mapping) else None
        for number, block in enumerate(blocks if isinstance(blocks, list) else ()):
            yield from _block(name, f"/sheet/{name}/{number}", block)


def _block(name: str, at: str, block: Any) -> Iterator[Text]:
    for sort, told in block.items() if isinstance(block, Mapping) else ():
        lists = sort in {"ul", "ol"} and isinstance(told, list)
        for number, line in enumerate(told if lists else [told]):
            place = f"{at}/{sort}/{number}" if lists else f"{at}/{sort}"
            for inner, words in _pieces(line):
                if words.strip():
                    yield Text(f"sheet.{name}.{print_of(words)}", (), name, words, place + inner)


def _pieces(line: Any) -> Iterator[tuple[str, str]]:
    """(where in the line, words): the line itself, or each of its spans."""
    if isinstance(line, str):
        yield "", line
    for number, span in enumerate(line if isinstance(line, list) else ()):
        if isinstance(span, str):
            yield f"/{number}", span
        elif isinstance(span, Mapping) and isinstance(span.get("strong"), str):
            yield f"/{number}/strong", span["strong"]
        elif isinstance(span, Mapping) and isinstance(span.get("link"), Mapping):
            yield f"/{number}/link/text", str(span["link"].get("text", ""))
