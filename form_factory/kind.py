"""What this room says of definitions of kind `form`: faults, warnings, tests that fail."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from core.actor import Actor
from core.i18n import _l
from core.ids import ulid
from core.problems import Problem
from form_factory.domain.check import check
from form_factory.domain.editing import copied
from form_factory.domain.translated import texts_of
from form_factory.domain.walk import items_of, lists_in
from form_factory.fields import named
from form_factory.lists import with_choices
from form_factory.trying.examples import Coverage, coverage_of, trials_of
from schemas.domain.translating import Text


class FormKind:
    """Fills the point `schemas.kinds`."""

    key = "form"
    label = _l("Formulaire")
    icon = "list-checks"

    def problems(self, document: Mapping[str, Any]) -> list[Problem]:
        """Static faults; without any, the form's own tests are run."""
        checked = check(with_choices(document), holds_of)
        found = [*checked.problems, *_marked(checked.warnings, "warning")]
        if not checked.problems and document.get("tests"):
            found += _marked(trials_of(document).problems, "test")
        return found

    def references(self, document: Mapping[str, Any]) -> set[tuple[str, str]]:
        """The lists its answers come from, the entities whose records they name."""
        lists = {("reference-list", key) for _place, key in lists_in(document)}
        named = (placed.item.get("entity") for placed in items_of(document))
        return lists | {("entity", key) for key in named if key}

    def translatable(self, document: Mapping[str, Any]) -> list[Text]:
        """The words of its pages, questions and choices."""
        return texts_of(document)

    def coverage(self, document: Mapping[str, Any]) -> Coverage | None:
        """How much of the form its examples go through; None while it cannot be run."""
        if check(document, holds_of).problems:
            return None
        return coverage_of(document)

    def copied(self, document: dict[str, Any]) -> dict[str, Any]:
        """A form to begin another one with: every question is a new one, its words translated."""
        return copied(document, ulid)

    def published(self, version: Any, actor: Actor) -> None:
        """Nothing to prepare: a form is compiled at its first use."""


def holds_of(widget: str) -> AbstractSet[str] | None:
    """The types of JSON Schema a widget may hold; None when nobody brought it."""
    found = named(widget)
    return found.holds if found else None


def _marked(problems: list[Problem], severity: str) -> list[Problem]:
    return [replace(each, params={**each.params, "severity": severity}) for each in problems]
