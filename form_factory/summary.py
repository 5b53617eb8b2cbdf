"""The answers read back: before submission, on the file of the request, on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.files import FileRef
from core.folding import fold
from core.words import message
from form_factory.compiled import Compiled
from form_factory.domain.form import Field, Page, Shape
from form_factory.domain.normal import is_blank
from form_factory.domain.pointers import value_at
from form_factory.evaluation import Outcome, errors_on, first_errors
from form_factory.fields import type_for
from form_factory.rowtitles import row_title
from form_factory.views import AnswerView, SummaryPage, Urls


def summary(
    compiled: Compiled,
    outcome: Outcome,
    urls: Urls | None = None,
    files: Mapping[str, FileRef] | None = None,
    locale: str = "fr",
    *,
    labels: Mapping[str, Mapping[str, str]] | None = None,
    notes: Mapping[str, str] | None = None,
) -> list[SummaryPage]:
    """Every shown page with its answers; what was left empty is said, not skipped.

    `labels` are the words that keys of lists stood for when the answers were handed in, `notes`
    what is said under the answers to some questions.
    """
    reader = _Reader(outcome, files or {}, locale, labels or {}, notes or {})
    titles = Counter(fold(page.title) for page in outcome.pages)
    return [
        SummaryPage(
            id=page.id,
            title=page.title,
            answers=reader.answers(page),
            url=urls.page(page.id) if urls and urls.page else None,
            errors=[
                (each.path, message(each))
                for each in first_errors(errors_on(compiled, page, outcome.errors))
            ],
            twin=number if titles[fold(page.title)] > 1 else None,
        )
        for number, page in enumerate(outcome.pages, 1)
    ]


class _Reader:
    def __init__(
        self,
        outcome: Outcome,
        files: Mapping[str, FileRef],
        locale: str,
        labels: Mapping[str, Mapping[str, str]],
        notes: Mapping[str, str],
    ) -> None:
        self.outcome, self.files, self.locale, self.labels = outcome, files, locale, labels
        self.notes = notes

    def answers(self, page: Page) -> list[AnswerView]:
        return [
            replace(
                self._answer(field, value_at(self.outcome.answers, field.path)),
                name=field.pointer.strip("/").replace("/", "."),
            )
            for field in page.questions(self._is_whole)
            if field.pointer in self.outcome.visible and type_for(field).name != "hidden"
        ]

    def _is_whole(self, group: Field) -> bool:
        """One question of several parts, all of them to be read."""
        return type_for(group).composite and group.pointer in self.outcome.visible

    def _answer(self, field: Field, value: Any) -> AnswerView:
        if is_blank(value):
            return AnswerView(field.label, "")
        if field.shape is Shape.ROWS and isinstance(value, list):
            rows = [self._row(field, number, row) for number, row in enumerate(value)]
            return AnswerView(field.label, "", rows=rows)
        kind = type_for(field)
        if (told := self.labels.get(field.pointer)) is not None:
            keys = [str(one) for one in (value if isinstance(value, list) else [value])]
            if all(key in told for key in keys):
                return AnswerView(field.label, ", ".join(told[key] for key in keys))
        ids = value if isinstance(value, list) else [value]
        known = [one for one in ids if isinstance(one, str) and one in self.files]
        files = [self.files[one] for one in known] if kind.takes_files else []
        text = kind.display(value, field, self.locale)
        return AnswerView(field.label, text, files, note=self.notes.get(field.pointer, ""))

    def _row(self, field: Field, number: int, row: Any) -> tuple[str, list[AnswerView]]:
        values = row if isinstance(row, Mapping) else {}
        stem = f"{field.pointer}/{number}/"
        lines = [
            self._answer(cell, values.get(cell.key))
            for cell in field.items
            if stem + cell.key in self.outcome.visible
        ]
        return row_title(field, values, number), lines
