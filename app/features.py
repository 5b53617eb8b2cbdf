"""The rooms of the house, in the order their doors open: the only list of rooms."""

from __future__ import annotations

from importlib import import_module

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
