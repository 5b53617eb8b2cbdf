"""A foreign form (JSON Schema, with or without a uiSchema) → a form document of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from core.errors import Invalid
from core.folding import fold
from core.problems import Problem
from form_factory.domain.check_names import FIELD_KEY
from form_factory.domain.foreign_conditions import Branch, branches_of
from form_factory.domain.foreign_parts import (
    choices_of,
    closed,
    identity,
    is_upload,
    kind_of,
    rows_of,
    scalar,
)
from form_factory.domain.vocabulary import RESERVED

_DEEPEST: Final = 6
_HOPS: Final = 20
#: Their widget → ours, by what it may hold.
_WIDGETS: Final[Mapping[tuple[str, str], str]] = {
    ("textarea", "string"): "textarea", ("email", "string"): "email", ("uri", "string"): "url",
    ("radio", "choice"): "radio", ("select", "choice"): "select",
    ("radio", "boolean"): "yesno", ("select", "boolean"): "yesno",
    ("checkbox", "boolean"): "checkbox", ("checkboxes", "choices"): "checkboxes",
}  # fmt: skip


@dataclass(slots=True)
class Imported:
    """The document, and what became of the foreign form on the way."""

    document: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    fields: int = 0
    conditions: int = 0


@dataclass(slots=True)
class _Place:
    """Where one is: in their words, in ours, and how deep."""

    at: str
    path: tuple[str, ...]
    in_row: bool = False


def imported(schema: Mapping[str, Any], ui: Mapping[str, Any], key: str) -> Imported:
    """Read a foreign form; `Invalid` when it holds no question at all."""
    return _Reader(schema, key).form(ui)


class _Reader:
    def __init__(self, root: Mapping[str, Any], key: str) -> None:
        self.root, self.key = root, key
        self.made = Imported({})

    def form(self, ui: Mapping[str, Any]) -> Imported:
        node = self._resolved(self.root)
        if kind_of(node) != "object":
            raise Invalid([Problem("", "import-not-an-object")])
        properties, items, required = self._object(node, ui, _Place("", ()))
        if not items:
            raise Invalid([Problem("", "import-no-question")])
        title = str(node.get("title") or self.key)[:200]
        self.made.document = {
            "kind": "form", "format": 1, "key": self.key, "title": title, "language": "fr",
            "translations": {},
            "schema": {
                "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
                "additionalProperties": False, "required": required, "properties": properties,
            },
            "ui": {"pages": _pages(items, properties, title, str(node.get("description") or ""))},
            "computed": [], "prefill": [], "files": {}, "tests": [],
        }  # fmt: skip
        return self.made

    def _object(
        self, node: Mapping[str, Any], ui: Mapping[str, Any], place: _Place
    ) -> tuple[dict[str, Any], list[dict[str, Any]], list[str]]:
        """Properties, items of `ui` and required keys of one object, conditional parts included."""
        asked, demanded = self._merged(node)
        keys = self._keys(asked, place)
        properties: dict[str, Any] = {}
        items: dict[str, dict[str, Any]] = {}
        for name in _ordered(asked, ui.get("ui:order")):
            self._question(name, keys[name], asked[name], ui, place, properties, items)
        self._conditional(node, ui, place, keys, properties, items)
        required = [keys[n] for n in demanded if keys.get(n) in properties]
        return properties, list(items.values()), required

    def _merged(self, node: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Its own properties and those of plain branches of `allOf`."""
        asked: dict[str, Any] = {}
        demanded: list[str] = []
        branches = node.get("allOf")
        for part in (node, *(branches if isinstance(branches, list) else ())):
            plain = self._resolved(part)
            held, names = plain.get("properties"), plain.get("required")
            asked.update(held if isinstance(held, Mapping) else {})
            demanded += [n for n in names if isinstance(n, str)] if isinstance(names, list) else []
        return asked, list(dict.fromkeys(demanded))

    def _keys(self, asked: Mapping[str, Any], place: _Place) -> dict[str, str]:
        """Their names → our keys, each once."""
        keys: dict[str, str] = {}
        for name in asked:
            self._key(name, keys, place)
        return keys

    def _key(self, name: str, keys: dict[str, str], place: _Place) -> str:
        stem = (
            re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name) if not FIELD_KEY.fullmatch(name) else name
        )
        plain = name if FIELD_KEY.fullmatch(name) else fold(stem).replace(" ", "_")[:36]
        plain = plain if plain[:1].isalpha() else f"q_{plain}"[:36]
        taken = set(keys.values()) | (RESERVED if not place.path else set())
        key, number = plain, 2
        while key in taken:
            key, number = f"{plain}_{number}", number + 1
        keys[name] = key
        if key != name:
            self._tell(_under(place.at, name), "import-renamed", name=name[:80], key=key)
        return key

    def _question(
        self,
        name: str,
        key: str,
        raw: Any,
        ui: Mapping[str, Any],
        place: _Place,
        properties: dict[str, Any],
        items: dict[str, dict[str, Any]],
    ) -> None:
        held = ui.get(name)
        own = held if isinstance(held, Mapping) else {}
        here = _Place(_under(place.at, name), (*place.path, key), place.in_row)
        node = self._resolved(raw)
        item: dict[str, Any] = {"field": key if place.path else f"/{key}"}
        part = self._part(node, own, here, item)
        if part is None:
            return
        title = str(own.get("ui:title") or node.get("title") or name)[:200]
        hint = str(own.get("ui:help") or own.get("ui:description") or node.get("description") or "")
        properties[key] = {**part, "title": title, "x-id": identity(self.key, here.path)}
        if hint:
            item["hint"] = hint[:2000]
        items[key] = item
        self.made.fields += part.get("type") != "object"

    def _part(
        self, node: Mapping[str, Any], ui: Mapping[str, Any], here: _Place, item: dict[str, Any]
    ) -> dict[str, Any] | None:
        kind = kind_of(node)
        if kind is None or len(here.path) > _DEEPEST:
            self._tell(here.at, "import-type", name=here.path[-1])
            return None
        if is_upload(node):
            inner = {"type": "string", "format": "preau-file"}
            return {"type": "array", "maxItems": 1, "items": inner}
        if kind == "object":
            return self._group(node, ui, here, item)
        if kind == "array":
            return self._list(node, ui, here, item)
        part, left = scalar(kind, node)
        for code, word in left:
            self._tell(here.at, code, word=word)
        self._widget(ui, "choice" if "oneOf" in part or "enum" in part else kind, here, item)
        return part

    def _group(
        self, node: Mapping[str, Any], ui: Mapping[str, Any], here: _Place, item: dict[str, Any]
    ) -> dict[str, Any] | None:
        properties, items, required = self._object(node, ui, here)
        if here.in_row or not properties:
            self._tell(here.at, "import-type", name=here.path[-1])
            return None
        item["items"] = items
        return {"type": "object", "additionalProperties": False, "required": required,
                "properties": properties}  # fmt: skip

    def _list(
        self, node: Mapping[str, Any], ui: Mapping[str, Any], here: _Place, item: dict[str, Any]
    ) -> dict[str, Any] | None:
        inner = self._resolved(node.get("items"))
        kind = kind_of(inner)
        if kind in {None, "array"} or (kind == "object" and here.in_row):
            self._tell(here.at, "import-list", name=here.path[-1])
            return None
        choices = choices_of(inner)
        bounds, ours = rows_of(node, len(choices))
        if ours:
            self._tell(here.at, "import-max-items", most=bounds["maxItems"])
        if kind == "object":
            held = ui.get("items")
            below = _Place(here.at, here.path, in_row=True)
            properties, items, required = self._object(
                inner, held if isinstance(held, Mapping) else {}, below
            )
            bounds.pop("uniqueItems", None)
            item["items"] = items
            row = {"type": "object", "additionalProperties": False, "required": required,
                   "properties": properties}  # fmt: skip
            return {"type": "array", **bounds, "items": row} if properties else None
        if is_upload(inner):
            return {"type": "array", **bounds, "items": {"type": "string", "format": "preau-file"}}
        if choices and kind is not None:
            self._widget(ui, "choices", here, item)
            return {"type": "array", **bounds, "uniqueItems": True, "items": closed(kind, choices)}
        part, _left = scalar(str(kind), inner)
        return {"type": "array", **bounds, "items": part}

    def _widget(self, ui: Mapping[str, Any], kind: str, here: _Place, item: dict[str, Any]) -> None:
        options = ui.get("ui:options")
        named = ui.get("ui:widget") or (
            options.get("widget") if isinstance(options, Mapping) else None
        )
        if not isinstance(named, str):
            return
        ours = "hidden" if named == "hidden" else _WIDGETS.get((named, kind))
        if ours is not None:
            item["widget"] = ours
        elif (named, kind) not in {("updown", "integer"), ("updown", "number")}:
            self._tell(here.at, "import-widget", word=named[:40])

    def _conditional(
        self,
        node: Mapping[str, Any],
        ui: Mapping[str, Any],
        place: _Place,
        keys: dict[str, str],
        properties: dict[str, Any],
        items: dict[str, dict[str, Any]],
    ) -> None:
        """Questions and requirements that depend on an answer given beside them."""

        def name_of(name: str) -> str | None:
            known = keys.get(name) in properties and not place.in_row
            return ".".join((*place.path, keys[name])) if known else None

        plain = set(properties)
        for branch in list(branches_of(node, name_of)):
            if branch is None:
                self._tell(place.at, "import-condition")
                continue
            self._branch(branch, ui, place, keys, properties, items, plain)

    def _branch(
        self,
        branch: Branch,
        ui: Mapping[str, Any],
        place: _Place,
        keys: dict[str, str],
        properties: dict[str, Any],
        items: dict[str, dict[str, Any]],
        plain: set[str],
    ) -> None:
        for name, raw in branch.properties.items():
            key = keys.get(name) or self._key(name, keys, place)
            if key in plain:
                self._tell(_under(place.at, name), "import-condition")
                continue
            if key not in items:
                self._question(name, key, raw, ui, place, properties, items)
            if key in items:
                before = items[key].get("when")
                items[key]["when"] = {"or": [before, branch.when]} if before else branch.when
                items[key]["required"] = name in branch.required
                self.made.conditions += 1
        for name in branch.required:
            key = keys.get(name, "")
            if key in plain and key in items:
                before = items[key].get("required")
                items[key]["required"] = {"or": [before, branch.when]} if before else branch.when
                self.made.conditions += 1

    def _resolved(self, part: Any) -> Mapping[str, Any]:
        """`part` with its local references followed; what stands beside a reference wins."""
        plain: Mapping[str, Any] = part if isinstance(part, Mapping) else {}
        for _hop in range(_HOPS):
            reference = plain.get("$ref")
            if not isinstance(reference, str):
                return plain
            beside = {k: v for k, v in plain.items() if k != "$ref"}
            plain = {**self._target(reference), **beside}
        return {}

    def _target(self, reference: str) -> Mapping[str, Any]:
        found: Any = self.root
        if not reference.startswith("#"):
            self._tell("", "import-reference", word=reference[:80])
            return {}
        for step in reference[1:].strip("/").split("/") if reference != "#" else ():
            name = step.replace("~1", "/").replace("~0", "~")
            found = found.get(name) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}

    def _tell(self, at: str, code: str, **params: Any) -> None:
        self.made.problems.append(Problem(at, code, params))


def _pages(
    items: Sequence[dict[str, Any]], properties: Mapping[str, Any], title: str, intro: str
) -> list[dict[str, Any]]:
    """Plain questions together; each group of questions on a page of its own."""
    pages: list[dict[str, Any]] = []
    gathering = False
    for item in items:
        part = properties[item["field"].lstrip("/")]
        group = part.get("type") == "object"
        if group or not gathering:
            name = str(part["title"]) if group else title
            pages.append({"id": f"p{len(pages) + 1}", "title": name, "items": []})
        gathering = not group
        pages[-1]["items"].append(item)
    if intro:
        pages[0]["intro"] = intro[:5000]
    return pages


def _ordered(asked: Mapping[str, Any], order: Any) -> list[str]:
    """As `ui:order` says; "*" stands for all that it does not name."""
    names = [n for n in order if isinstance(n, str)] if isinstance(order, list) else []
    rest = [name for name in asked if name not in names]
    found: list[str] = []
    for name in names or ["*"]:
        found += rest if name == "*" else [name] if name in asked else []
    return [*found, *(name for name in asked if name not in found)]


def _under(at: str, name: str) -> str:
    return f"{at}/properties/{name.replace('~', '~0').replace('/', '~1')}"
