"""The plate on the door of a room: all it offers to the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import click
    from flask import Blueprint

    from core.actor import Actor
    from core.jobs import Chunked


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of the main menu, shown to whom `shown` says."""

    key: str
    label: Any
    endpoint: str
    icon: str
    #: Which menus: "portal" (heads, parents), "desk" (agents), "admin".
    place: str
    shown: Callable[[Actor], bool]
    order: int = 50
    count: Callable[[Actor], int | None] | None = None
    #: Other addresses under which this entry is the current one.
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feature:
    """What `app/` hangs up when it opens a room."""

    name: str
    blueprints: Sequence[Blueprint] = ()
    #: StrEnums of permissions.
    permissions: Sequence[type] = ()
    menus: Sequence[MenuEntry] = ()
    commands: Sequence[click.Command] = ()
    #: name → callable(job) for jobs that are not deliveries of events.
    jobs: Mapping[str, Callable[..., Any] | Chunked] = field(default_factory=dict)
    #: Work of the clock: name → (every seconds, callable()).
    periodic: Mapping[str, tuple[int, Callable[[], Any]]] = field(default_factory=dict)
    contributions: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)
    settings: Sequence[Any] = ()
    #: API resources blueprints are in `blueprints` too; these are their documented operations.
    api: Sequence[Any] = ()
