"""The paths a circuit keeps as tests: what each gives now, and the moves none of them makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.i18n import _, ngettext
from core.words import message
from workflows.domain.circuit import Circuit
from workflows.domain.trial import Trial, run
from workflows.trying.saying import expected_words, step_words, title_of, told

#: Tests a circuit may carry (its meta-schema says so too).
MOST: Final = 200
LONGEST_TITLE: Final = 120


@dataclass(frozen=True, slots=True)
class Path:
    """One kept path, walked now."""

    number: int
    title: str
    steps: tuple[str, ...]
    expected: str
    #: What it found otherwise than expected, in words; "" when it passes.
    told: str

    @property
    def passes(self) -> bool:
        """Whether it gave what it expects."""
        return not self.told


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a circuit its tests go through; as the page of publication shows it."""

    examples: int
    moves: int
    made: int
    #: Each move no test makes, in words.
    unseen: tuple[str, ...]

    @property
    def unseen_title(self) -> str:
        """What `unseen` is a list of."""
        return str(_("Actions qu’aucun essai ne fait"))

    @property
    def sentence(self) -> str:
        """« 3 actions sur 5 faites dans un essai »."""
        return str(
            ngettext(
                "%(made)s action sur %(num)s faite dans un essai.",
                "%(made)s actions sur %(num)s faites dans un essai.",
                self.moves,
                made=self.made,
            )
        )


def paths_of(circuit: Circuit) -> tuple[list[Path], Coverage]:
    """The tests of a circuit with what they give, and what they go through."""
    trial = run(circuit)
    failing = {failure.number: message(told(circuit, failure)) for failure in trial.failures}
    found = [
        Path(
            number,
            title_of(test, number),
            tuple(step_words(circuit, step) for step in test["path"]),
            expected_words(circuit, test),
            failing.get(number, ""),
        )
        for number, test in enumerate(circuit.tests)
    ]
    return found, _covered(circuit, trial)


def coverage_of(circuit: Circuit) -> Coverage:
    """What the tests go through."""
    return _covered(circuit, run(circuit))


def _covered(circuit: Circuit, trial: Trial) -> Coverage:
    missed = tuple(circuit.transition[key] for key in trial.missed)
    words = tuple(
        move.label if move.label != move.key
        else str(_("« %(move)s » (passage automatique)", move=move.key))
        for move in missed
    )  # fmt: skip
    moves = len(circuit.transitions)
    return Coverage(len(circuit.tests), moves, moves - len(missed), words)


def renamed(test: Mapping[str, Any], title: str) -> dict[str, Any]:
    """A test under another name; without one it is told by its number."""
    rest = {key: value for key, value in test.items() if key != "title"}
    return {"title": title, **rest} if title else rest
