"""What ties a definition to the house it was made in, and how another house ties it anew.

A kind may bring `portable(document)` (what may leave the house), `to_bind(document, beside)` (what
the house that takes it in has to say; `beside` is what comes in the same pack),
`bound(document, values)` (the document with what it said) and `at_home(document, here)` (what the
present document of this house says goes on being said). All are functions from document to
document; `needs(document)` names what it speaks of beside what publication resolves.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Document = Mapping[str, Any]
#: An address that leads nowhere, for ever (RFC 2606): what waits for the one of the house.
NOWHERE: Final = "https://a-relier.example"


@dataclass(frozen=True, slots=True)
class Binding:
    """One thing to tie: `path` names it in its document, `value` is what is proposed."""

    path: str
    label: str
    sort: Literal["group", "address", "text"]
    value: str = ""
    #: (value, label) to choose among, for groups.
    options: tuple[tuple[str, str], ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What comes in the same pack: documents that hold, and what its groups are called."""

    documents: Mapping[tuple[str, str], Document] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)

    def offered(
        self, proposed: str, here: tuple[tuple[str, str], ...]
    ) -> tuple[tuple[str, str], ...]:
        """The groups of this house, after the proposed one when it is none of them."""
        if proposed in dict(here):
            return here
        return ((proposed, self.groups.get(proposed, proposed)), *here)

    def functions(self, workflow: str, live: Document | None) -> dict[str, str]:
        """Function → label of a circuit: as it comes, else as it is here."""
        told = self.documents.get(("workflow", workflow), live) or {}
        return {key: str(one.get("label", key)) for key, one in told.get("functions", {}).items()}


ALONE: Final = Beside()


def groups_of(bindings: Mapping[str, Any]) -> dict[str, str]:
    """Function → the first group that holds it, those for everywhere first."""
    found = {}
    for function, rows in bindings.items():
        ordered = sorted(rows, key=lambda row: row.get("scope", "*") != "*")
        if ordered:
            found[function] = str(ordered[0]["group"])
    return found


def unscoped(bindings: Mapping[str, Any]) -> dict[str, Any]:
    """Bindings without the territories of the house: the group of each function, everywhere."""
    held = groups_of(bindings)
    return {function: [{"scope": "*", "group": group}] for function, group in held.items()}


def rebound(
    bindings: Mapping[str, Any], values: Mapping[str, str], stem: str, known: Collection[str] = ()
) -> dict[str, Any]:
    """Bindings with the groups that were chosen under `<stem>/<function>`."""
    found = dict(bindings)
    for function in {*bindings, *known}:
        group = values.get(f"{stem}/{function}")
        if group:
            found[function] = [{"scope": "*", "group": group}]
    return found


def kept(bindings: Mapping[str, Any], here: Mapping[str, Any]) -> dict[str, Any]:
    """Bindings of a newcomer with those this house has said of the same functions."""
    return {name: here.get(name) or rows for name, rows in bindings.items()}
