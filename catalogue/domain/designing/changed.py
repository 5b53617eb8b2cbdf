"""What an act changed, by the parts people know, so that undoing says what it undoes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TOP = (
    "title",
    "icon",
    "tone",
    "themes",
    "eligibility",
    "open",
    "buttons",
    "workflow",
    "bindings",
    "audience",
    "number",
    "request_title",
    "desk",
    "receipt",
    "retention",
)
_SHEET = ("summary", "how", "documents", "contacts", "links", "minutes")


def parts_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Names of the parts that differ, in the order of the editor."""
    old, new = before.get("sheet") or {}, after.get("sheet") or {}
    top = [name for name in _TOP if before.get(name) != after.get(name)]
    return [*(name for name in _SHEET if old.get(name) != new.get(name)), *top]
