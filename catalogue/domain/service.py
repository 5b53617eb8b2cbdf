"""A service document read as values (DEFINITIONS section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Button:
    """One way in: its form, and the condition under which it is offered."""

    key: str
    label: str
    form: str
    when: Any = True

    @classmethod
    def of(cls, document: Document) -> Button:
        """Read one entry of `buttons`."""
        return cls(document["key"], document["label"], document["form"], document.get("when", True))


@dataclass(frozen=True, slots=True)
class Binding:
    """Which group holds a function, on which part of the territory ("*" = everywhere)."""

    group: str
    scope: str = "*"

    def reaches(self, scope_path: str) -> bool:
        """Whether this binding counts for a request at `scope_path`."""
        if self.scope == "*":
            return True
        return scope_path == self.scope or scope_path.startswith(self.scope.rstrip("/") + "/")


@dataclass(frozen=True, slots=True)
class Opening:
    """When requests may be started, and until when a started one may be handed in."""

    since: date | None = None
    until: date | None = None
    drafts_until: date | None = None

    @classmethod
    def of(cls, document: Document) -> Opening:
        """Read `open`."""
        return cls(
            _date(document.get("from")),
            _date(document.get("until")),
            _date(document.get("drafts_until")),
        )

    def starts(self, today: date) -> bool:
        """Whether a request may be started."""
        return (self.since is None or today >= self.since) and (
            self.until is None or today <= self.until
        )

    def finishes(self, today: date) -> bool:
        """Whether a draft may still be handed in."""
        return (self.since is None or today >= self.since) and (
            self.until is None or today <= (self.drafts_until or self.until)
        )


@dataclass(frozen=True, slots=True)
class Calendar:
    """The periods of a service, in their order; none: always open."""

    periods: tuple[Opening, ...] = ()

    @classmethod
    def of(cls, document: Any) -> Calendar:
        """Read `open`: one period, or several."""
        listed = document if isinstance(document, list) else [document] if document else []
        read = [Opening.of(one) for one in listed]
        return cls(tuple(sorted(read, key=lambda one: one.since or date.min)))

    def starts(self, today: date) -> bool:
        """Whether a request may be started."""
        return not self.periods or any(one.starts(today) for one in self.periods)

    def finishes(self, today: date) -> bool:
        """Whether a draft may still be handed in."""
        return not self.periods or any(one.finishes(today) for one in self.periods)

    def at(self, today: date) -> Opening:
        """The period people think of on that day: the one that runs, else the next, else the last
        one."""
        running = (one for one in self.periods if one.starts(today))
        coming = (one for one in self.periods if one.since and one.since > today)
        last = reversed(self.periods)
        return next(running, None) or next(coming, None) or next(last, Opening())


@dataclass(frozen=True, slots=True)
class Service:
    """One version of a service."""

    key: str
    title: str
    themes: tuple[str, ...]
    audience: tuple[str, ...]
    icon: str
    sheet: Document
    eligibility: Any
    explain: str
    opening: Calendar
    number: str
    workflow: str
    buttons: tuple[Button, ...]
    bindings: Mapping[str, tuple[Binding, ...]] = field(default_factory=dict)
    retention: str = ""
    #: Answer that names a request among its neighbours: "{description}".
    request_title: str = ""
    #: Key of the letter that acknowledges a request; the house's own when it is "".
    receipt: str = ""
    #: Answers that agents see, sort and filter in their list: ("/total", "/nature").
    desk_columns: tuple[str, ...] = ()

    @classmethod
    def of(cls, document: Document) -> Service:
        """Read a document that satisfies `schemas/meta/service.json`, or a draft on its way there:
        what it does not say yet is empty."""
        eligibility = document.get("eligibility") or {}
        return cls(
            key=document["key"],
            title=document["title"],
            themes=tuple(document.get("themes", ())),
            audience=tuple(document.get("audience", ())),
            icon=document.get("icon", "file-text"),
            sheet=document.get("sheet", {}),
            eligibility=eligibility.get("rule"),
            explain=eligibility.get("explain", ""),
            opening=Calendar.of(document.get("open")),
            number=document.get("number", "{year}-{seq:05}"),
            workflow=document.get("workflow", ""),
            buttons=tuple(map(Button.of, document.get("buttons", ()))),
            bindings={
                function: tuple(Binding(b["group"], b.get("scope", "*")) for b in rows)
                for function, rows in document.get("bindings", {}).items()
            },
            retention=document.get("retention", ""),
            request_title=document.get("request_title", ""),
            receipt=document.get("receipt", ""),
            desk_columns=tuple((document.get("desk") or {}).get("columns", ())),
        )

    def button(self, key: str) -> Button | None:
        """The button called `key`."""
        return next((b for b in self.buttons if b.key == key), None)

    def groups_of(self, function: str, scope_path: str) -> tuple[str, ...]:
        """Groups bound to a function for a request at `scope_path`."""
        return tuple(b.group for b in self.bindings.get(function, ()) if b.reaches(scope_path))


def _date(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
