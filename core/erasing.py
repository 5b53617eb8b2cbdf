"""What rooms say about the erasure of their tables (RGPD, article 17).

A row goes with what it hangs on, and what hangs on it goes too; names of people are taken out of
rows that stay. A column that leads to a request, a record or an account is spoken for, or its room
says why it stays as it is: `tests/app/test_erasing.py` looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from core.actor import Actor

#: Contribution point: what becomes of the rows of a room (`RoomTables`).
TABLES: Final = "core.erased_tables"
#: Contribution point: what an administrator may erase (`Erasable`).
KINDS: Final = "core.erasable"
#: Contribution point: who outside the house was told of a thing (`Hearers`).
HEARERS: Final = "core.erasing_hearers"
#: In the place of a name.
NOBODY: Final = "Compte effacé"


@dataclass(frozen=True, slots=True)
class Erased:
    """What becomes of the rows of one table."""

    #: What a row is for what hangs on it: "request", "draft", "message".
    kind: str = ""
    #: Column of what a row hangs on → its kind, "@" and the column that says the kind, or "*" when
    #: the id is enough.
    on: Mapping[str, str] = field(default_factory=dict)
    #: Column of what a row takes along → its kind.
    brings: Mapping[str, str] = field(default_factory=dict)
    #: Column that holds a name → column of the account whose name it is.
    names: Mapping[str, str] = field(default_factory=dict)
    #: Texts and documents the house wrote itself, where a name may stand.
    texts: Sequence[str] = ()
    #: Column of an address: what was sent to the person goes, even where no account is named.
    addressed: str = ""
    #: Rows that stay although they hang on it, in SQL.
    except_for: str = ""
    #: Why other columns that lead to somebody are left as they are.
    keeps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RoomTables:
    """The tables of a room, by name."""

    key: str
    said: Mapping[str, Erased]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would be erased, before anybody decides."""

    title: str
    #: Where it stands now.
    url: str
    #: What goes, what stays and why, in sentences.
    goes: Sequence[str]
    stays: Sequence[str]
    #: Why it cannot be done; empty when it can.
    refusal: str = ""


class Erasable(Protocol):
    """A kind of thing that may be erased on demand."""

    key: str
    label: Any
    #: What to type to find one.
    hint: Any

    def find(self, text: str) -> UUID | None:
        """The one that is called so."""

    def foresee(self, actor: Actor, subject_id: UUID) -> Foreseen:
        """What would be done; `NotFound` when there is no such thing (any more)."""

    def erase(self, actor: Actor, subject_id: UUID) -> Mapping[str, Any]:
        """Do it; plain facts for the register, of nobody in particular. `NotFound` as above."""


class Hearers(Protocol):
    """Programs outside the house, by the names of whoever tells them."""

    key: str

    def of(self, kind: str, subject_id: UUID) -> Iterable[str]:
        """Those that may have been told of it; asked while it still stands."""


@dataclass(frozen=True, slots=True)
class SubjectErased:
    """A request, a record or a person was erased: ids and what the register keeps."""

    kind: str
    subject_id: UUID
    at: datetime
    facts: dict[str, Any]
    #: Names given by `Hearers`.
    told: tuple[str, ...]


ACTED = "who did it: an id that leads to a name no more"
CORE: Final = RoomTables(
    "core",
    {
        "web_session": Erased(on={"account_id": "account"}),
        "idempotency_key": Erased(on={"actor": "account"}),
        "change": Erased(
            names={"actor_name": "actor_id"},
            texts=("patch", "facts", "reason"),
            keeps={
                "actor_id": ACTED,
                "on_behalf_of": ACTED,
                "subject_id": "history stays, emptied (core.rewriting)",
            },
        ),
        "job": Erased(
            texts=("args",), keeps={"account_id": "ids and plain values only, for thirty days"}
        ),
        "erasure": Erased(keeps={"subject_id": "the register itself", "by": ACTED}),
    },
)
