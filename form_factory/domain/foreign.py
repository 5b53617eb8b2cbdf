"""A foreign form (JSON Schema, with or without a uiSchema) → a form document of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from core.errors import Invalid
from core.folding import fold
from core.problems import Problem
from form_factory.domain.check_names import FIELD_KEY
from form_factory.domain.foreign_conditions import Branch, branches_of
from form_factory.domain.foreign_layout import WIDGETS, ordered, pages_of, under
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


@dataclass(slots=True)
class _Level:
    """One object being read: their names, and what its questions have become."""

    place: _Place
    ui: Mapping[str, Any]
    keys: dict[str, str]
    properties: dict[str, Any] = field(default_factory=dict)
    items: dict[str, dict[str, Any]] = field(default_factory=dict)


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
            "ui": {"pages": pages_of(items, properties, title, str(node.get("description") or ""))},
            "computed": [], "prefill": [], "files": {}, "tests": [],
        }  # fmt: skip
        return self.made

    def _object(
        self, node: Mapping[str, Any], ui: Mapping[str, Any], place: _Place
    ) -> tuple[dict[str, Any], list[dict[str, Any]], list[str]]:
        """Properties, items of `ui` and required keys of one object, conditional parts included."""
        asked, demanded = self._merged(node)
        level = _Level(place, ui, self._keys(asked, place))
        for name in ordered(asked, ui.get("ui:order")):
            self._question(level, name, asked[name])
        self._conditional(level, node)
        required = [level.keys[n] for n in demanded if level.keys.get(n) in level.properties]
        return level.properties, list(level.items.values()), required

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
            self._tell(under(place.at, name), "import-renamed", name=name[:80], key=key)
        return key

    def _question(self, level: _Level, name: str, raw: Any) -> None:
        key, place, held = level.keys[name], level.place, level.ui.get(name)
        own = held if isinstance(held, Mapping) else {}
        here = _Place(under(place.at, name), (*place.path, key), place.in_row)
        node = self._resolved(raw)
        item: dict[str, Any] = {"field": key if place.path else f"/{key}"}
        part = self._part(node, own, here, item)
        if part is None:
            return
        title = str(own.get("ui:title") or node.get("title") or name)[:200]
        hint = str(own.get("ui:help") or own.get("ui:description") or node.get("description") or "")
        level.properties[key] = {**part, "title": title, "x-id": identity(self.key, here.path)}
        if hint:
            item["hint"] = hint[:2000]
        level.items[key] = item
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
        ours = "hidden" if named == "hidden" else WIDGETS.get((named, kind))
        if ours is not None:
            item["widget"] = ours
        elif (named, kind) not in {("updown", "integer"), ("updown", "number")}:
            self._tell(here.at, "import-widget", word=named[:40])

    def _conditional(self, level: _Level, node: Mapping[str, Any]) -> None:
        """Questions and requirements that depend on an answer given beside them."""

        def name_of(name: str) -> str | None:
            known = level.keys.get(name) in level.properties and not level.place.in_row
            return ".".join((*level.place.path, level.keys[name])) if known else None

        plain = set(level.properties)
        for branch in list(branches_of(node, name_of)):
            if branch is None:
                self._tell(level.place.at, "import-condition")
            else:
                self._branch(level, branch, plain)

    def _branch(self, level: _Level, branch: Branch, plain: set[str]) -> None:
        for name, raw in branch.properties.items():
            key = level.keys.get(name) or self._key(name, level.keys, level.place)
            if key in plain:
                self._tell(under(level.place.at, name), "import-condition")
                continue
            if key not in level.items:
                self._question(level, name, raw)
            if key in level.items:
                item = level.items[key]
                item["when"] = _either(item.get("when"), branch.when)
                item["required"] = name in branch.required
                self.made.conditions += 1
        for name in branch.required:
            key = level.keys.get(name, "")
            if key in plain and key in level.items:
                item = level.items[key]
                item["required"] = _either(item.get("required"), branch.when)
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


def _either(before: Any, now: Any) -> Any:
    """Both ways in, when there are two."""
    return {"or": [before, now]} if before else now
