"""A letter typed as blocks, with what was kept when it was ordered → what the press sets.

Values are put in once, as text, span by span; a block that comes out empty is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from babel.dates import format_date
from flask import current_app
from flask_babel import force_locale

from core.clock import PARIS
from core.i18n import _
from documents.pressing import Paper
from schemas.domain.variables import fill, one_line
from schemas.domain.written import written_out

TEMPLATE: Final = "letter"
#: Names of what is kept beside the values of a letter.
HOLDING, SIGNED = "_si", "_signature"


def paper_of(
    document: Mapping[str, Any],
    kept: Mapping[str, Any],
    *,
    title: str,
    number: str = "",
    token: str = "",
    at: datetime,
) -> Paper:
    """What is set; without a number it is a preview."""
    language = str(document.get("language", "fr"))
    values = {name: str(value) for name, value in kept.items() if not name.startswith("_")}
    url = address_of(token) if token else ""
    with force_locale(language):
        data = {
            "title": one_line(f"{title} {number}"),
            "lang": language,
            "organisation": values.get("organisation", ""),
            "number": _("N° %(number)s", number=number) if number else "",
            "date": format_date(at.astimezone(PARIS).date(), "long", locale=language),
            "recipient": _lines(values.get("destinataire", ""), values.get("etablissement", "")),
            "subject": one_line(fill(document.get("subject") or document["title"], values), 300),
            "blocks": list(written_out(document.get("blocks", ()), values, kept.get(HOLDING, {}))),
            "signature": _lines(*kept.get(SIGNED, ())) if document.get("signature", True) else [],
            "address": url,
            "words": {
                "code": _("Code QR de vérification de ce courrier"),
                "verify": _("Vérifier que ce courrier est authentique et toujours valable :"),
            },
        }
    return Paper(TEMPLATE, data, url)


def address_of(token: str) -> str:
    """Where a letter is verified."""
    base: str = current_app.config["SETTINGS"].base_url
    return f"{base.rstrip('/')}/verifier/{token}"


def _lines(*texts: str) -> list[str]:
    return [text for text in texts if text.strip()]
