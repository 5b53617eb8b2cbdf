"""What this room says of definitions of kind `form`: faults, warnings, tests that fail."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, Final

from core.actor import Actor
from core.canonical import sha256
from core.i18n import _l
from core.ids import ulid
from core.kept import Kept
from core.problems import Problem
from form_factory.compiled import compiled
from form_factory.domain.check import Checked, check
from form_factory.domain.editing import copied
from form_factory.domain.form import Form
from form_factory.domain.fresh import fresh
from form_factory.domain.plan import Plan
from form_factory.domain.translated import texts_of
from form_factory.domain.walk import items_of, lists_in
from form_factory.fields import named
from form_factory.lists import with_choices
from form_factory.prefill_lint import prefill_warnings
from form_factory.trying.examples import Coverage, coverage_of, trials_of
from schemas.domain.translating import Text


class FormKind:
    """Fills the point `schemas.kinds`."""

    key = "form"
    label = _l("Formulaire")
    icon = "list-checks"

    def problems(self, document: Mapping[str, Any]) -> list[Problem]:
        """Static faults; without any, the form's own tests are run."""
        checked = checked_once(with_choices(document))
        found = [*checked.problems, *_marked(checked.warnings, "warning")]
        if not checked.problems:
            found += _marked(list(prefill_warnings(document)), "warning")
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


#: What is to be said of documents, by hash: nothing else has a say in it.
_CHECKED: Final[Kept[str, Checked]] = Kept(200)


def checked_once(document: Mapping[str, Any]) -> Checked:
    """`check`, done once for each text; a sound form is ready to be run by whoever draws it."""
    key = sha256(document)
    return _CHECKED.of(key, lambda: _check(fresh(dict(document)), key))


def _check(kept: Mapping[str, Any], key: str) -> Checked:
    """`kept` is nobody else's: what is compiled of it stays true to its hash."""

    def plan(form: Form) -> object:
        try:
            return compiled(kept, key, form=form)
        except (ValueError, KeyError):  # its plain schema: told by others than this room
            return Plan.of(form)

    return check(kept, holds_of, plan)


def holds_of(widget: str) -> AbstractSet[str] | None:
    """The types of JSON Schema a widget may hold; None when nobody brought it."""
    found = named(widget)
    return found.holds if found else None


def _marked(problems: list[Problem], severity: str) -> list[Problem]:
    return [replace(each, params={**each.params, "severity": severity}) for each in problems]
