"""A form document read as values: pages, items and questions, each with its way to the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from form_factory.domain.pointers import parts_of, pointer_of
from form_factory.domain.schema_parts import property_of, resolved, shape_of
from form_factory.domain.vocabulary import types_in
from schemas.domain.conditions import Types

_KNOWN_KEYS = frozenset({"field", "widget", "when", "required", "items", "label", "hint"})


class Shape(StrEnum):
    """How a question holds its answer."""

    LEAF = "leaf"
    ROWS = "rows"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer and its words."""

    value: Any
    label: str
    #: The answer above under which alone it stands (`x-parent`).
    parent: Any = None


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    `path` leads to the answer from the document, or from its row when `row_of` names the repeated
    question that holds it; `pointer` is the address without row numbers (`/lots/libelle`).
    """

    key: str
    path: tuple[str, ...]
    pointer: str
    schema: Mapping[str, Any]
    shape: Shape
    x_id: str | None
    widget: str | None
    label: str
    hint: str | None
    when: Any
    #: What `ui` says: None (the schema decides), a boolean, or a condition.
    required: Any
    #: Named in the `required` of the object that holds it.
    demanded: bool
    row_of: tuple[str, ...] | None = None
    items: tuple[Field, ...] = ()
    choices: tuple[Choice, ...] = ()
    #: Words of the answer of one's own beside the choices (« Autre »); None when there is none.
    other: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence shown among the questions, in a tone."""

    key: str
    text: str
    tone: str
    when: Any = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A paragraph of the page; more than a hint, less than an alert."""

    key: str
    text: str
    when: Any = None


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading, shown or hidden together."""

    key: str
    title: str
    items: tuple[Item, ...]
    when: Any = None


Item = Field | Notice | Explanation | Section


@dataclass(frozen=True, slots=True)
class Page:
    """One step of the form."""

    id: str
    title: str
    help: str | None
    intro: str | None
    items: tuple[Item, ...]
    when: Any = None

    def fields(self) -> Iterator[Field]:
        """The questions of the page, sections and groups opened, rows closed."""
        yield from _fields_of(self.items)

    def questions(self, whole: Callable[[Field], bool]) -> Iterator[Field]:
        """The same, but for groups that are `whole`: those stand for their parts."""
        yield from _fields_of(self.items, whole)


@dataclass(frozen=True, slots=True)
class Computed:
    """An answer nobody types."""

    path: tuple[str, ...]
    pointer: str
    expression: Any
    schema: Mapping[str, Any]


@dataclass(frozen=True)  # without slots: its types are worked out once, by who first asks
class Form:
    """A form document, read once."""

    key: str
    title: str
    schema: Mapping[str, Any]
    pages: tuple[Page, ...]
    computed: tuple[Computed, ...]
    document: Mapping[str, Any]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Form:
        """Read `document`; what it names and cannot be found is left out (domain.check tells)."""
        schema = document.get("schema", {})
        pages = tuple(_page(schema, page) for page in document.get("ui", {}).get("pages", []))
        computed = tuple(
            Computed(parts, each["field"], each.get("expr"), part)
            for each in document.get("computed", [])
            if (part := property_of(schema, parts := parts_of(each["field"]))) is not None
        )
        title = str(document.get("title", ""))
        return cls(str(document.get("key", "")), title, schema, pages, computed, document)

    @cached_property
    def types(self) -> Types:
        """The names its conditions may use."""
        return types_in(self.schema)

    def fields(self) -> Iterator[Field]:
        """Every question that stands in the document itself (not those of rows)."""
        for page in self.pages:
            yield from page.fields()

    def groups(self) -> Iterator[Field]:
        """Objects asked part by part."""
        for page in self.pages:
            yield from _groups_of(page.items)

    def page(self, page_id: str) -> Page | None:
        """The page called `page_id`."""
        return next((page for page in self.pages if page.id == page_id), None)


def _fields_of(
    items: tuple[Item, ...], whole: Callable[[Field], bool] | None = None
) -> Iterator[Field]:
    for item in items:
        if isinstance(item, Section):
            yield from _fields_of(item.items, whole)
        elif isinstance(item, Field):
            if item.shape is Shape.GROUP and not (whole and whole(item)):
                yield from _fields_of(item.items, whole)
            else:
                yield item


def _groups_of(items: tuple[Item, ...]) -> Iterator[Field]:
    for item in items:
        if isinstance(item, Field) and item.shape is Shape.GROUP:
            yield item
        if isinstance(item, Section) or (isinstance(item, Field) and item.shape is Shape.GROUP):
            yield from _groups_of(item.items)


def _page(schema: Mapping[str, Any], page: Mapping[str, Any]) -> Page:
    return Page(
        id=str(page.get("id", "")),
        title=str(page.get("title", "")),
        help=page.get("help"),
        intro=page.get("intro"),
        items=_items(schema, page.get("items", [])),
        when=page.get("when"),
    )


def _items(schema: Mapping[str, Any], items: Any) -> tuple[Item, ...]:
    return tuple(made for item in items if (made := _item(schema, item)) is not None)


def _item(schema: Mapping[str, Any], item: Mapping[str, Any]) -> Item | None:
    when = item.get("when")
    if "notice" in item:
        return Notice(item["notice"], item.get("text", ""), item.get("tone", "sun"), when)
    if "explanation" in item:
        return Explanation(item["explanation"], item.get("text", ""), when)
    if "section" in item:
        inner = _items(schema, item.get("items", []))
        return Section(item["section"], item.get("title", ""), inner, when)
    if "field" not in item:
        return None
    return _question(schema, parts_of(item["field"]), item)


def _question(
    root: Mapping[str, Any], path: tuple[str, ...], item: Mapping[str, Any]
) -> Field | None:
    part = property_of(root, path)
    if part is None:
        return None
    holder = property_of(root, path[:-1]) or {}
    shape = Shape(shape_of(root, part))
    inner: tuple[Field, ...] = ()
    if shape is Shape.ROWS:
        inner = _row_items(root, path, part, item)
    elif shape is Shape.GROUP:
        inner = _group_items(root, path, part, item)
    field = _field(root, path, part, item)
    demanded = path[-1] in holder.get("required", ())
    return replace(field, shape=shape, items=inner, demanded=demanded)


def _field(
    root: Mapping[str, Any], path: tuple[str, ...], part: Mapping[str, Any], item: Mapping[str, Any]
) -> Field:
    """A question that stands alone; who holds it and what it holds is added by the caller."""
    key = path[-1]
    return Field(
        key=key,
        path=path,
        pointer=pointer_of(path),
        schema=part,
        shape=Shape.LEAF,
        x_id=part.get("x-id"),
        widget=item.get("widget"),
        label=str(item.get("label") or part.get("title") or key),
        hint=item.get("hint") or part.get("description"),
        when=item.get("when"),
        required=item.get("required"),
        demanded=False,
        choices=choices_of(root, part),
        other=other_of(root, part),
        options={name: value for name, value in item.items() if name not in _KNOWN_KEYS},
    )


def _names(part: Mapping[str, Any]) -> list[str]:
    """Properties in a steady order when `ui` gives none: the demanded first, then by name."""
    demanded = [name for name in part.get("required", []) if name in part.get("properties", {})]
    return demanded + sorted(set(part.get("properties", {})) - set(demanded))


def _row_items(
    root: Mapping[str, Any], path: tuple[str, ...], part: Mapping[str, Any], item: Mapping[str, Any]
) -> tuple[Field, ...]:
    row = resolved(root, part.get("items", {}))
    made = []
    for inner in item.get("items") or [{"field": name} for name in _names(row)]:
        name = str(inner.get("field", "")).lstrip("/")
        if name not in row.get("properties", {}):
            continue
        cell = resolved(root, row["properties"][name])
        field = replace(
            _field(root, (*path, name), cell, inner),
            path=(name,),
            row_of=path,
            demanded=name in row.get("required", ()),
        )
        made.append(field)
    return tuple(made)


def _group_items(
    root: Mapping[str, Any], path: tuple[str, ...], part: Mapping[str, Any], item: Mapping[str, Any]
) -> tuple[Field, ...]:
    inner = item.get("items") or [{"field": name} for name in _names(part)]
    made = (
        _question(root, (*path, str(each.get("field", "")).rsplit("/", 1)[-1]), each)
        for each in inner
    )
    return tuple(each for each in made if each is not None)


def choices_of(root: Mapping[str, Any], part: Mapping[str, Any]) -> tuple[Choice, ...]:
    """The closed list of a question, or of the items of its list; empty when it is open.

    An `anyOf` that ends with a text is closed but for an answer of one's own (`other_of`).
    """
    for source in (part, resolved(root, part.get("items") or {})):
        if (options := _options(source)) is not None:
            return tuple(
                Choice(one["const"], str(one.get("title", one["const"])), one.get("x-parent"))
                for one in options
                if "const" in one
            )
        if "enum" in source:
            names = source.get("x-labels", {})
            return tuple(Choice(one, str(names.get(str(one), one))) for one in source["enum"])
    return ()


def other_of(root: Mapping[str, Any], part: Mapping[str, Any]) -> str | None:
    """Words of the text that `anyOf` lets through beside its choices; None when it lets none."""
    for source in (part, resolved(root, part.get("items") or {})):
        if (options := _options(source)) is not None:
            return next((str(one.get("title", "")) for one in options if "const" not in one), None)
    return None


def _options(source: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    for keyword in ("oneOf", "anyOf"):
        options = source.get(keyword)
        if not options or not all(isinstance(one, Mapping) for one in options):
            continue
        closed = ["const" in one for one in options]
        text = options[-1].get("type") == "string"
        if all(closed) or (keyword == "anyOf" and text and any(closed) and all(closed[:-1])):
            return list(options)
    return None
