"""docs/field-types.md says of each type what its class says. `PREAU_WRITE=1` writes it anew."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from flask import Flask

from form_factory.fields import LAYOUTS, FieldType
from form_factory.fields.palette import GROUPS
from form_factory.fields.registry import FIELD_TYPES
from registry.establishment_field import ESTABLISHMENT
from registry.record_field import RECORD

PAGE = Path(__file__).parents[2] / "docs" / "field-types.md"
HEAD = """# Field types

What a designer may ask. Each type is one small class under `form_factory/fields/` (or hung at
`form_factory.field_types` by a room above); each example here is the class's own, and is run:
typed → kept → judged by the engine and by both validators → drawn → told
(`tests/form_factory/test_field_examples.py`). This page is written from the classes
(`tests/form_factory/test_field_docs.py`).

- `schema` is the part of the data contract (`x-id` and `title` left out), `ui` its item (`field`
  left out), `typed` what a browser posts (ending of the control’s name → texts), `stored` the
  answer.
- A question of several parts is an object: each part has its own `x-id` and item, a condition names
  it (`adresse.commune`), and none stands in a row of a repeated question.
- `x-min`, `x-max`: a day, `today` or a decimal. `x-order`: two days of a group, in order. `x-list`:
  the answer is a key of that reference list (`x-roots`: its first level); a row out of use
  is offered no more, and still read and accepted where it was chosen. `x-under`: the key of the
  question beside it under whose answer the row must stand. JSON Schema says none of these: the
  engine does, and so does the residual schema for given answers.
- « Autre » is an `anyOf` of choices that ends with a text; the answer is the text itself.
- Words of lists and the sha256 of texts agreed to are kept beside the answers at submission
  (`request.labels`, `request.consents`), never inside them.
"""


def test_the_page_of_field_types_says_what_the_classes_say(drawn: Flask) -> None:
    written = "\n".join([HEAD, *map(_group, GROUPS)]).rstrip() + "\n"
    if os.environ.get("PREAU_WRITE"):
        PAGE.write_text(written, "utf-8")
    assert PAGE.read_text("utf-8") == written


def _group(group: tuple[str, Any]) -> str:
    key, label = group
    types = [each for each in (*FIELD_TYPES, ESTABLISHMENT, RECORD) if each.group == key]
    layouts = [
        f"- **{each.label}** (`{each.name}`): no answer." for each in LAYOUTS if each.group == key
    ]
    said = [_type(each) for each in types]
    return "\n".join([f"## {label}", "", *said, *layouts, *([""] if layouts else [])])


def _type(kind: FieldType) -> str:
    options = ", ".join(str(each.label) for each in kind.settings) or "–"
    parts = [
        f"### {kind.label} (`{kind.name}`)",
        "",
        f"- options: {options}",
        f"- conditions: {' '.join(f'`{one}`' for one in kind.operators) or '–'}",
        f"- in rows: {'yes' if kind.in_rows else 'no'}; autocomplete: {_completes(kind)}",
        "",
    ]
    if kind.example is not None:
        shown = {
            "schema": kind.example.schema, "ui": kind.example.ui, "typed": kind.example.typed,
            "stored": kind.example.stored, "shown": kind.example.shown.replace("\u202f", " "),
        }  # fmt: skip
        text = "\n".join(
            f"{name:<7}{json.dumps(value, ensure_ascii=False)}" for name, value in shown.items()
        )
        parts += ["```", text, "```", ""]
    return "\n".join(parts)


def _completes(kind: FieldType) -> str:
    """The tokens of WCAG 1.3.5, its parts' when it has several."""
    items = kind.start[1].get("items", ())
    tokens = [kind.autocomplete, *(one.get("autocomplete") for one in items)]
    said = [f"`{one}`" for one in tokens if one and one != "off"]
    return " ".join(said) or "–"


def test_every_type_of_the_palette_has_an_icon_words_and_a_time() -> None:
    icons = json.loads((PAGE.parents[1] / "app/assets/icons.json").read_text("utf-8"))
    for kind in (*FIELD_TYPES, ESTABLISHMENT, RECORD):
        if kind.group:
            assert kind.icon in icons, kind.name
            assert kind.seconds > 0 or not kind.reads
