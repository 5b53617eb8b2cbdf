"""Forms nobody thought of, and answers to them, good and bad."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

TEXTS = st.sampled_from(["", "a", "projet", "Une réponse plus longue", "é" * 30])
AMOUNTS = st.sampled_from(
    [
        "12",
        "12.5",
        "1 500,50",
        "0.00",
        "-3.10",
        "x",
        "1.234",
        "99999.99",
        "-3.11",
        "-0.00",
        "99.5",
        "99.51",
        "100",
        "9",
    ]
)
DAYS = st.sampled_from(
    ["2026-11-28", "2026-11-21", "2000-02-29", "2000-02-28", "1999-01-01", "2026-02-31", "hier"]
)
JUNK: st.SearchStrategy[Any] = st.sampled_from([
    None, "", [], {}, 0, -1, 2.5, True, "x", ["x"], {"a": 1}, [[1]], [{}],
])  # fmt: skip

#: A list that lives elsewhere: departments, towns under them.
PLACES = ["35", "22", "rennes", "bruz", "dinan", "ailleurs"]
TOWNS = {"rennes": "35", "bruz": "35", "dinan": "22"}


@dataclass(frozen=True)
class Place:
    """A row of the list."""

    parent: str | None


def lists(_list: str, key: str) -> Place | None:
    """The list as forms ask it."""
    return Place(TOWNS.get(key)) if key in PLACES[:-1] else None


#: Type name → (schema, good-ish answers, conditions on it).
LEAVES: dict[str, Any] = {
    "text": ({"type": "string", "maxLength": 20}, TEXTS, lambda v: {"!=": [v, "a"]}),
    "choice": (
        {"oneOf": [{"const": "a", "title": "A"}, {"const": "b", "title": "B"}]},
        st.sampled_from(["a", "b", "c"]),
        lambda v: {"==": [v, "a"]},
    ),
    "boolean": ({"type": "boolean"}, st.booleans(), lambda v: {"==": [v, True]}),
    "integer": (
        {"type": "integer", "minimum": 0, "maximum": 50},
        st.integers(-5, 60),
        lambda v: {">": [v, 10]},
    ),
    "decimal": (
        {"type": "string", "format": "decimal"}, AMOUNTS, lambda v: {">=": [v, "12.50"]},
    ),
    "amount": (
        {"type": "string", "format": "decimal", "x-min": "-3.10", "x-max": "99.50", "x-scale": 2},
        AMOUNTS, lambda v: {"<": [v, "50.00"]},
    ),
    "day": (
        {"type": "string", "format": "date", "x-min": "2000-02-29", "x-max": "today", "x-day": 1},
        DAYS, lambda v: {">": [v, "2010-01-01"]},
    ),
    "own": (
        {"type": "string", "anyOf": [
            {"const": "a", "title": "A"},
            {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[^_]"}]},
        st.sampled_from(["a", "_autre", "à moi", "beaucoup trop long"]),
        lambda v: {"==": [v, "a"]},
    ),
    "listed": (
        {"type": "string", "x-list": "lieux"}, st.sampled_from(PLACES),
        lambda v: {"in": [v, ["35", "rennes"]]},
    ),
    "level": (
        {"type": "string", "x-list": "lieux", "x-roots": True}, st.sampled_from(PLACES),
        lambda v: {"==": [v, "35"]},
    ),
    "date": ({"type": "string", "format": "date"}, DAYS, lambda v: {"<": [v, {"today": []}]}),
    "several": (
        {"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 3},
        st.lists(st.sampled_from(["a", "b", "c"]), max_size=4),
        lambda v: {"is_set": v},
    ),
}  # fmt: skip


@st.composite
def conditions(draw: st.DrawFn, names: list[tuple[str, str]]) -> Any:
    """A condition on some of `names` ((dotted name, type name))."""
    name, kind = draw(st.sampled_from(names))
    one = LEAVES[kind][2]({"var": name})
    shape = draw(st.sampled_from(["plain", "not", "and", "or", "set"]))
    if shape == "plain" or len(names) == 1:
        return one
    if shape == "set":
        return {"is_set": {"var": name}}
    if shape == "not":
        return {"not": one}
    return {shape: [one, draw(conditions(names))]}


@st.composite
def items(
    draw: st.DrawFn, keys: list[tuple[str, str]], known: list[tuple[str, str]], stem: str = "/"
) -> list[dict[str, Any]]:
    """Items that ask `keys`, with conditions on what was asked before."""
    made = []
    before = list(known)
    for key, kind in keys:
        item: dict[str, Any] = {"field": f"{stem}{key}"}
        if before and draw(st.integers(0, 2)) == 0:
            item["when"] = draw(conditions(before))
        asked = draw(st.integers(0, 5))
        if asked == 0:
            item["required"] = True
        elif asked == 1 and before:
            item["required"] = draw(conditions(before))
        made.append(item)
        before.append((key if stem == "/" else f"./{key}", kind))
    return made


def properties(keys: list[tuple[str, str]]) -> dict[str, Any]:
    return {key: dict(LEAVES[kind][0], title=key.upper()) for key, kind in keys}


@st.composite
def forms(draw: st.DrawFn, *, lists: bool = False) -> dict[str, Any]:
    """A form: up to three pages, a group, a repeated question, a sum.

    With `lists`, also questions that look beside themselves: two days in order, lists that live.
    """
    kinds = st.sampled_from(sorted(LEAVES if lists else LEAVES.keys() - {"listed", "level"}))
    keys = [(f"q{n}", draw(kinds)) for n in range(draw(st.integers(1, 8)))]
    cells = [(f"c{n}", draw(kinds)) for n in range(draw(st.integers(1, 3)))] + [("prix", "decimal")]
    parts = [("rue", draw(kinds)), ("ville", draw(kinds))]
    names = [key for key, _kind in keys]
    some = st.lists(st.sampled_from([*names, "lots", "adresse"]), unique=True, max_size=4)
    row = {
        "type": "object", "additionalProperties": False, "properties": properties(cells),
        "required": draw(st.lists(st.sampled_from([k for k, _ in cells]), unique=True, max_size=2)),
    }  # fmt: skip
    address = {
        "type": "object", "additionalProperties": False, "properties": properties(parts),
        "required": draw(st.lists(st.sampled_from(["rue", "ville"]), unique=True)),
    }  # fmt: skip
    stay = {
        "type": "object", "additionalProperties": False, "x-order": ["debut", "fin"],
        "properties": {key: {"type": "string", "format": "date"} for key in ("debut", "fin")},
        "required": draw(st.lists(st.sampled_from(["debut", "fin"]), unique=True)),
    }  # fmt: skip
    town = {"type": "string", "x-list": "lieux", "x-under": "departement"}
    department = {"type": "string", "x-list": "lieux", "x-roots": True, "x-first": 1}
    asked: dict[str, Any] = draw(st.sampled_from([{}, {"required": True}])) if lists else {}
    beside = {"sejour": stay, "departement": department, "ville": town} if lists else {}
    cut = draw(st.integers(0, len(keys)))
    first = draw(items(keys[:cut], []))
    second = draw(items(keys[cut:], keys[:cut]))
    pages: list[dict[str, Any]] = [
        {"id": "p1", "title": "Une", "items": first},
        {"id": "p2", "title": "Deux", "items": second},
        {"id": "p3", "title": "Trois", "items": [
            {"field": "/adresse", **asked},
            *({"field": f"/{key}"} for key in beside),
            {"field": "/lots", "items": draw(items(cells, keys, stem=""))},
            {"field": "/total"}]},
    ]  # fmt: skip
    if cut and draw(st.booleans()):
        pages[1]["when"] = draw(conditions(keys[:cut]))
    if draw(st.integers(0, 3)) == 0:
        pages[2]["when"] = draw(conditions(keys))
    return {
        "kind": "form", "format": 1, "key": "hasard", "title": "Hasard",
        "schema": {
            "type": "object", "additionalProperties": False, "required": draw(some),
            "properties": {
                **properties(keys), "adresse": address, **beside,
                "lots": {"type": "array", "maxItems": 4, "items": row},
                "total": {"type": "string", "format": "decimal"}},
        },
        "ui": {"pages": pages},
        "computed": [{"field": "/total", "expr": {"sum": ["lots", "prix"]}}],
    }  # fmt: skip


#: A schema that says more is told apart first.
_NARROWEST = sorted(LEAVES.values(), key=lambda one: -len(one[0]))


def _value(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    for known, good, _condition in _NARROWEST:
        if all(schema.get(name) == value for name, value in known.items()):
            return st.one_of(good, good, good, JUNK)
    return JUNK


def _object(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    made = {key: answer_to(part) for key, part in schema["properties"].items()}
    often = {key: made.pop(key) for key in ("lots", "prix") if key in made}
    return st.fixed_dictionaries(often, optional={**made, "inconnu": JUNK})


def answer_to(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Answers to one property: mostly of its type, sometimes not."""
    if schema.get("type") == "object":
        return st.one_of(_object(schema), _object(schema), JUNK)
    if schema.get("type") == "array" and schema["items"].get("type") == "object":
        rows = st.lists(answer_to(schema["items"]), max_size=5)
        return st.one_of(rows, rows, st.lists(_object(schema["items"]), min_size=1), JUNK)
    return _value(schema)


@st.composite
def answered(draw: st.DrawFn, *, lists: bool = False) -> tuple[dict[str, Any], dict[str, Any]]:
    """A form and answers to it."""
    form = draw(forms(lists=lists))
    return form, draw(_object(form["schema"]))
