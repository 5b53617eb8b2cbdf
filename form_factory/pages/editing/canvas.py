"""The middle of the editor: steps of the form, and what stands on the one that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from core.i18n import _
from form_factory.domain.editing import Spot
from form_factory.domain.form import choices_of
from form_factory.domain.pointers import dotted
from form_factory.pages.editing.desk import Desk, dom_id
from form_factory.pages.editing.faults import Fault
from schemas.phrases import in_words


@dataclass(frozen=True, slots=True)
class Chip:
    """A word on a card: a condition, a computation, a known datum."""

    text: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class Card:
    """One item on the canvas."""

    ref: str
    id: str
    kind: str
    label: str
    icon: str
    ghost: str
    url: str
    chosen: bool
    optional: bool
    half: bool
    first: bool
    last: bool
    chips: Sequence[Chip]
    faults: Sequence[Fault]
    #: Items inside; None for what holds none.
    inner: Sequence[Card] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form, on the marelle."""

    id: str
    title: str
    url: str
    current: bool
    conditional: str
    faulty: bool


def steps_of(desk: Desk, faults: Sequence[Fault]) -> list[Step]:
    """The marelle."""
    words = _Words(desk)
    faulty = {each.page for each in faults if not each.warning}
    return [
        Step(
            id=page["id"],
            title=str(page["title"]),
            url=desk.url(page["id"]),
            current=page["id"] == desk.page,
            conditional=words.of(page.get("when"), None),
            faulty=page["id"] in faulty,
        )
        for page in desk.pages
    ]


def cards_of(desk: Desk, faults: Mapping[str, Sequence[Fault]]) -> list[Card]:
    """What stands on the open page."""
    words = _Words(desk)
    computed = {each["field"] for each in desk.document.get("computed", ())}
    known = {each["field"] for each in desk.document.get("prefill", ())}
    drawn = _Drawn(desk, words, faults, computed, known)
    return drawn.under(f"page:{desk.page}")


@dataclass(frozen=True, slots=True)
class _Drawn:
    desk: Desk
    words: _Words
    faults: Mapping[str, Sequence[Fault]]
    computed: set[str]
    known: set[str]

    def under(self, home: str) -> list[Card]:
        """The cards of what stands in `home`."""
        return [self.card(spot) for spot in self.desk.by_ref.values() if spot.home == home]

    def card(self, spot: Spot) -> Card:
        kind = self.desk.type_of(spot)
        inside = spot.kind == "section" or spot.shape == "rows"
        at_edge = not spot.home.startswith("section:")
        return Card(
            ref=spot.ref,
            id=dom_id(spot.ref),
            kind=spot.kind if spot.shape != "rows" else "rows",
            label=spot.label,
            icon=kind.icon if kind else "question",
            ghost="" if inside else self.ghost(spot, str(kind.label) if kind else ""),
            url=self.desk.url(self.desk.page, spot.ref),
            chosen=spot.ref == self.desk.ref,
            optional=self.optional(spot),
            half=spot.item.get("width") == "half",
            first=at_edge and spot.index == 0,
            last=at_edge and spot.index == len(spot.holder) - 1,
            chips=self.chips(spot),
            faults=self.faults.get(spot.ref, ()),
            inner=self.under(spot.ref) if inside else None,
        )

    def ghost(self, spot: Spot, label: str) -> str:
        """What the question looks like, in a few words."""
        if spot.part is None:
            return label  # a text stands in full in its name
        choices = choices_of(self.desk.document["schema"], spot.part)
        return "  ·  ".join(one.label for one in choices[:12]) or label

    def optional(self, spot: Spot) -> bool:
        field = self.desk.fields.get("/" + "/".join(spot.path))
        if field is None or spot.shape == "group" or field.schema.get("readOnly"):
            return False
        return field.pointer not in self.computed and not (field.demanded or field.required)

    def chips(self, spot: Spot) -> list[Chip]:
        pointer = "/" + "/".join(spot.path)
        found = []
        if when := self.words.of(spot.item.get("when"), spot.row_of):
            found.append(Chip(_capital(when), "git-branch", "sky"))
        if asked := self.words.of(spot.item.get("required"), spot.row_of):
            found.append(Chip(_("Obligatoire %(condition)s", condition=asked), "asterisk", "plum"))
        if pointer in self.computed:
            found.append(Chip(_("Calculé"), "calculator", "leaf"))
        if pointer in self.known:
            found.append(Chip(_("Repris d’une donnée connue"), "database", "leaf"))
        return found


class _Words:
    """Conditions in the words of the form."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.labels: dict[str, str] = {}

    def of(self, condition: Any, row_of: tuple[str, ...] | None) -> str:
        """« si la nature est « urgence » », "" when there is no condition."""
        if condition is None or isinstance(condition, bool):
            return ""
        if not self.labels:
            for spot in self.desk.by_ref.values():
                if spot.path:
                    self.labels[dotted(spot.path)] = spot.label
        if not row_of:
            return in_words(condition, self.desk.types, self.labels)
        stem = dotted(row_of) + "."
        inside = {
            "./" + name.removeprefix(stem): label
            for name, label in self.labels.items()
            if name.startswith(stem)
        }
        return in_words(
            condition, self.desk.types.in_rows(dotted(row_of)), {**self.labels, **inside}
        )


def minutes_of(desk: Desk) -> int:
    """How long it takes to fill in, a row counted twice."""
    seconds = 0
    for spot in desk.by_ref.values():
        kind = desk.type_of(spot)
        seconds += (kind.seconds if kind else 0) * (2 if spot.row_of else 1)
    return max(1, ceil(seconds / 60))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
