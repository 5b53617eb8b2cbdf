"""A small organisation on stage: two establishments, a head each, two agents, the loan service."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.actor import HOUSE
from core.database import session
from tests.kit import loan
from tests.kit.furnished import furnished
from tests.kit.people import base_pack, person


@dataclass
class Stage:
    """Who is there."""

    head: Any
    other_head: Any
    luthier: Any
    curator: Any
    admin: Any
    school: Any
    other_school: Any


def set_stage(_folder: Path | None = None) -> Stage:
    """Load the packs through the acts people use, and give everybody his role."""
    return _stage()


@furnished
def _stage() -> Stage:
    from registry import operations as registry
    from schemas import operations as schemas
    from schemas import queries

    base_pack()
    with tempfile.TemporaryDirectory() as folder:
        schemas.load_pack(HOUSE, loan.write_pack(Path(folder) / "pack"))
    entity = queries.live("entity", "etablissement")
    school, other = (
        registry.create_record(HOUSE, entity, {"uai": code, "nom": name, "type": "college"})
        for code, name in (("0350001A", "Collège des Tilleuls"), ("0350002B", "Collège du Val"))
    )
    session.flush()
    return Stage(
        head=person(
            "cheffe@example.test",
            "chef-etablissement",
            name="Claire Lefèvre",
            scope=school.scope_path,
        ),
        other_head=person(
            "autre@example.test", "chef-etablissement", name="Omar Petit", scope=other.scope_path
        ),
        luthier=person("luthier@example.test", "agent", name="Amina Benali", groups=("lutherie",)),
        curator=person(
            "conservateur@example.test", "agent", name="Marc Dubois", groups=("conservatoire",)
        ),
        admin=person("admin@example.test", "administrateur", name="Ada Roux"),
        school=school,
        other_school=other,
    )
