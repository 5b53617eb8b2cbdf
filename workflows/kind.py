"""What this room says of definitions of kind `workflow`: faults, warnings, tests that fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from core.actor import Actor
from core.contributions import all_of
from core.i18n import _, _l
from core.icons import known_icons
from core.problems import Problem
from schemas.domain.translating import Rule, Text, texts_by
from workflows import known_days
from workflows.domain.check import findings
from workflows.domain.circuit import Action, Circuit
from workflows.domain.decision import CHECKLIST
from workflows.domain.editing import beginning
from workflows.domain.names import Known
from workflows.domain.room import nearly_full
from workflows.domain.trial import run
from workflows.trying.paths import Coverage, coverage_of
from workflows.trying.saying import told

#: Where rooms above hang what a move may ask for first.
CHECKS: Final = "workflows.checks"
#: Where rooms hang what a move or a delay may cause.
ACTIONS: Final = "workflows.actions"
NAMED_BY_ACTIONS = (
    ("template", "template"),
    ("form", "form"),
    ("entity", "entity"),
    ("connector", "connector"),
)
"""Setting of an action → kind of the definition it names."""

#: Where a circuit speaks to people.
TEXTS: Final = (
    Rule(("statuses", "*"), "status.{}", ("label", "help")),
    Rule(("statuses", "*", "checklist", "*"), "status.{}.checklist.{}", ("label", "help")),
    Rule(("transitions", "*"), "transition.{}", ("label",)),
    Rule(("functions", "*"), "function.{}", ("label",)),
    Rule(("tabs", "*"), "tab.{}", ("label",)),
)


class WorkflowKind:
    """Fills the point `schemas.kinds`."""

    key = "workflow"
    label = _l("Circuit")
    icon = "git-branch"
    soft = frozenset({"template", "form", "calendar", "entity", "connector"})
    """Named, but read live when they are needed: their absence is advice, not a refusal."""

    def __init__(self, checks: Iterable[str] = ()) -> None:
        """`checks` are known beside those that hang at `CHECKS`; without any, none is doubted."""
        self._checks = frozenset(checks)

    def problems(self, document: Mapping[str, Any]) -> list[Problem]:
        """Static faults; without any, the circuit's own tests are played."""
        circuit = Circuit.of(document)
        found = findings(circuit, known=known_names(self._checks))
        problems = [*found.refused, *_marked([*_advice(circuit), *found.warned], "warning")]
        if found.publishable and circuit.tests:
            failures = run(circuit).failures
            problems += _marked((told(circuit, failure) for failure in failures), "test")
        return problems

    def coverage(self, document: Mapping[str, Any]) -> Coverage | None:
        """How much of the circuit its tests go through; None while it cannot be walked."""
        circuit = Circuit.of(document)
        known = known_names(self._checks)
        return coverage_of(circuit) if findings(circuit, known=known).publishable else None

    def translatable(self, document: Mapping[str, Any]) -> list[Text]:
        """The words people read of a circuit."""
        return texts_by(document, TEXTS)

    def references(self, document: Mapping[str, Any]) -> set[tuple[str, str]]:
        """Templates, annotation forms, calendars, entities and connectors it names."""
        circuit = Circuit.of(document)
        named = {("form", tab.annotations) for tab in circuit.tabs if tab.annotations}
        named |= {("calendar", timer.calendar) for timer in circuit.timers if timer.calendar}
        return named | {
            (kind, action.settings[setting])
            for action in _actions(circuit)
            for setting, kind in NAMED_BY_ACTIONS
            if setting in action.settings
        }

    def blank(self, title: str) -> dict[str, Any]:
        """What every circuit has: a draft status, and whoever files."""
        return beginning.empty(str(_("Brouillon")), str(_("Demandeur")))

    def published(self, version: Any, actor: Actor) -> None:
        """Nothing to prepare: the bridge is built at the first move."""


def known_names(more: Iterable[str] = ()) -> Known:
    """Checks and effects of the house; what nobody brought is not doubted."""
    checks = frozenset(more) | {each.key for each in all_of(CHECKS)}
    effects = frozenset(each.key for each in all_of(ACTIONS))
    return Known(
        checks=checks | {CHECKLIST} if checks else None,
        icons=known_icons(),
        actions=effects or None,
    )


def static_problems(circuit: Circuit) -> list[Problem]:
    """Refusals and warnings of a circuit that may still lack words: for its editor."""
    found = findings(circuit, known=known_names())
    return [*found.refused, *_marked([*_advice(circuit), *found.warned], "warning")]


def _advice(circuit: Circuit) -> Iterator[Problem]:
    """What the house knows and a circuit alone does not: the room that is left, its calendars."""
    yield from nearly_full(circuit)
    yield from known_days.advice(circuit)


def _actions(circuit: Circuit) -> Iterator[Action]:
    for transition in circuit.transitions:
        yield from transition.actions
    for timer in circuit.timers:
        yield from timer.actions


def _marked(problems: Iterable[Problem], severity: str) -> Iterator[Problem]:
    for problem in problems:
        yield replace(problem, params={**problem.params, "severity": severity})
