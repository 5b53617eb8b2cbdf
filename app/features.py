"""The rooms of the house, in the order their doors open: the only list of rooms."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from core.feature import Feature

#: From the ground up: a room may rely on those before it.
ROOMS = (
    "schemas",
    "accounts",
    "form_factory",
    "workflows",
    "messaging",
    "documents",
    "knowledge_base",
    "registry",
    "catalogue",
    "app.home",
)


def features() -> list[Feature]:
    """The plate of every room."""
    return [import_module(f"{room}.feature").FEATURE for room in ROOMS]


def load_models() -> None:
    """Make every table known (migrations look at them without opening the doors)."""
    for room in ("core", *ROOMS):
        if find_spec(f"{room}.models"):
            import_module(f"{room}.models")
