"""A published template and values → the mail of one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any

from flask import current_app

from core.clock import PARIS
from messaging.domain.blocks import body
from schemas.domain.variables import ALWAYS, fill, kept_blocks, one_line

_PAGE = (
    '<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width"></head>\n'
    '<body style="margin:0;padding:24px;background:#FAF6EF;color:#20283A;'
    'font-family:system-ui,-apple-system,Segoe UI,Arial,sans-serif;font-size:16px">\n'
    '<div style="max-width:600px;margin:0 auto;padding:24px 32px;background:#FFFFFF;'
    'border-radius:12px">\n{body}\n</div>\n</body></html>\n'
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail before it has an envelope."""

    subject: str
    text: str
    html: str


def render_mail(
    document: Mapping[str, Any],
    values: Mapping[str, Any],
    holds: Mapping[str, bool] | None = None,
) -> Rendered:
    """Subject, text and HTML; only declared variables are put in, as text."""
    declared = {variable["name"] for variable in document.get("variables", ())} | ALWAYS
    known = {name: text_of(values.get(name)) for name in declared}
    subject = one_line(fill(document.get("subject", document["title"]), known))
    made = body(kept_blocks(document.get("blocks", ()), holds or {}), known)
    page = _PAGE.format(
        lang=escape(document.get("language", "fr")), title=escape(subject), body=made.html
    )
    return Rendered(subject, made.text, page)


def text_of(value: Any) -> str:
    """A value as the reader writes it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = value.astimezone(PARIS) if value.tzinfo else value
        return f"{local:%d/%m/%Y à %H h %M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)


def absolute(url: str) -> str:
    """A path of this house as people reach it from their mailbox."""
    if url.startswith("/"):
        base: str = current_app.config["SETTINGS"].base_url
        return base.rstrip("/") + url
    return url
