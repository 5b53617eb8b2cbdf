"""Mail templates of the base pack, published; people to write to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.actor import HOUSE
from schemas import operations as definitions

BASE = Path(__file__).parents[2] / "schemas" / "packs" / "base" / "definitions"


@dataclass
class Person:
    """Whoever has an address."""

    email: str = "zoe@example.test"
    name: str = "Zoé Le Gall"
    locale: str = "fr"


def publish(key: str) -> None:
    """Publish a template of the base pack."""
    document = json.loads((BASE / f"template-{key}.json").read_text("utf-8"))
    definitions.save_draft(HOUSE, "template", key, document)
    definitions.publish(HOUSE, "template", key)


@pytest.fixture
def templates(app):
    for key in ("recepisse", "refus", "lien-mot-de-passe"):
        publish(key)


@pytest.fixture
def zoe():
    return Person()
