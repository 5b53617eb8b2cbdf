"""The fields of a request that the desk filters by, and the names their values have in addresses.

A field of days or numbers has two names, its two ends: `depose-du`, `depose-au`. An answer of a
form is named by its path behind `r.`; which of them are listed, only the chosen service knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.errors import BadInput

#: What stands before the path of an answer.
ANSWER = "r."
FROM, TO, LEAST, MOST = "-du", "-au", "-min", "-max"


class Shape(StrEnum):
    """How a field is asked for."""

    #: Keys among those known; any of them will do.
    CHOICE = "choice"
    #: One key among those known.
    ONE = "one"
    #: A person, nobody, or oneself.
    AGENT = "agent"
    DAYS = "days"
    NUMBERS = "numbers"
    #: Yes or nothing.
    FLAG = "flag"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the list."""

    key: str
    shape: Shape

    @property
    def names(self) -> tuple[str, ...]:
        """What its values are called in an address."""
        if self.shape is Shape.DAYS:
            return self.key + FROM, self.key + TO
        if self.shape is Shape.NUMBERS:
            return self.key + LEAST, self.key + MOST
        return (self.key,)

    @property
    def several(self) -> bool:
        """Whether more than one value makes sense."""
        return self.shape is Shape.CHOICE


FIELDS = (
    Field("service", Shape.CHOICE),
    Field("statut", Shape.CHOICE),
    Field("nature", Shape.CHOICE),
    Field("agent", Shape.AGENT),
    Field("etablissement", Shape.WORDS),
    Field("territoire", Shape.ONE),
    Field("depose", Shape.DAYS),
    Field("arrivee", Shape.DAYS),
    Field("echeance", Shape.DAYS),
    Field("retard", Shape.FLAG),
    Field("activite", Shape.DAYS),
    Field("etiquette", Shape.CHOICE),
    Field("tour", Shape.FLAG),
    Field("placer", Shape.FLAG),
)
_BY_NAME = {name: field for field in FIELDS for name in field.names}


def field_of(name: str) -> Field | None:
    """The field a name belongs to; None for an answer. A name nobody knows is refused (X-06)."""
    if name.startswith(ANSWER) and len(name) > len(ANSWER):
        return None
    if name not in _BY_NAME:
        raise BadInput
    return _BY_NAME[name]


def split_end(name: str) -> tuple[str, str]:
    """The path of an answer and which end of it is meant: `r.total-min` → `total`, `-min`."""
    path = name.removeprefix(ANSWER)
    for end in (FROM, TO, LEAST, MOST):
        if path.endswith(end):
            return path.removesuffix(end), end
    return path, ""
