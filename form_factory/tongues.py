"""Words of a form that speak another language than their page say so (`lang`)."""

from __future__ import annotations

from core.i18n import spoken
from form_factory.compiled import Compiled


def lang_of(form: Compiled, *keys: str) -> str | None:
    """The language of a text of the form, when the page speaks another and none of the `keys` of
    its translation stands."""
    page = spoken()
    written = form.form.document.get("language")
    if page is None or not written or page == written:
        return None
    words = form.form.document.get("translations", {}).get(page, {})
    if form.language == page and any(key in words for key in keys):
        return None
    return str(written)
