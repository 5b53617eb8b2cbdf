"""A form in another language: its texts replaced where a translation stands, kept elsewhere.

Keys are ids (`<x-id>.title`, `<x-id>.choice.urgence`, `page.p1.title`, `notice.danger.text`), so
that a question that moves keeps its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from form_factory.domain.schema_parts import property_of
from form_factory.domain.walk import items_of
from schemas.domain.translating import Text, named, said_in, schema_texts

_OF_A_PAGE = ("title", "intro")
#: What an item says of its question besides the schema, and of itself when it asks nothing.
_OF_A_QUESTION = ("label", "hint", "text", "row_label", "add_label")
_OF_AN_ITEM = ("title", "text")


def translated(document: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """`document` in `language`; itself when it is written in it or nothing is translated."""
    return said_in(document, texts_of(document), language)


def texts_of(document: Mapping[str, Any]) -> list[Text]:
    """Every text people read, in reading order; questions on no page come last."""
    asked: dict[str, list[Text]] = {}
    for text in schema_texts(document.get("schema")):
        asked.setdefault(text.key.partition(".")[0], []).append(text)
    found = list(named(document, "", "", ("title",), ()))
    found += _pages(document, asked)
    return found + [text for left in asked.values() for text in left]


def _pages(document: Mapping[str, Any], asked: dict[str, list[Text]]) -> Iterator[Text]:
    pages = document.get("ui", {}).get("pages", [])
    begun: set[int] = set()
    for placed in items_of(document):
        yield from _begun(pages, begun, placed.page)
        item, on = placed.item, (str(pages[placed.page].get("title") or ""),)
        for kind in ("notice", "explanation", "section"):
            if kind in item:
                yield from named(item, placed.at, f"{kind}.{item[kind]}", _OF_AN_ITEM, on)
        part = property_of(document.get("schema", {}), placed.path) if placed.path else None
        if part is not None and isinstance(part.get("x-id"), str):
            for text in asked.pop(part["x-id"], ()):
                yield replace(text, where=(*on, *text.where))
            where = (*on, str(part.get("title") or placed.path[-1]))
            yield from named(item, placed.at, part["x-id"], _OF_A_QUESTION, where)
    yield from _begun(pages, begun, len(pages) - 1)


def _begun(pages: list[Any], begun: set[int], until: int) -> Iterator[Text]:
    """The texts of the pages up to this one, once."""
    for number in range(until + 1):
        if number not in begun:
            begun.add(number)
            page = pages[number]
            yield from named(page, f"/ui/pages/{number}", f"page.{page['id']}", _OF_A_PAGE, ())
