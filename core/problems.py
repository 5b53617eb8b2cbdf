"""What is wrong with a document, as data: sentences are made at the edge (core.words)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend.

    `path` is a JSON pointer (RFC 6901), "" for the whole document; `code` names the broken rule and
    finds its sentence among the words of the rooms; `params` fills that sentence.
    """

    path: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def under(self, prefix: str) -> Problem:
        """The same problem seen from a document that holds this one at `prefix`."""
        return Problem(f"{prefix}{self.path}", self.code, self.params)
