"""The engine against a naive reading of the document: one question after the other, no plan."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings

from form_factory.compiled import compiled
from form_factory.domain.projection import project
from schemas.domain.conditions import Facts, Types, compile_condition
from tests.form_factory.conftest import NOW
from tests.form_factory.strategies import answered
from tests.kit.thorough import some

BLANKS: list[Any] = [None, "", [], {}]


def typed(schema: dict[str, Any], value: Any) -> Any:
    """An amount as the form keeps it: « 1 500,50 » is 1500.50 before anything is decided."""
    if schema.get("format") == "decimal" and isinstance(value, str):
        return value.replace(" ", "").replace(",", ".")
    return value


class Naive:
    """Random forms only look back, so reading them once in order is enough."""

    def __init__(self, document: dict[str, Any], answers: dict[str, Any]) -> None:
        self.document, self.answers = document, answers
        self.schema = document["schema"]
        self.types = Types.of_schema(self.schema)
        self.names: dict[str, Any] = {}
        self.visible: set[str] = set()
        self.missing: set[str] = set()
        for page in document["ui"]["pages"]:
            if self.holds(page.get("when")):
                self.visible.add(f"page:{page['id']}")
                for item in page["items"]:
                    self.item(item)

    def holds(self, when: Any, row: Any = None) -> bool:
        if when is None or isinstance(when, bool):
            return when is not False
        types = self.types if row is None else self.types.in_rows("lots")
        facts = Facts(names=self.names, today=NOW.date(), now=NOW)
        return compile_condition(when, types).decide(facts, row).holds

    def asked(
        self, key: str, schema: dict[str, Any], item: dict[str, Any], row: Any = None
    ) -> bool:
        required = item.get("required", False)
        return key in schema.get("required", []) or (
            required is not False and self.holds(required, row)
        )

    def item(self, item: dict[str, Any]) -> None:
        key = item["field"].lstrip("/")
        if not self.holds(item.get("when")):
            return
        self.visible.add(f"/{key}")
        value = self.answers.get(key)
        if key == "total":
            return
        if key == "adresse":
            self.address(value)
            return
        if key == "lots" and isinstance(value, list) and value:
            value = [self.row(n, row, item) for n, row in enumerate(value)]
        if value in BLANKS and value is not False and value != 0:
            if self.asked(key, self.schema, item):
                self.missing.add(f"/{key}")
            return
        self.names[key] = typed(self.schema["properties"][key], value)

    def address(self, value: Any) -> None:
        part = self.schema["properties"]["adresse"]
        given_parts = value if isinstance(value, dict) else {}
        self.visible |= {"/adresse/rue", "/adresse/ville"}
        filled = {k for k, v in given_parts.items() if v not in BLANKS or v is False or v == 0}
        filled &= {"rue", "ville"}
        if filled or "adresse" in self.schema["required"]:
            lacking = {f"/adresse/{key}" for key in part["required"] if key not in filled}
            empty = not filled and not part["required"]
            self.missing |= lacking | ({"/adresse"} if empty else set())

    def row(self, number: int, row: Any, item: dict[str, Any]) -> Any:
        if not isinstance(row, dict):
            return row
        kept: dict[str, Any] = {}
        schema = self.schema["properties"]["lots"]["items"]
        for cell in item["items"]:
            key, place = cell["field"], f"/lots/{number}/{cell['field']}"
            if not self.holds(cell.get("when"), kept):
                continue
            self.visible.add(place)
            value = row.get(key)
            if value not in BLANKS or value is False or value == 0:
                kept[key] = typed(schema["properties"][key], value)
        for cell in item["items"]:
            key, place = cell["field"], f"/lots/{number}/{cell['field']}"
            if place in self.visible and key not in kept and self.asked(key, schema, cell, kept):
                self.missing.add(place)
        return kept


@settings(
    max_examples=some(60), deadline=None, suppress_health_check=list(HealthCheck)
)  # fmt: skip
@given(answered())
def test_the_plan_shows_and_asks_what_a_plain_reading_does(
    case: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    document, answers = case
    naive = Naive(document, answers)
    facts = Facts(names={}, today=NOW.date(), now=NOW)
    found = project(compiled(document).plan, answers, facts)
    assert {one for one in found.visible if one != "/adresse"} == naive.visible - {"/adresse"}
    assert set(found.missing) == naive.missing
