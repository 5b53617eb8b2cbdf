"""Functions handed to others for one stay of a request: who stands in where nobody answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

#: As the target of an « assign »: each function goes to the one it falls back on.
FALLBACK: Final = "$fallback"


def handed_of(row: Any) -> Mapping[str, str]:
    """Function → the one it was handed to, while the request has not moved since."""
    kept = row.handed
    found: Mapping[str, str] = kept["to"] if kept and kept["entry"] == row.entry_no else {}
    return found


def with_handed(functions: frozenset[str], handed: Mapping[str, str]) -> frozenset[str]:
    """What somebody holds, with what was handed to it."""
    return functions | {function for function, to in handed.items() if to in functions}
