"""One change between two versions of a definition, typed: what it is, and what it does to people.

`code` names the sort of change (a room says it in words), `label` what it is about. `before` and
`after` are what it said and says: texts, or a condition where the code speaks of one. `compatible`
is true when what runs on the older version can be carried over without anybody's look (DEFINITIONS
section 7); `attention` when the designer should read it twice. `field` is the address that answers
have had for the question so far ("" when it is about no question): what is counted by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """A typed change."""

    code: str
    label: str = ""
    before: Any = None
    after: Any = None
    compatible: bool = True
    attention: bool = False
    #: Pointer into the newer document (the older one for what was removed).
    path: str = ""
    field: str = ""
