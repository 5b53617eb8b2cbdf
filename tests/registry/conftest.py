"""The shipped entity and its real records."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from core.actor import HOUSE
from core.database import session
from schemas.packs import SHIPPED

CSV = SHIPPED / "etablissements-35" / "data" / "annuaire-education-35.csv"


@pytest.fixture
def entity(app: Flask) -> Any:
    """The entity of schools, live, with its mapping and no record."""
    from registry import queries
    from schemas import operations

    operations.load_pack(HOUSE, "etablissements")
    session.flush()
    return queries.live_entity("etablissement")


@pytest.fixture
def schools(entity: Any) -> Any:
    """The 993 schools of Ille-et-Vilaine, as an import."""
    from registry import operations

    return operations.import_file(HOUSE, "etablissement", CSV.read_bytes(), filename=CSV.name)
