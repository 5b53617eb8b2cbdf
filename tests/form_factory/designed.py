"""Forms as designers make them: of every field type there is, with all that an editor can set."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from form_factory.fields.registry import FIELD_TYPES
from tests.form_factory.strategies import JUNK

OFFERED = [one for one in FIELD_TYPES if one.group and one.name not in {"computed", "hidden"}]
ROWS = {"table", "cards"}
WORDS = st.sampled_from([
    "Nature des travaux", "Votre enfant mange-t-il à la cantine ?", "<b>Gras</b> & « guillemets »",
    "Ceci est une très longue question qui ne tient pas sur une ligne de téléphone, même en petit",
    "Anticonstitutionnellementanticonstitutionnellement", "É", "النص العربي", "1 500,50 €",
])  # fmt: skip
TONES = st.sampled_from(["sun", "sky", "brick", "leaf", "plum", "rose", "slate"])


def ulid_of(number: int) -> str:
    return f"01J{number:023d}"


class Maker:
    """One document in the making."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.count = 0
        self.properties: dict[str, Any] = {}
        self.required: list[str] = []
        #: (dotted name, stored example, operators) of what was asked before.
        self.before: list[tuple[str, Any, tuple[str, ...]]] = []
        self.answers: dict[str, Any] = {}

    def identified(self, schema: dict[str, Any]) -> dict[str, Any]:
        """An `x-id` for every property inside."""
        for holder in (schema, schema.get("items")):
            for part in holder.get("properties", {}).values() if isinstance(holder, dict) else ():
                self.count += 1
                part["x-id"] = ulid_of(self.count)  # an example brings its own
                self.identified(part)
        return schema

    def question(self, *, in_rows: bool = False) -> tuple[str, dict[str, Any], dict[str, Any], Any]:
        """(key, schema, item, an answer that fits) of one drawn type."""
        kinds = [one for one in OFFERED if not in_rows or (one.in_rows and one.name not in ROWS)]
        kind = self.draw(st.sampled_from(kinds))
        schema, item = kind.blank()
        stored = None
        example = kind.example
        if example is not None and not example.lists and kind.name not in ROWS:
            schema, stored = deepcopy(dict(example.schema)), deepcopy(example.stored)
            item = {"widget": kind.name, **deepcopy(dict(example.ui))}
        self.count += 1
        key = f"q{self.count}"
        schema |= {"title": self.draw(WORDS), "x-id": ulid_of(self.count)}
        if self.draw(st.booleans()):
            schema["description"] = self.draw(WORDS)
        if kind.name in ROWS:
            self.cells(schema, item)
        self.identified(schema)
        if not in_rows and kind.name not in ROWS:
            self.before.append((key, stored, kind.operators))
        return key, schema, item, stored

    def cells(self, schema: dict[str, Any], item: dict[str, Any]) -> None:
        """Rows of drawn questions instead of the ones a blank table begins with."""
        made = [self.question(in_rows=True) for _ in range(self.draw(st.integers(1, 3)))]
        row = {
            "type": "object", "additionalProperties": False,
            "properties": {key: part for key, part, _item, _stored in made},
            "required": [key for key, *_ in made if self.draw(st.booleans())],
        }  # fmt: skip
        schema["items"] = row
        item["items"] = [{"field": key, **inner} for key, _part, inner, _stored in made]
        item["row_label"] = f"{{{made[0][0]}}}"
        schema["minItems"] = self.draw(st.integers(0, 2))

    def condition(self) -> Any:
        name, stored, operators = self.draw(st.sampled_from(self.before))
        plain = isinstance(stored, bool) or (isinstance(stored, str) and stored)
        if plain and "==" in operators and self.draw(st.booleans()):
            return {self.draw(st.sampled_from(["==", "!="])): [{"var": name}, stored]}
        return {"is_set": {"var": name}}

    def item(self) -> dict[str, Any]:
        """A question or something beside questions, perhaps under a condition."""
        known = bool(self.before)
        when = self.condition() if known and self.draw(st.integers(0, 2)) == 0 else None
        shape = self.draw(st.sampled_from(["question"] * 6 + ["notice", "explanation"]))
        if shape == "question":
            key, schema, item, stored = self.question()
            self.properties[key] = schema
            item = {"field": f"/{key}", **item}
            asked = self.draw(st.sampled_from(["", "schema", "ui"]))
            if asked == "schema":
                self.required.append(key)
            elif asked == "ui":
                item["required"] = True
            if stored is not None:
                self.answers[key] = stored
        else:
            self.count += 1
            item = {shape: f"t{self.count}", "text": self.draw(WORDS)}
            if shape == "notice":
                item["tone"] = self.draw(TONES)
        return item | ({"when": when} if when is not None else {})

    def document(self) -> dict[str, Any]:
        pages = []
        for number in range(self.draw(st.integers(1, 2))):
            items = [self.item() for _ in range(self.draw(st.integers(1, 6)))]
            if self.draw(st.integers(0, 3)) == 0:
                title = self.draw(WORDS)
                items = [{"section": f"s{number}", "title": title, "items": items}]
            title = f"{number + 1}. {self.draw(WORDS)}"
            page = {"id": f"p{number}", "title": title, "items": items}
            pages.append(page | ({"intro": self.draw(WORDS)} if self.draw(st.booleans()) else {}))
        return {
            "kind": "form", "format": 1, "key": "hasard", "title": self.draw(WORDS),
            "language": "fr", "translations": {},
            "schema": {"type": "object", "additionalProperties": False,
                       "required": self.required, "properties": self.properties},
            "ui": {"pages": pages}, "computed": [], "prefill": [], "tests": [],
        }  # fmt: skip


@st.composite
def designed(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A form that could be published, and answers to it: examples, nothing, or anything."""
    maker = Maker(draw)
    document = maker.document()
    answers = {}
    for key in maker.properties:
        how = draw(st.sampled_from(["example", "example", "nothing", "junk"]))
        if how == "example" and key in maker.answers:
            answers[key] = maker.answers[key]
        elif how == "junk":
            answers[key] = draw(JUNK)
    return document, answers
