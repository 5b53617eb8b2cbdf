"""Addresses, help and progress around a page of a form."""

from __future__ import annotations

from typing import Any

from flask import url_for

from catalogue.models import Request
from core.actor import Actor
from form_factory.queries import DraftState
from form_factory.views import Urls
from knowledge_base import queries as knowledge
from knowledge_base.rendering import answer_html


def urls_for(request: Request, page_id: str | None) -> Urls:
    """Where a page of this request leads."""
    reference = request.reference or request.provisional

    def page(target: str) -> str:
        return url_for("catalogue.fill", reference=reference, page_id=target)

    def file(file_id: str) -> str:
        return url_for("documents.download", file_id=file_id)

    if page_id is None:
        return Urls(url_for("catalogue.submit", reference=reference), None, page, file)
    return Urls(
        url_for("catalogue.save", reference=reference, page_id=page_id),
        url_for("catalogue.autosave", reference=reference, page_id=page_id),
        page,
        file,
        url_for("catalogue.begin_file", reference=reference, page_id=page_id),
    )


def visited_pages(state: DraftState, shown: str) -> frozenset[str]:
    """Pages before the one shown or the last one worked on: done, or to be mended."""
    ids = [page.id for page in state.pages]
    reached = [ids.index(page) for page in (state.row.page, shown) if page in ids]
    return frozenset(ids[: max(reached, default=0)])


def help_of(actor: Actor, reference: str | None) -> dict[str, Any] | None:
    """The entry a page names (`kb:key`), if this person may read it."""
    if not reference or not reference.startswith("kb:"):
        return None
    found = knowledge.entry(reference.removeprefix("kb:"), actor)
    if found is None:
        return None
    return {
        "title": found.question,
        "html": answer_html(found.answer),
        "url": url_for("knowledge_base.entry", key=found.key),
    }
