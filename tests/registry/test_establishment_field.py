"""The field type `establishment`."""

from __future__ import annotations

from typing import Any

import pytest

from form_factory.domain.form import Field, Shape
from form_factory.fields import named

FIELD = Field(
    key="etablissement", path=("etablissement",), pointer="/etablissement",
    schema={"type": "string", "format": "uai"}, shape=Shape.LEAF, x_id=None, widget="establishment",
    label="Établissement", hint=None, when=None, required=None, demanded=True,
)  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    ["0350001L", "0350001l", "Collège Émile-Zola (0350001L)", "emile zola", "zola", " 0350001L "],
)
def test_a_name_or_a_code_leads_to_the_code(zola: Any, curie: Any, typed: str) -> None:
    kind = named("establishment")
    assert kind is not None
    assert kind.parse(typed, FIELD) == "0350001L"


@pytest.mark.parametrize("typed", ["introuvable", "rennes", "0350009X"])
def test_what_names_no_school_or_several_stays_for_validation_to_refuse(
    zola: Any, curie: Any, typed: str
) -> None:
    kind = named("establishment")
    assert kind is not None
    assert kind.parse(typed, FIELD) not in {"0350001L", "0350002M"}


def test_people_read_the_name_with_the_code(zola: Any) -> None:
    kind = named("establishment")
    assert kind is not None
    assert kind.display("0350001L", FIELD) == "Collège Émile-Zola (0350001L)"
    assert kind.display("0359999Z", FIELD) == "0359999Z"
    assert ("Collège Émile-Zola (0350001L)", "") in kind.options(FIELD, None)


def test_a_code_of_no_school_is_no_answer_once_schools_are_kept_here(app: Any) -> None:
    kind = named("establishment")
    assert kind is not None
    assert kind.reaches("0359999Z", FIELD)  # nobody keeps schools in this house yet
    assert kind.code_for("enum") == "establishment-unknown"


def test_an_answer_names_a_school_in_use(zola: Any, curie: Any) -> None:
    from core.actor import HOUSE
    from registry import operations

    kind = named("establishment")
    assert kind is not None
    assert kind.reaches("0350001L", FIELD)
    assert not kind.reaches("0359999Z", FIELD)
    operations.archive_record(HOUSE, curie)
    assert not kind.reaches("0350002M", FIELD)
