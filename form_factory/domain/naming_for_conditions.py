"""What a condition or a computation of a form may name, at its place, in the order of the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from form_factory.domain.form import Form
from form_factory.domain.pointers import dotted, parts_of
from form_factory.domain.schema_parts import property_of, shape_of
from form_factory.domain.vocabulary import SURROUNDINGS
from form_factory.domain.walk import Placed, items_of
from schemas.domain.conditions import Kind, Types
from schemas.domain.conditions.names import Name, Names, names_of_types

#: Words of the headings and of what surrounds a form: told by the edge, in its language.
Words = Mapping[str, str]
_PLAIN: Final[Words] = {}


def names_for_form(
    document: Mapping[str, Any],
    place: str,
    source: str = "",
    words: Words = _PLAIN,
    types: Types | None = None,
) -> Names:
    """The names for what stands at `place`, the pointer of a page, an item or a computed value.

    A page sees the questions of the pages before it; a question sees all of them but itself; what
    stands in a row sees the row (`./x`) too. Computed values, the establishment and the person are
    seen from everywhere. `types` are those of the document when somebody has read it already.
    """
    types = types or Form.of(document).types
    every = list(items_of(document))
    items = [placed for placed in every if placed.path]
    here = next((each for each in every if each.at == place), None)
    row, own = _row_and_own(document, place, here)
    asked = _asked(document, types, items, _first_hidden(place), words)
    listed = [
        *(_cells(types, row, own, words) if row else ()),
        *(name for name in asked if not _is(name, own, row)),
        *_computed(document, types, asked, own, words),
        *_around(types, words),
    ]
    return Names(tuple(listed), source, _sample(document))


def _row_and_own(
    document: Mapping[str, Any], place: str, here: Placed | None
) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """The list whose row holds `place`, and the question that stands there."""
    if here is not None:
        return here.row_of, here.path
    parts = place.split("/")
    number = _number(parts[2]) if parts[:2] == ["", "computed"] and len(parts) > 2 else None
    listed = document.get("computed", [])
    if number is None or number >= len(listed):
        return None, ()
    path = parts_of(listed[number]["field"])
    holder = property_of(document["schema"], path[:-1]) if path[:-1] else None
    in_row = holder is not None and shape_of(document["schema"], holder) == "rows"
    return (path[:-1] if in_row else None), path


def _first_hidden(place: str) -> int | None:
    """For a page, its number: what it asks itself and what comes after are not seen from it."""
    parts = place.split("/")
    page = parts[:3] == ["", "ui", "pages"] and len(parts) == 4
    return _number(parts[3]) if page else None


def _number(step: str) -> int | None:
    """A place in a list; the pointer may have been written by anybody."""
    return int(step) if step.isdecimal() and len(step) < 6 else None


def _asked(
    document: Mapping[str, Any],
    types: Types,
    items: list[Placed],
    first_hidden: int | None,
    words: Words,
) -> list[Name]:
    found: dict[str, Name] = {}
    pages = document.get("ui", {}).get("pages", [])
    for placed in items:
        path = dotted(placed.path)
        kind = types.get(path)
        if placed.row_of or kind is None or path in found:
            continue
        if first_hidden is not None and placed.page >= first_hidden:
            continue
        title = str(pages[placed.page].get("title") or placed.page + 1)
        heading = words.get("page", "%s") % title
        label = str(placed.item.get("label") or _label(types, placed.path))
        found[path] = Name(path, label, kind, heading)
        if kind.kind is Kind.OBJECT and not placed.item.get("items"):
            for part in names_of_types(kind.fields, f"{path}.", heading):
                found.setdefault(
                    part.path, Name(part.path, f"{label} · {part.label}", part.type, heading)
                )
    return list(found.values())


def _label(types: Types, path: tuple[str, ...]) -> str:
    """« Adresse · Commune » for a part of a group."""
    titles = []
    for depth in range(1, len(path) + 1):
        kind = types.get(dotted(path[:depth]))
        titles.append((kind.title if kind else "") or path[depth - 1])
    return " · ".join(titles)


def _is(name: Name, own: tuple[str, ...], row: tuple[str, ...] | None) -> bool:
    """A question does not depend on itself, nor its row on the list that holds it."""
    inside = name.path == dotted(own) or name.path.startswith(f"{dotted(own)}.")
    return (bool(own) and inside) or (row is not None and name.path == dotted(row))


def _cells(
    types: Types, row: tuple[str, ...], own: tuple[str, ...], words: Words
) -> Iterator[Name]:
    listed = types.get(dotted(row))
    if listed is None:
        return
    heading = words.get("row", "%s") % (listed.title or row[-1])
    for name in names_of_types(listed.fields, "./", heading):
        if name.path != f"./{own[-1]}":
            yield name


def _computed(
    document: Mapping[str, Any],
    types: Types,
    asked: list[Name],
    own: tuple[str, ...],
    words: Words,
) -> Iterator[Name]:
    known = {name.path for name in asked} | {dotted(own)}
    for each in document.get("computed", []):
        path = dotted(parts_of(str(each.get("field", ""))))
        kind = types.get(path)
        if kind is not None and path not in known:
            known.add(path)
            yield Name(path, kind.title or path, kind, words.get("computed", ""))


def _around(types: Types, words: Words) -> Iterator[Name]:
    for head in SURROUNDINGS:
        kind = types.get(head)
        for key, part in (kind.fields if kind else {}).items():
            path = f"{head}.{key}"
            title = words.get(path, part.title or key)
            yield Name(path, title, replace(part, title=title), words.get(head, head))


def _sample(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answers of the first example of the form."""
    tests = document.get("tests")
    for test in tests if isinstance(tests, list) else ():
        answers = test.get("answers") if isinstance(test, Mapping) else None
        if isinstance(answers, Mapping):
            given = test.get("given")
            return {**(given if isinstance(given, Mapping) else {}), **answers}
    return {}
