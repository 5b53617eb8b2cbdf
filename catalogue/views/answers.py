"""The answers of a request read back, for pages and letters."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from catalogue.models import Request
from catalogue.standing import KIND, form_names
from catalogue.views.agreed import agreements
from core.actor import HOUSE
from form_factory import queries as forms
from form_factory.evaluation import evaluate
from form_factory.summary import summary
from form_factory.views import SummaryPage, Urls


def answer_pages(request: Request, urls: Urls | None = None) -> list[SummaryPage]:
    """The filed answers page by page, with their files."""
    form = forms.form_of(request.form_version_id)
    outcome = evaluate(form, request.answers, forms.facts_of(form_names(HOUSE, request)))
    files = forms.files_of(form, request.answers, (KIND, request.id))
    read = replace(outcome, errors=[])  # what is missing is for whoever fills in, not for readers
    notes = agreements(request, form)
    return summary(form, read, urls, files, labels=request.labels, notes=notes)


def readable_answers(request: Request) -> list[dict[str, Any]]:
    """The same as plain data: [{"page", "lignes": [{"question", "reponse"}]}]."""
    return [
        {
            "page": page.title,
            "lignes": [{"question": q, "reponse": said} for q, said in plain_lines(page)],
        }
        for page in answer_pages(request)
    ]


def plain_lines(page: SummaryPage) -> list[tuple[str, str]]:
    """Questions of a page with their answers in words."""
    return [(answer.label, _plain(answer)) for answer in page.answers]


def _plain(answer: Any) -> str:
    if answer.rows:
        return " ; ".join(
            f"{title} : "
            + ", ".join(f"{cell.label} {_plain(cell)}" for cell in cells if cell.text or cell.files)
            for title, cells in answer.rows
        )
    if answer.files:
        return ", ".join(ref.filename for ref in answer.files)
    return str(answer.text)
