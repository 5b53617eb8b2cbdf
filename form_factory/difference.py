"""The difference between two states of answers, in the words of a reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.files import FileRef
from core.i18n import _
from form_factory.compiled import Compiled
from form_factory.domain.difference import Change, differences
from form_factory.domain.drafts import Draft
from form_factory.domain.form import Field
from form_factory.domain.normal import is_blank
from form_factory.fields import type_for
from form_factory.rowtitles import row_title

Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a difference; None where there is nothing."""

    address: str
    label: str
    before: str | None
    after: str | None
    #: The house worked it out: nobody changed it by hand.
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two states: answers, the words of its lists, the names of its files."""

    draft: Draft
    labels: Labels
    files: Mapping[str, FileRef]


def told(form: Compiled, before: Side, after: Side) -> list[Told]:
    """Line by line, in reading order."""
    return [
        Told(
            each.address,
            _label(each),
            _side(each, each.before, before),
            _side(each, each.after, after),
            each.field.pointer in form.plan.computed,
        )
        for each in differences(form.form, before.draft, after.draft)
    ]


def _label(change: Change) -> str:
    if change.what == "order":
        return str(_("%(label)s : ordre des lignes", label=change.field.label))
    if change.row is None:
        return change.field.label
    holder = change.holder or change.field
    title = row_title(holder, change.row, change.number)
    if change.what == "row":
        return str(_("%(label)s : %(row)s", label=holder.label, row=title))
    return str(
        _("%(label)s, %(row)s : %(cell)s", label=holder.label, row=title, cell=change.field.label)
    )


def _side(change: Change, value: Any, side: Side) -> str | None:
    if change.what == "row" and isinstance(value, Mapping):
        cells = [(cell, value.get(cell.key)) for cell in change.field.items]
        words = [f"{c.label} {said}" for c, v in cells if (said := words_of(c, v, side))]
        return ", ".join(words) or str(_("ligne vide"))
    if change.what == "order":
        rows: Sequence[Any] = list(value.values())
        return ", ".join(row_title(change.field, row, n) for n, row in enumerate(rows)) or None
    return words_of(change.field, value, side)


def words_of(field: Field, value: Any, side: Side) -> str | None:
    """An answer as a person reads it: words of lists, names of files; None for nothing."""
    if is_blank(value):
        return None
    kind = type_for(field)
    several = value if isinstance(value, list) else [value]
    if kind.takes_files:
        known = [side.files[one].filename for one in several if one in side.files]
        return ", ".join(known) or str(_("fichier"))
    if (words := side.labels.get(field.pointer)) is not None:
        keys = [str(one) for one in several]
        if all(key in words for key in keys):
            return ", ".join(words[key] for key in keys)
    return kind.display(value, field)
