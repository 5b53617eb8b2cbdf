"""The shipped entity, its real records, and people around them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from core.actor import HOUSE
from core.database import session
from schemas.packs import SHIPPED
from tests.kit.furnished import furnished
from tests.kit.people import base_pack, person

CSV = SHIPPED / "etablissements-35" / "data" / "annuaire-education-35.csv"
ROW = {
    "uai": "0350001L", "nom": "Collège Émile-Zola", "type": "college", "sector": "public",
    "commune": "Rennes", "code_commune": "35238", "departement": "35", "effectif": 640,
    "telephone": "0299000000",
}  # fmt: skip
#: The last sign of the code of a school, by the rest of its number divided by 23.
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
OTHER = {**ROW, "uai": "0350002M", "nom": "Lycée Joliot-Curie", "type": "lycee", "effectif": 1200}


@furnished
def _empty() -> None:
    """The pack of schools, and no school."""
    from schemas import operations

    base_pack()
    operations.load_pack(HOUSE, "etablissements")
    session.flush()


@furnished
def _full() -> Any:
    from registry import operations

    _empty()
    return operations.import_file(HOUSE, "etablissement", CSV.read_bytes(), filename=CSV.name)


@pytest.fixture
def brought(app: Flask, request: pytest.FixtureRequest) -> Any:
    """What was imported, for tests that ask for the schools."""
    return _full() if "schools" in request.fixturenames else _empty()


@pytest.fixture
def entity(brought: Any) -> Any:
    """The entity of schools, live, with its mapping and no record."""
    from registry import queries

    return queries.live_entity("etablissement")


@pytest.fixture
def schools(brought: Any, entity: Any) -> Any:
    """The 993 schools of Ille-et-Vilaine, as an import."""
    return brought


@pytest.fixture
def zola(entity: Any) -> Any:
    """One school."""
    return school(ROW)


@pytest.fixture
def curie(entity: Any) -> Any:
    """Another one, in the same town."""
    return school(OTHER)


@pytest.fixture
def admin(app: Flask, sign_in: Any) -> Any:
    """The browser of whoever looks after the organisation."""
    base_pack()
    return sign_in(person("admin@example.test", "administrateur", name="Ada Admin"))


@pytest.fixture
def head(zola: Any, sign_in: Any) -> Any:
    """The browser of the head of one school."""
    base_pack()
    account = person("cheffe@example.test", "chef-etablissement", scope=zola.scope_path)
    return sign_in(account)


def school(data: dict[str, Any]) -> Any:
    """A record made by the house."""
    from registry import operations, queries

    version = queries.live_version("etablissement")
    return operations.create_record(HOUSE, version, data)


def lines(*rows: dict[str, Any]) -> bytes:
    """A CSV whose columns are called like the fields."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = [";".join(names)] + [";".join(str(row.get(n, "")) for n in names) for row in rows]
    return "\n".join(text).encode()
