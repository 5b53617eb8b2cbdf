"""A circuit as values: what the checks read and what the bridge is built from.

`Circuit.of(document)` expects the shape the meta-schema asks for; it never asks whether the names
inside agree with one another: that is `check.py`, which needs the values to look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from workflows.domain.parts import (
    SYSTEM,
    Action,
    ChecklistItem,
    Document,
    Function,
    Parallel,
    Tab,
    Timer,
)

__all__ = [
    "PREVIOUS",
    "SYSTEM",
    "Action",
    "ChecklistItem",
    "Circuit",
    "Function",
    "Kind",
    "Parallel",
    "Status",
    "Tab",
    "Timer",
    "Transition",
]

PREVIOUS = "$previous"
"""As `to`: the status on top of the markers, wherever the request came from."""


class Kind(StrEnum):
    """Whom a status waits for."""

    DRAFT = "draft"
    WAITING_USER = "waiting-user"
    WAITING_AGENT = "waiting-agent"
    AUTOMATIC = "automatic"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Status:
    """A place where a request may stand."""

    key: str
    label: str
    tone: str
    icon: str
    kind: Kind
    level: int | None = None
    """Its place on the ribbon; None when the ribbon does not announce it."""
    outcome: str = ""
    """For a final status: accepted, refused, withdrawn or closed."""
    editable_by: tuple[str, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    parallel: Parallel | None = None
    help: str = ""

    @classmethod
    def of(cls, document: Document) -> Status:
        """Read one entry of `statuses`."""
        votes = document.get("parallel")
        return cls(
            document["key"],
            document["label"],
            document["tone"],
            document["icon"],
            Kind(document["kind"]),
            document.get("level"),
            document.get("outcome", ""),
            tuple(document.get("editable_by", ())),
            tuple(map(ChecklistItem.of, document.get("checklist", ()))),
            Parallel.of(votes) if votes else None,
            document.get("help", ""),
        )

    @property
    def marks(self) -> bool:
        """Whether a forward move out of here leaves a marker to come back to."""
        return self.kind is Kind.WAITING_AGENT

    @property
    def is_final(self) -> bool:
        """Whether the request ends here."""
        return self.kind is Kind.FINAL


@dataclass(frozen=True, slots=True)
class Transition:
    """A move people or the system may make."""

    key: str
    label: str
    sources: tuple[str, ...]
    to: str
    """Key of a status, or `$previous`."""
    by: tuple[str, ...]
    """The functions that may fire it; `system` for the moves nobody clicks on."""
    direction: Literal["forward", "back"] = "forward"
    guard: Any = None
    """A condition document; None when nothing but the function is asked."""
    checks: tuple[str, ...] = ()
    comment_required: bool = False
    bulk: bool = False
    not_same_actor_as: tuple[str, ...] = ()
    undo: str = ""
    actions: tuple[Action, ...] = ()
    warning: str = ""
    """What is to be read, and said to have been read, before the move: its legal effects."""

    @classmethod
    def of(cls, document: Document) -> Transition:
        """Read one entry of `transitions`."""
        return cls(
            document["key"],
            document.get("label", document["key"]),
            tuple(document["from"]),
            document["to"],
            tuple(document["by"]),
            document.get("direction", "forward"),
            document.get("guard"),
            tuple(document.get("checks", ())),
            comment_required=document.get("comment") == "required",
            bulk=document.get("bulk", False),
            not_same_actor_as=tuple(document.get("not_same_actor_as", ())),
            undo=document.get("undo", ""),
            actions=tuple(map(Action.of, document.get("actions", ()))),
            warning=document.get("warning", ""),
        )

    @property
    def for_people(self) -> bool:
        """Whether somebody may ever be offered this move."""
        return any(function != SYSTEM for function in self.by)

    @property
    def for_system(self) -> bool:
        """Whether the engine itself may make it."""
        return SYSTEM in self.by


@dataclass(frozen=True)
class Circuit:
    """One version of a workflow document, read once and kept."""

    key: str
    title: str
    initial: str
    functions: Mapping[str, Function]
    statuses: tuple[Status, ...]
    transitions: tuple[Transition, ...]
    timers: tuple[Timer, ...] = ()
    tabs: tuple[Tab, ...] = ()
    palette: str = "default"
    tests: tuple[Document, ...] = ()
    migrations: tuple[Document, ...] = ()
    status: Mapping[str, Status] = field(init=False, repr=False, compare=False)
    """Statuses by key."""
    transition: Mapping[str, Transition] = field(init=False, repr=False, compare=False)
    """Transitions by key."""
    ways_out: Mapping[str, tuple[Transition, ...]] = field(init=False, repr=False, compare=False)
    """Transitions by the statuses they leave, in the order of the document."""

    def __post_init__(self) -> None:
        """Index both lists once: every move looks there."""
        out: dict[str, dict[int, Transition]] = {}
        for place, way in enumerate(self.transitions):
            for source in way.sources:
                out.setdefault(source, {})[place] = way
        object.__setattr__(self, "ways_out", {key: tuple(o.values()) for key, o in out.items()})
        object.__setattr__(self, "status", {s.key: s for s in reversed(self.statuses)})
        object.__setattr__(self, "transition", {t.key: t for t in reversed(self.transitions)})

    @classmethod
    def of(cls, document: Document) -> Circuit:
        """Read a workflow document that satisfies `schemas/meta/workflow.json`."""
        return cls(
            document["key"],
            document["title"],
            document["initial"],
            {key: Function.of(key, value) for key, value in document["functions"].items()},
            tuple(map(Status.of, document["statuses"])),
            tuple(map(Transition.of, document["transitions"])),
            tuple(map(Timer.of, document.get("timers", ()))),
            tuple(map(Tab.of, document.get("tabs", ()))),
            document.get("palette", "default"),
            tuple(document.get("tests", ())),
            tuple(document.get("migrations", ())),
        )

    @property
    def most_by_itself(self) -> int:
        """How many moves may follow one by themselves: each status once, as none of them may come
        round again (publication refuses it; this bounds a defect)."""
        return len(self.statuses)

    def leaving(self, status: str) -> tuple[Transition, ...]:
        """The transitions out of a status, in the order of the document."""
        return self.ways_out.get(status, ())

    def submission(self, draft: str | None = None) -> Transition:
        """The one transition that leaves a draft status (the initial one unless told)."""
        (only,) = self.leaving(draft or self.initial)
        return only

    def previous_of(self, source: str) -> tuple[str, ...]:
        """Every status that may lie on top of the markers while the request stands in `source`."""
        return tuple(s.key for s in self.statuses if s.marks and s.key != source)

    def timers_in(self, status: str) -> tuple[Timer, ...]:
        """The timers to arm on entering a status."""
        return tuple(timer for timer in self.timers if status in timer.statuses)

    def automatic_from(self, status: str) -> Iterable[Transition]:
        """What the engine tries, in order, when a request arrives in an automatic status."""
        if status in self.status and self.status[status].kind is Kind.AUTOMATIC:
            return (t for t in self.leaving(status) if t.for_system)
        return ()
