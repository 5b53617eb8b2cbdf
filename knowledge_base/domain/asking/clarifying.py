"""The question that parts the best entries: by theme, reader, service, or what they do."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from knowledge_base.domain.asking.index import Index
from knowledge_base.domain.asking.ranking import Found
from knowledge_base.domain.asking.thread import Option

MOST_CLARIFICATIONS: Final = 2
#: Entries looked at, and how far behind the first they may be.
MOST_PARTED: Final = 6
FAR_BEHIND: Final = 3.0
MOST_OPTIONS: Final = 4
#: Asked only when the answer is likely to bring the right entry first, and more so than without.
LEAST_HOPE: Final = 0.8
LEAST_GAIN: Final = 0.15
#: None of the entries is right when the first is hardly like the question.
LEAST_LIKENESS: Final = 0.45
#: How fast hope falls with the score.
HEAT: Final = 0.7


@dataclass(frozen=True, slots=True)
class Clarification:
    """What is asked back: `about` names what parts the entries; a page puts it in words."""

    about: str
    options: tuple[Option, ...]


def clarification(found: Sequence[Found], index: Index) -> Clarification | None:
    """The question worth asking, if there is one."""
    close = [one for one in found[:MOST_PARTED] if found[0].score - one.score <= FAR_BEHIND]
    if len(close) < 2 or found[0].looks.f1 < LEAST_LIKENESS:
        return None
    hopes = _hopes(close)
    best: tuple[float, Clarification] | None = None
    for about, parted in _PARTINGS.items():
        groups = _groups(close, hopes, [parted(index, one.entry) for one in close])
        if groups is None:
            continue
        hope = sum(group[0][0] for group in groups.values())
        if hope < LEAST_HOPE or hope - hopes[0] < LEAST_GAIN:
            continue
        options = tuple(
            Option(label, tuple(index.pieces[one.entry].key for _, one in group))
            for label, group in groups.items()
        )
        if best is None or hope > best[0] + 0.05:
            best = hope, Clarification(about, options)
    return best[1] if best else None


def _hopes(close: Sequence[Found]) -> list[float]:
    """How likely each is the right one, were one of them right."""
    weights = [math.exp(HEAT * (one.score - close[0].score)) for one in close]
    return [weight / sum(weights) for weight in weights]


def _groups(
    close: Sequence[Found], hopes: Sequence[float], labels: Sequence[str]
) -> dict[str, list[tuple[float, Found]]] | None:
    groups: dict[str, list[tuple[float, Found]]] = {}
    for hope, one, label in zip(hopes, close, labels, strict=True):
        if not label:
            return None
        groups.setdefault(label, []).append((hope, one))
    return groups if 2 <= len(groups) <= MOST_OPTIONS else None


def _theme(index: Index, entry: int) -> str:
    return index.pieces[entry].theme


def _service(index: Index, entry: int) -> str:
    return index.pieces[entry].service


def _audience(index: Index, entry: int) -> str:
    return ", ".join(sorted(index.pieces[entry].audience))


def _act(index: Index, entry: int) -> str:
    acts = index.acts[entry]
    return next(iter(acts)) if len(acts) == 1 else ""


_PARTINGS: Final[dict[str, Callable[[Index, int], str]]] = {
    "theme": _theme,
    "service": _service,
    "audience": _audience,
    "act": _act,
}
