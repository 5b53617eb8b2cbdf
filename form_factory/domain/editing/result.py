"""What an act gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import Invalid
from core.problems import Problem


@dataclass(frozen=True, slots=True)
class Edited:
    """The document after the act, and what to look at now."""

    document: dict[str, Any]
    #: Reference of an item, "" for the page itself.
    ref: str
    page: str


def refuse(code: str, path: str = "", **params: Any) -> Invalid:
    """A refusal of one act, for `raise`."""
    known: Mapping[str, Any] = params
    return Invalid([Problem(path, code, known)])
