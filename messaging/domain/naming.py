"""What a text may name: its variables, with who may read each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

#: Everybody who gets the text; agents alone; whoever may read the field it shows.
ALL, AGENTS, FIELD = "all", "agents", "field"


@dataclass(frozen=True, slots=True)
class Variable:
    """One thing to put in a text."""

    name: str
    label: str
    group: str = ""
    sample: str = ""
    readers: str = ALL


@dataclass(frozen=True, slots=True)
class Trial:
    """A text filled with a real file, as one reader would get it."""

    #: What the file is called: « 2026-00412, collège Jules Ferry ».
    title: str
    values: dict[str, str]
    #: Whether a condition of a block holds on this file.
    holds: Any
    to_name: str = ""
    #: Names whose value its reader may not read: they stay empty.
    withheld: tuple[str, ...] = field(default=())


#: Contribution point: who knows what texts may name (`variables(key, service)`, `services(key)`,
#: `trial(actor, document, reference)`).
VARIABLES: Final = "messaging.variables"
