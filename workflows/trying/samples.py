"""What rooms above know of requests a circuit could meet: fills `workflows.samples`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Protocol

from core.actor import Actor
from core.contributions import all_of
from schemas.domain.conditions import Types
from workflows.domain.parts import Action
from workflows.models import Step

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

POINT: Final = "workflows.samples"


@dataclass(frozen=True, slots=True)
class Scene:
    """The invented request at the moment something leaves."""

    version: DefinitionVersion
    """Of the circuit, a draft perhaps."""
    source: str
    given: Mapping[str, Any]
    status: str
    submitted: datetime | None
    at: datetime
    comment: str = ""
    actor: str = ""

    def step(self) -> Step:
        """The move it comes from, as what makes mails expects it; no session ever sees it."""
        return Step(
            id=0, transition="", from_status="", to_status=self.status, direction="forward",
            function="", actor_name=self.actor, principal_name="", comment=self.comment,
            at=self.at, version=0, before={},
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Effect:
    """What an action would do, as people would get it."""

    sort: str
    """`mail`, `letter`, or what the action is called."""
    title: str
    to: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    lines: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    """Other words, two by two."""
    wrong: str = ""
    """Why it could not be made."""


class Samples(Protocol):
    """A filler of the point."""

    key: str

    def sources(self, reader: Actor, circuit: str) -> list[tuple[str, str]]:
        """Where requests of a circuit come from, as far as `reader` may know: (id, label)."""

    def types(self, source: str, circuit: Mapping[str, Any]) -> Types | None:
        """What guards may name for requests of this source; None when it is not there."""

    def labels(self, source: str, circuit: Mapping[str, Any], reader: Actor) -> Mapping[str, str]:
        """The words of those names."""

    def answers(self, source: str) -> list[tuple[str, Mapping[str, Any]]]:
        """Sample answers: (title, answers)."""

    def effect(self, scene: Scene, action: Action, to: tuple[str, ...]) -> Effect | None:
        """What an action would do here; None when this room knows nothing of it."""


def fillers() -> Iterator[Samples]:
    """The rooms that know."""
    yield from all_of(POINT)
