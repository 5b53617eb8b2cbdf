"""Where the questions of a form stand, and what changed of its pages, headings and texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from form_factory.domain.form import Explanation, Field, Form, Item, Notice, Section, Shape
from schemas.domain.changes import Change


@dataclass(frozen=True, slots=True)
class Place:
    """A question, its page, and the list it stands in (a page, a heading, a table)."""

    field: Field
    page: str
    page_title: str
    beside: str
    #: Pointer of its page in `ui`: where one would look for it.
    at: str
    #: Names of what holds it: « Lots › Montant ».
    label: str


def places_of(document: Mapping[str, Any], form: Form) -> dict[str, Place]:
    """x-id → place, in reading order; cells of rows stand in their table."""
    del document
    found: dict[str, Place] = {}
    for number, page in enumerate(form.pages):
        at = f"/ui/pages/{number}"
        for field, beside, over in _questions(page.items, page.id, ""):
            label = f"{over} › {field.label}" if over else field.label
            name = field.x_id or field.pointer
            found.setdefault(name, Place(field, page.id, page.title, beside, at, label))
    return found


def _questions(items: tuple[Item, ...], beside: str, over: str) -> Iterator[tuple[Field, str, str]]:
    for item in items:
        if isinstance(item, Section):
            yield from _questions(item.items, f"{beside}/{item.key}", over)
        elif isinstance(item, Field):
            if item.shape is not Shape.GROUP:
                yield item, beside, over
            if item.shape is not Shape.LEAF:
                name = item.x_id or item.pointer
                yield from _questions(item.items, f"{beside}/{name}", item.label)


def place_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Title, pages, headings, sentences among the questions."""
    found: list[Change] = []
    if old.get("title") != new.get("title"):
        found.append(
            Change("form-title", before=old.get("title"), after=new.get("title"), path="/title")
        )
    was, now = Form.of(old), Form.of(new)
    found += _pages(was, now)
    found += _parts(was, now)
    return found


def _pages(old: Form, new: Form) -> Iterator[Change]:
    former = {page.id: page for page in old.pages}
    for number, page in enumerate(new.pages):
        at = f"/ui/pages/{number}"
        before = former.get(page.id)
        if before is None:
            yield Change("form-page-added", page.title, path=at)
            continue
        if before.title != page.title:
            yield Change("form-page-renamed", page.title, before.title, page.title, path=at)
        if before.when != page.when:
            yield _shown("form-page-condition", page.title, before.when, page.when, at)
        if (before.intro, before.help) != (page.intro, page.help):
            yield Change("form-page-text", page.title, path=at)
    kept = {page.id for page in new.pages}
    for number, page in enumerate(old.pages):
        if page.id not in kept:
            yield Change("form-page-removed", page.title, path=f"/ui/pages/{number}")
    order = [page.id for page in old.pages if page.id in kept]
    if order != [page.id for page in new.pages if page.id in former]:
        yield Change("form-pages-order", path="/ui/pages")


def _parts(old: Form, new: Form) -> Iterator[Change]:
    was, now = dict(_texts(old)), dict(_texts(new))
    for name, (part, at) in now.items():
        before = was.get(name)
        if before is None:
            yield Change("form-text-added", _said(part), path=at)
        elif _said(before[0]) != _said(part):
            yield Change("form-text-changed", _said(part), _said(before[0]), _said(part), path=at)
        if before is not None and before[0].when != part.when:
            if isinstance(part, Section):
                yield _shown("form-section-condition", part.title, before[0].when, part.when, at)
            else:
                yield Change("form-text-condition", _said(part), before[0].when, part.when, path=at)
    for name, (part, at) in was.items():
        if name not in now:
            yield Change("form-text-removed", _said(part), path=at)


def _shown(code: str, label: str, before: Any, after: Any, at: str) -> Change:
    """Questions are shown otherwise: what was answered may be hidden, what was hidden asked."""
    return Change(code, label, before, after, compatible=False, attention=True, path=at)


def _texts(form: Form) -> Iterator[tuple[str, tuple[Notice | Explanation | Section, str]]]:
    for number, page in enumerate(form.pages):
        for item in _opened(page.items):
            name = f"{type(item).__name__}/{item.key}"
            yield name, (item, f"/ui/pages/{number}")


def _opened(items: tuple[Item, ...]) -> Iterator[Notice | Explanation | Section]:
    for item in items:
        if isinstance(item, Section):
            yield item
            yield from _opened(item.items)
        elif isinstance(item, Notice | Explanation):
            yield item


def _said(part: Notice | Explanation | Section) -> str:
    return part.title if isinstance(part, Section) else part.text
