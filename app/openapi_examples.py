"""Worked examples of operations: what is sent and, where one is kept, what is answered."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

STORED: Final = Path(__file__).with_name("openapi_examples.json")


@cache
def examples() -> dict[str, dict[str, Any]]:
    """View → {"path", "body", "status", "answer"}."""
    found: dict[str, dict[str, Any]] = json.loads(STORED.read_text("utf-8"))
    return found
