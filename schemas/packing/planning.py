"""What loading a pack would do: each definition three ways, in words, before anything is done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import select

from core.canonical import sha256
from core.contributions import one_of
from core.database import session
from schemas import packs, queries
from schemas.changes import Told, changes_between
from schemas.domain.merging import Clash, merge
from schemas.domain.recipes import ALONE, Beside, Binding
from schemas.models import DefinitionVersion, Pack
from schemas.pack_models import PackText
from schemas.packing import hooks
from schemas.packing.house import Setting, settings_of
from schemas.packs import Item, PackSource
from schemas.touches import UnderWay, under_way

State = Literal["new", "same", "update", "kept", "conflict", "dropped"]
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One definition: as the last load brought it, as it is here, as the pack brings it now."""

    kind: str
    key: str
    state: State
    #: None when the pack no longer brings it.
    item: Item | None
    base: Document | None
    here: Document | None
    #: The pack's text with what ties it to this house.
    theirs: Document | None
    merged: Document | None = None
    clashes: tuple[Clash, ...] = ()
    #: Whether it was taken out of service here.
    retired: bool = False
    #: What comes with it.
    beside: Beside = ALONE

    @property
    def name(self) -> str:
        """How manifests and reports call it."""
        return f"{self.kind}/{self.key}"

    @property
    def title(self) -> str:
        """As it is called here, else in the pack."""
        found = self.here or self.theirs or self.base or {}
        return str(found.get("title", self.key))

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be chosen."""
        if self.state == "same":
            return ()
        merged = ("merge",) if self.state == "conflict" and self.merged is not None else ()
        return (*merged, "mine", "theirs")

    @property
    def proposed(self) -> str:
        """What a careful person would choose; "" when it is hers alone to say."""
        if self.state in {"new", "update"}:
            return "theirs"
        if self.state == "conflict":
            return "merge" if self.merged is not None else ""
        return "mine"

    def ours(self) -> list[Told]:
        """What was changed here since the pack came."""
        return _told(self.kind, self.base, self.here)

    def brings(self) -> list[Told]:
        """What the pack changes: since it came, else against what is here."""
        return _told(self.kind, self.base or self.here, self.theirs)

    def bindings(self) -> list[Binding]:
        """What is to be said before it serves here; nothing for what serves already."""
        if self.theirs is None or self.here is not None:
            return []
        return hooks.to_bind(self.theirs, self.beside)

    def under_way(self) -> UnderWay:
        """What runs on it here: how much keeps its version, how much the pack moves."""
        live = queries.live(self.kind, self.key)
        if live is None or self.state == "same":
            return UnderWay()
        brought = self.merged or self.theirs or {}
        return under_way(live, brought if hooks.holds(brought) else {})


@dataclass(slots=True)
class Plan:
    """The whole of it."""

    source: PackSource
    installed: Pack | None
    lines: list[Line]
    #: Packs that come with Préau and would be installed first.
    first: list[str] = field(default_factory=list)
    #: Packs that nobody has here.
    lacking: list[str] = field(default_factory=list)
    #: Rooms that would receive rows, and are not in this house.
    unknown_rooms: list[str] = field(default_factory=list)
    #: (title, kind/key) of what would be missing.
    absent: list[tuple[str, str]] = field(default_factory=list)
    #: What somebody will have to set up here.
    unset: list[Setting] = field(default_factory=list)

    def of(self, *states: str) -> list[Line]:
        """The lines in these states."""
        return [line for line in self.lines if line.state in states]


def plan_of(source: PackSource) -> Plan:
    """Nothing is touched."""
    installed = queries.pack(source.key)
    beside = hooks.beside(source)
    lines = [replace(line, beside=beside) for line in lines_of(source, installed)]
    plan = Plan(source, installed, lines)
    shipped = set(packs.shipped_names())
    coming = {(item.kind, item.key) for item in source.items}
    waiting = list(source.manifest["requires"])
    while waiting:
        key = waiting.pop(0)
        if queries.pack(key) is not None or key in {*plan.first, *plan.lacking}:
            continue
        (plan.first if key in shipped else plan.lacking).append(key)
        if key in shipped:
            before = packs.shipped(key)
            coming |= {(item.kind, item.key) for item in before.items}
            waiting += before.manifest["requires"]
    plan.unknown_rooms = sorted(
        {into for into, _f, _c in source.data if one_of("schemas.pack_data", into) is None}
    )
    for line in plan.lines:
        if line.theirs is not None and line.state != "same":
            plan.absent += [(line.title, name) for name in _absent(line.theirs, coming)]
    brought = settings_of(line.theirs for line in plan.lines if line.theirs is not None)
    plan.unset = [one for one in brought if not one.here]
    return plan


def lines_of(source: PackSource, installed: Pack | None) -> list[Line]:
    """Where each definition stands, those the pack has given up last."""
    bases = installed.installed if installed else {}
    lines = [_line(source.key, item, bases.get(item.name)) for item in source.items]
    gone = sorted(set(bases) - {item.name for item in source.items} - taken_over(source))
    for name in gone:
        kind, _sign, key = name.partition("/")
        live = queries.live(kind, key)
        base = text_of(source.key, kind, key, bases[name])
        here = live.body if live else None
        lines.append(Line(kind, key, "dropped", None, base, here, None, retired=live is None))
    return lines


def taken_over(source: PackSource) -> set[str]:
    """What this pack no longer brings because another one does: it has only moved."""
    elsewhere = {
        name for pack in queries.installed_packs() if pack.key != source.key
        for name in pack.installed
    }  # fmt: skip
    return elsewhere - {item.name for item in source.items}


def _line(pack: str, item: Item, base: str | None) -> Line:
    live = queries.live(item.kind, item.key)
    here = live.sha256 if live else None
    theirs = hooks.at_home(item.document, live.body if live else None)
    merged: Document | None = None
    clashes: tuple[Clash, ...] = ()
    original = text_of(pack, item.kind, item.key, base) if base else None
    if here == sha256(theirs) or here == item.sha256:
        state: State = "same"
    elif here == base:
        state = "update" if here else "new"
    elif base == item.sha256:
        state = "kept"
    else:
        state = "conflict"
        if live is not None and original is not None:
            found = merge(original, live.body, theirs)
            clashes = tuple(found.clashes)
            merged = None if clashes else found.document
    return Line(
        item.kind, item.key, state, item, original, live.body if live else None, theirs,
        merged, clashes, retired=live is None and base is not None,
    )  # fmt: skip


def text_of(pack: str, kind: str, key: str, digest: str) -> Document | None:
    """The original of a definition by its hash: kept with the pack, or a version of here."""
    kept = session.get(PackText, (pack, digest))
    if kept is not None:
        found: Document = json.loads(kept.content)
        return found
    text = session.scalar(
        select(DefinitionVersion.body_text)
        .where(
            DefinitionVersion.kind == kind,
            DefinitionVersion.key == key,
            DefinitionVersion.sha256 == digest,
        )
        .limit(1)
    )
    return json.loads(text) if text else None


def _absent(document: Mapping[str, Any], coming: set[tuple[str, str]]) -> list[str]:
    named = hooks.needs(document) - coming
    return [f"{kind}/{key}" for kind, key in sorted(named) if queries.live(kind, key) is None]


def _told(kind: str, old: Document | None, new: Document | None) -> list[Told]:
    return changes_between(kind, old, new) if old is not None and new is not None else []


def number_of(line: Line) -> int | None:
    """The number of the version in service."""
    live = queries.live(line.kind, line.key)
    return live.number if live else None
