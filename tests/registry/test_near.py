"""A slip of the keyboard: near names are offered, through the gate of every other list."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from core.actor import HOUSE, Actor, Grant
from registry.domain.grams import nearest
from tests.registry.conftest import OTHER, ROW, school

KEY = "etablissement"
READ_ALL = {"entity": "*", "actions": ["read"], "fields": {"read": "*"}}


def reader(path: str, *, fields: Any = "*") -> Actor:
    rule = {**READ_ALL, "fields": {"read": fields}}
    grant = Grant(uuid4(), "r", "R", path, path, frozenset({"records:read"}), (rule,))
    return Actor(account_id=uuid4(), name="Alix", grants=(grant,))


def near(actor: Actor, q: str, **more: Any) -> list[str]:
    from registry import queries

    return [record.label for record in queries.near_records(actor, KEY, q, **more)]


@pytest.mark.parametrize(
    "q", ["jolliot", "joilot curie", "lycée joliotte", "CURRIE", "joliot curie renes", "curei"]
)
def test_a_slip_finds_what_was_meant(zola: Any, curie: Any, q: str) -> None:
    assert near(HOUSE, q) == ["Lycée Joliot-Curie"]


@pytest.mark.parametrize("q", ["", "zol", "!!!", "0350001l", "xyzxyz", "zola", "\x00", "a" * 5000])
def test_nothing_is_offered_for_what_is_found_too_short_or_like_nothing(zola: Any, q: str) -> None:
    assert near(HOUSE, q) == []


def test_the_nearest_come_first_and_filters_hold(zola: Any, curie: Any) -> None:
    school({**ROW, "uai": "0350003N", "nom": "École Zolla", "type": "ecole"})
    assert near(HOUSE, "zoola")[0] in {"Collège Émile-Zola", "École Zolla"}
    assert near(HOUSE, "zoola", filters={"type": "ecole"}) == ["École Zolla"]


def test_advisory_1_no_name_is_offered_out_of_reach_nor_by_a_closed_field(
    zola: Any, curie: Any
) -> None:
    away = {"code_commune": "35288", "commune": "Saint-Malo"}
    school({**OTHER, **away, "uai": "0350003N", "nom": "Lycée Marcelline"})
    assert near(reader("/org/35/35288"), "marceline") == ["Lycée Marcelline"]
    assert near(reader("/org/35/35238"), "marceline") == []
    assert near(reader("/org/35/35288", fields=["/type"]), "marceline") == []
    assert near(Actor(account_id=uuid4()), "marceline") == []


def test_the_page_offers_near_names_under_an_empty_list(admin: Any, zola: Any, curie: Any) -> None:
    page = admin.get("/fiches/etablissement?q=jolliot").text
    assert "Vouliez-vous dire" in page
    assert "Lycée Joliot-Curie" in page
    assert "Vouliez-vous dire" not in admin.get("/fiches/etablissement?q=joliot").text


def test_a_word_nobody_bears_any_more_is_forgotten(zola: Any, curie: Any) -> None:
    from sqlalchemy import select

    from core.database import session
    from registry import operations
    from registry.models import RecordWord
    from registry.operations import vocabulary

    def known() -> set[str]:
        return set(session.scalars(select(RecordWord.word).where(RecordWord.entity == KEY)))

    assert {"emile", "zola", "curie", "joliot"} <= known()
    operations.update_record(HOUSE, curie, {"nom": "Lycée Descartes"})
    for letter in "abcdefghijklmnopqrstuvwxyz":
        vocabulary.forget_beginning_with(letter)
    assert {"zola", "descartes", "rennes"} <= known()
    assert not {"curie", "joliot"} & known()


def test_the_nearest_of_many_words() -> None:
    assert nearest("helenne", ["helene", "helena", "alienne", "helenne"], 5) == ["helene", "helena"]
    assert nearest("zola", ["zolla", "zole", "zolas", "zoé", "ozla"], 2) == ["ozla", "zole"]
