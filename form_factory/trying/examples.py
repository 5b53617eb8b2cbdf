"""The examples a form carries: what each says now, and the conditions none goes through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core import clock
from core.i18n import _, ngettext
from core.problems import Problem
from core.words import message
from form_factory.compiled import Compiled, compiled
from form_factory.domain.trial import Trials, run_trials
from form_factory.evaluation import evaluate
from form_factory.trying.wording import rule_in_words, told

#: Examples a form may carry (its meta-schema says so too).
MOST = 200
LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Example:
    """One example, run now."""

    number: int
    title: str
    #: What it found otherwise than expected, in words.
    told: tuple[str, ...]

    @property
    def passes(self) -> bool:
        """Whether it found what it expects."""
        return not self.told


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a definition its examples go through."""

    examples: int
    conditions: int
    both_ways: int
    #: Each condition that was not seen both ways, in words.
    unseen: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """« 3 conditions sur 5 vues dans les deux sens »."""
        if not self.conditions:
            return str(_("Ce formulaire n’a pas de condition."))
        return str(
            ngettext(
                "%(both)s condition sur %(num)s vue dans les deux sens",
                "%(both)s conditions sur %(num)s vues dans les deux sens",
                self.conditions,
                both=self.both_ways,
            )
        )


def trials_of(document: Mapping[str, Any], form: Compiled | None = None) -> Trials:
    """The examples of a form, run by the engine that serves people."""
    form = form or compiled(document)
    return run_trials(
        form.plan,
        document.get("tests", []),
        lambda answers, facts: evaluate(form, answers, facts),
        clock.now(),
    )


def examples_of(document: Mapping[str, Any]) -> tuple[list[Example], Coverage]:
    """The examples with what they say now, and what they go through."""
    form = compiled(document)
    trials = trials_of(document, form)
    found = [
        Example(
            number,
            title_of(test, number),
            tuple(message(_named(form, each)) for each in trials.told[number]),
        )
        for number, test in enumerate(document.get("tests", []))
    ]
    return found, _coverage(form, trials)


def coverage_of(document: Mapping[str, Any]) -> Coverage:
    """What the examples go through: shown where one publishes."""
    form = compiled(document)
    return _coverage(form, trials_of(document, form))


def title_of(test: Mapping[str, Any], number: int) -> str:
    """The name of an example, else its number."""
    title = str(test.get("title") or "").strip()
    return title or str(_("Essai %(number)s", number=number + 1))


def _coverage(form: Compiled, trials: Trials) -> Coverage:
    unseen = []
    for point, ways in trials.unseen():
        if len(ways) == 2:
            missing = _("jamais parcourue")
        elif point.required:
            missing = _("jamais demandée") if True in ways else _("toujours demandée")
        else:
            missing = _("jamais affichée") if True in ways else _("jamais masquée")
        name = told(form, point.name)
        unseen.append(
            str(_("%(name)s, %(rule)s : %(missing)s", name=name, rule=rule_in_words(form, point),
                  missing=missing))
        )  # fmt: skip
    return Coverage(len(trials.told), trials.conditions, trials.both_ways, tuple(unseen))


def _named(form: Compiled, problem: Problem) -> Problem:
    """The same problem with the words of its questions instead of their addresses."""
    params = dict(problem.params)
    if "field" in params:
        params["field"] = told(form, str(params["field"]))
    if problem.code == "form-trial-errors":
        for side in ("expected", "found"):
            params[side] = ", ".join(told(form, one) for one in str(params[side]).split(", "))
    return replace(problem, params=params)
