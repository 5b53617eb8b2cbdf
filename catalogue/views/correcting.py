"""A correction as its applicant sees it: what is asked, where, and what has changed so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from catalogue import amending
from catalogue.amending import Amended
from catalogue.models import CorrectionAsk, Request
from catalogue.nameable import asked_of, nameable
from core.i18n import _
from form_factory.difference import Told
from form_factory.domain.form import Field, Shape
from form_factory.domain.scope import address_of


def asked_rows(request: Request) -> list[dict[str, Any]]:
    """What is to be corrected, each with the address of its question."""
    reference = request.reference or request.provisional
    return [
        {
            "label": label,
            "remark": remark,
            "url": f"{url_for('catalogue.fill', reference=reference, page_id=page)}#{anchor}"
            if page
            else None,
        }
        for label, remark, place in asked_of(request)
        for page, _sharp, anchor in [place.partition("#")]
    ]


def urls_of(request: Request) -> dict[str, str]:
    """Address of a question → the page of the correction that asks it."""
    reference = request.reference or request.provisional
    return {
        each.address: url_for("catalogue.fill", reference=reference, page_id=each.page.id)
        + f"#{each.anchor}"
        for each in nameable(request)
    }


def remarks_of(asks: Sequence[CorrectionAsk]) -> dict[str, str]:
    """What stands beside each question, by address."""
    found: dict[str, list[str]] = defaultdict(list)
    for ask in asks:
        if ask.address:
            found[ask.address].append(ask.remark or _("À corriger ou à compléter."))
    return {address: "\n".join(dict.fromkeys(said)) for address, said in found.items()}


def answered_rows(
    asks: Sequence[CorrectionAsk], changes: Sequence[Told], urls: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What was asked, with whether something changed there."""
    return [
        {
            "label": ask.label,
            "remark": ask.remark,
            "url": urls.get(ask.address),
            "done": bool(changes) if not ask.address else amending.touched(ask.address, changes),
        }
        for ask in asks
    ]


def opened_labels(found: Amended) -> list[str]:
    """Questions nobody named, open because of answers given."""
    if not found.beyond:
        return []
    labels: dict[str, str] = {}
    form = found.state.compiled.form
    for field in form.fields():
        for each, row in _cells(field, found):
            labels[address_of(each, row)] = each.label
    return list(dict.fromkeys(labels[a] for a in found.beyond if a in labels))


def _cells(field: Field, found: Amended) -> list[tuple[Field, str | None]]:
    inner: list[tuple[Field, str | None]] = [(field, None)]
    if field.shape is Shape.ROWS:
        rows = found.state.draft.rows.get(field.pointer, ())
        inner += [(cell, row) for row in rows for cell in field.items]
    return inner


def before_after(changes: Sequence[Told]) -> list[dict[str, Any]]:
    """A difference as the kit draws it."""
    return [{"label": c.label, "before": c.before, "after": c.after} for c in changes]
