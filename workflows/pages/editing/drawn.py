"""The list of statuses as it is drawn: each with its actions as rows, what is wrong beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.i18n import _, ngettext
from schemas import conditioning
from schemas.domain.conditions.names import Names
from workflows.domain.circuit import PREVIOUS
from workflows.domain.editing.parts import label_of
from workflows.domain.parts import SYSTEM
from workflows.pages.editing.words import (
    SHORT_KINDS,
    function_words,
    status_words,
    target_words,
)

Faults = Mapping[str, tuple[int, int]]
NONE = (0, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """An action under one of its statuses."""

    key: str
    ref: str
    label: str
    to: str
    tone: str
    icon: str
    back: bool
    by: str
    by_system: bool
    #: What it asks and causes, in a few words each: (icon, words).
    chips: tuple[tuple[str, str], ...]
    faults: tuple[int, int]
    open: bool
    #: Whether this is the row its own address leads to: an action may leave several statuses.
    main: bool
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A status and the actions out of it."""

    key: str
    ref: str
    label: str
    tone: str
    icon: str
    kind: str
    chips: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    faults: tuple[int, int]
    open: bool
    first: bool
    last: bool


class Drawing:
    """Draws the statuses of a document."""

    def __init__(self, body: Mapping[str, Any], names: Names, faults: Faults, opened: str) -> None:
        self.body, self.names, self.faults, self.opened = body, names, faults, opened
        self.opened_way = opened.split(":")[1] if opened.startswith("action:") else ""
        self.statuses, self.functions = status_words(body), function_words(body)
        self.looks = {
            str(s.get("key")): (str(s.get("tone")), str(s.get("icon")))
            for s in body.get("statuses") or ()
        }
        self.leaving: dict[str, list[Any]] = {}
        for way in body.get("transitions") or ():
            for source in way.get("from") or ():
                self.leaving.setdefault(str(source), []).append(way)

    def cards(self) -> list[Card]:
        """Every status, in the order of the list."""
        listed = self.body.get("statuses") or ()
        return [self._card(n, one, len(listed)) for n, one in enumerate(listed)]

    def strays(self) -> list[Row]:
        """Actions that leave no status there is: nothing else would show them."""
        ways = self.body.get("transitions") or ()
        lost = [w for w in ways if not set(w.get("from") or ()) & set(self.statuses)]
        return [self._row(way, "", n, len(lost)) for n, way in enumerate(lost)]

    def _card(self, n: int, status: Mapping[str, Any], count: int) -> Card:
        key = str(status.get("key", ""))
        ways = self.leaving.get(key, [])
        ref = f"status:{key}"
        return Card(
            key=key,
            ref=ref,
            label=label_of(status),
            tone=str(status.get("tone", "slate")),
            icon=str(status.get("icon", "circle")),
            kind=str(SHORT_KINDS.get(str(status.get("kind")), "")),
            chips=tuple(self._status_chips(status)),
            rows=tuple(self._row(way, key, at, len(ways)) for at, way in enumerate(ways)),
            faults=self.faults.get(ref, NONE),
            open=self.opened == ref,
            first=n == 0,
            last=n == count - 1,
        )

    def _status_chips(self, status: Mapping[str, Any]) -> list[tuple[str, str]]:
        chips = []
        if status.get("key") == self.body.get("initial"):
            chips.append(("flag", str(_("Départ"))))
        if status.get("level"):
            chips.append(("list-dashes", _("Niveau %(level)s", level=status["level"])))
        votes = len((status.get("parallel") or {}).get("votes") or ())
        if status.get("parallel"):
            chips.append(("users", ngettext("%(num)s visa", "%(num)s visas", votes)))
        points = len(status.get("checklist") or ())
        if points:
            text = ngettext("%(num)s point à vérifier", "%(num)s points à vérifier", points)
            chips.append(("list-checks", text))
        return chips

    def _row(self, way: Mapping[str, Any], source: str, n: int, count: int) -> Row:
        key, to = str(way.get("key", "")), str(way.get("to", ""))
        tone, icon = self.looks.get(
            to, ("slate", "arrow-u-up-left" if to == PREVIOUS else "question")
        )
        by = [str(one) for one in way.get("by") or ()]
        first = next(iter(way.get("from") or ()), "")
        ref = f"action:{key}:{source or first}"
        return Row(
            key=key,
            ref=ref,
            label=label_of(way),
            to=target_words(self.statuses, to),
            tone=tone,
            icon=icon,
            back=way.get("direction") == "back",
            by=", ".join(self._who(one) for one in by) or str(_("personne")),
            by_system=by == [SYSTEM],
            chips=tuple(self._way_chips(way)),
            faults=self.faults.get(f"action:{key}", NONE),
            open=self.opened == ref,
            main=source in {"", first} and self.opened_way != key,
            first=n == 0,
            last=n == count - 1,
        )

    def _who(self, function: str) -> str:
        if function == SYSTEM:
            return str(_("le système"))
        return self.functions.get(function, function)

    def _way_chips(self, way: Mapping[str, Any]) -> list[tuple[str, str]]:
        chips = []
        if "guard" in way:
            chips.append(("git-branch", conditioning.sentence(way["guard"], self.names)))
        if way.get("comment") == "required":
            chips.append(("chat-circle-dots", str(_("commentaire"))))
        if way.get("not_same_actor_as"):
            chips.append(("users", str(_("par une autre personne"))))
        effects = len(way.get("actions") or ())
        if effects:
            chips.append(("envelope-simple", ngettext("%(num)s effet", "%(num)s effets", effects)))
        return chips
