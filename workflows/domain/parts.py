"""The small values a circuit is made of, beside its statuses and transitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Document = Mapping[str, Any]
Corrections = Literal["run", "suspend", "restart"]
#: CRPA L114-5: the time after which silence accepts runs from the complete file only; the one after
#: which it refuses stops while what is missing is waited for.
BY_LAW: Mapping[str, Corrections] = {"": "run", "accepted": "restart", "refused": "suspend"}

SYSTEM = "system"
"""Who fires the moves nobody clicks on: ends of votes, timers, automatic statuses."""


FALLBACK = "$fallback"
"""As `to` of an « assign »: each function that is awaited goes to the one it falls back on."""


@dataclass(frozen=True, slots=True)
class Function:
    """A role inside the circuit (« gestionnaire »), bound to groups by the service."""

    key: str
    source: str
    """`group`: members of the bound groups; `request.members`: people of the request."""
    label: str = ""
    fallback: str = ""
    """The function that stands in when nobody holds this one; empty when none does."""

    @classmethod
    def of(cls, key: str, document: Document) -> Function:
        """Read one entry of `functions`."""
        return cls(key, document["from"], document.get("label", key), document.get("fallback", ""))


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing to have looked at before a status is left."""

    key: str
    label: str
    required: bool = False
    help: str = ""

    @classmethod
    def of(cls, document: Document) -> ChecklistItem:
        """Read one entry of `checklist`."""
        return cls(
            document["key"],
            document["label"],
            required=document.get("required", False),
            help=document.get("help", ""),
        )


@dataclass(frozen=True, slots=True)
class Parallel:
    """Votes cast side by side in one status, and the two moves their outcome fires."""

    seats: tuple[str, ...]
    """The functions that vote, each once a round."""
    needed: int
    """What accepting votes must weigh to carry it: all of the seats, one (`any`), or the number
    asked for."""
    on_reject: Literal["first", "last"]
    """`first`: one rejection decides at once; `last`: only when everybody has voted."""
    accept: str
    reject: str
    keep_if_unchanged: bool = False
    """Accepting votes of earlier rounds still count while the answers have not changed."""
    weights: Mapping[str, int] = field(default_factory=dict, hash=False)
    """What the vote of a seat weighs; one for those that are not named."""
    veto: tuple[str, ...] = ()
    """Seats whose rejection decides at once, whatever the rule and `on_reject`."""

    def weight(self, seat: str) -> int:
        """What the vote of a seat counts for."""
        return self.weights.get(seat, 1)

    @property
    def total(self) -> int:
        """What all votes weigh together."""
        return sum(map(self.weight, self.seats))

    @property
    def weighted(self) -> bool:
        """Whether votes are counted by what they weigh."""
        return any(weight != 1 for weight in self.weights.values())

    @classmethod
    def of(cls, document: Document) -> Parallel:
        """Read the `parallel` of a status."""
        seats = tuple(document["votes"])
        rule = document["rule"]
        needed = {"all": len(seats), "any": 1}.get(rule) if isinstance(rule, str) else None
        weights = {} if isinstance(rule, str) else rule.get("weights", {})
        return cls(
            seats,
            rule["at_least"] if needed is None else needed,
            document["on_reject"],
            document["accept"],
            document["reject"],
            keep_if_unchanged=document.get("keep_if_unchanged", False),
            weights=dict(weights),
            veto=tuple(document.get("veto", ())),
        )


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do once the move is made: run from the outbox, by whoever registered `do`."""

    do: str
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @classmethod
    def of(cls, document: Document) -> Action:
        """Read one entry of `actions`."""
        return cls(document["do"], {k: v for k, v in document.items() if k != "do"})

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions it writes to or hands the request to."""
        to = self.settings.get("to", ())
        if isinstance(to, str):
            return (to,) if to != FALLBACK else ()
        return tuple(to)

    @property
    def hands_over(self) -> bool:
        """Whether it hands what is awaited to other functions."""
        return self.do == "assign"


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that happens by itself when a request stays too long somewhere."""

    key: str
    status: str
    """Where it runs; the first such status when there are several."""
    anchor: str
    after: str
    """ISO 8601 duration, counted from the anchor."""
    calendar: str = ""
    """Empty for plain days, else the calendar whose working days count."""
    fire: str = ""
    """The system transition it fires; empty when it only acts."""
    actions: tuple[Action, ...] = ()
    more: tuple[str, ...] = ()
    """The other statuses it runs in."""
    silence: Literal["", "accepted", "refused"] = ""
    """What silence until then is worth by law; empty when it is worth nothing."""
    corrections: Corrections = "run"
    """What its clock does while the applicant corrects: goes on, stops, begins anew afterwards."""
    every: str = ""
    """It comes back at this rhythm; empty when it goes off once."""
    times: int = 0
    """How often it goes off at most; 0 when nothing bounds it but the circuit."""

    @classmethod
    def of(cls, document: Document) -> Timer:
        """Read one entry of `timers`."""
        within = document["in"]
        first, *more = [within] if isinstance(within, str) else within
        silence = document.get("silence", "")
        return cls(
            document["key"],
            first,
            document["anchor"],
            document["after"],
            document.get("calendar", ""),
            document.get("fire", ""),
            tuple(map(Action.of, document.get("actions", ()))),
            tuple(more),
            silence,
            document.get("corrections", BY_LAW[silence]),
            document.get("every", ""),
            document.get("times", 0),
        )

    @property
    def statuses(self) -> tuple[str, ...]:
        """Every status it runs in."""
        return (self.status, *self.more)

    @property
    def whole_days(self) -> bool:
        """Whether it lasts until the end of its last day: what it decides is told as a day."""
        return bool(self.fire or self.silence)


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the file: the form, some fields, an annotation form, the thread."""

    key: str
    label: str = ""
    show: str | tuple[str, ...] = ""
    """`form`, `thread`, `history`, `documents`, or JSON pointers of the fields to show."""
    annotations: str = ""
    """Key of the form agents fill here; empty when the tab only shows."""
    functions: tuple[str, ...] = ()
    """Who sees it; empty for everybody who sees the file."""
    edit: tuple[str, ...] = ()
    """Agents who may change the answers it shows, while the request is open."""

    @classmethod
    def of(cls, document: Document) -> Tab:
        """Read one entry of `tabs`."""
        show = document.get("show", "")
        return cls(
            document["key"],
            document.get("label", ""),
            show if isinstance(show, str) else tuple(show),
            document.get("annotations", {}).get("form", ""),
            tuple(document.get("functions", ())),
            tuple(document.get("edit", ())),
        )
