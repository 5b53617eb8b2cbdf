"""A correction that comes too late: what happened meanwhile, and what had been typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import make_response, request
from werkzeug.wrappers import Response

from catalogue import amending, queries
from catalogue.errors import GoneOn
from catalogue.queries import Seen
from catalogue.views.following import status_of
from core.i18n import text_of
from core.saying import moment
from core.web import current_actor, render
from form_factory import queries as forms
from form_factory.difference import Side, Told, told, words_of
from form_factory.domain.drafts import Draft
from form_factory.domain.normal import is_blank
from form_factory.reading import Reading, read_page


def gone_on(reference: str, page_id: str, refusal: GoneOn) -> Response:
    """The house's page of conflicts: nothing was written, nothing typed is lost from sight."""
    actor = current_actor()
    seen = queries.request_for(actor, reference)
    context: dict[str, Any] = {
        "seen": seen,
        "request_row": seen.request,
        "service": seen.versions.service,
        "text": text_of(refusal.message),
        "status": status_of(seen.request),
        "happened": [
            {**change, "when": moment(change["at"])} for change in refusal.changes if change["at"]
        ],
        "typed": _typed(seen, page_id),
        "kept": [(c.label, c.after) for c in _kept(seen) if not c.computed],
        "files": [f.filename for f in request.files.values() if f.filename],
    }
    return make_response(render("catalogue/gone_on.html", **context), refusal.status)


def _typed(seen: Seen, page_id: str) -> list[tuple[str, str]]:
    """What this very page said, in words."""
    form = forms.form_of(seen.request.form_version_id)
    page = form.form.page(page_id)
    if page is None:
        return []
    draft = _buffer(seen)
    reading: Reading = read_page(form, page, request.form, None, draft.rows)
    side = Side(draft, seen.request.labels, {})
    found = []
    for patch in reading.patches:
        field = form.fields.get(patch.path)
        if field is not None and not is_blank(patch.value):
            found.append((field.label, words_of(field, patch.value, side) or str(patch.value)))
    return found


def _kept(seen: Seen) -> list[Told]:
    """What is kept of the correction, from earlier pages."""
    if seen.request.correction_draft_id is None:
        return []
    form = forms.form_of(seen.request.form_version_id)
    before = amending.filed(seen.request)
    labels = seen.request.labels
    draft = replace(_buffer(seen), versions={})
    return told(form, Side(before, labels, {}), Side(draft, labels, {}))


def _buffer(seen: Seen) -> Draft:
    if seen.request.correction_draft_id is None:
        return amending.filed(seen.request)
    return forms.as_draft(forms.draft_row(seen.request.correction_draft_id))
