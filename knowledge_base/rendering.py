"""Answers as HTML: one renderer, one cleaning policy, for every page that shows an entry (X-12)."""

from __future__ import annotations

import nh3
from markupsafe import Markup

from knowledge_base.domain.markdown import html_of, plain_of

TAGS = {"p", "br", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "code", "a"}
SCHEMES = {"http", "https", "mailto", "tel"}
EXTRACT = 180


def answer_html(text: str) -> Markup:
    """The answer, safe to put in a page: nothing but text, lists, headings and links."""
    clean = nh3.clean(
        html_of(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
        strip_comments=True,
    )
    return Markup(clean)  # noqa: S704 – what nh3 lets through is safe


def extract(text: str) -> str:
    """The first words of an answer, for a list."""
    words = plain_of(text)
    return words if len(words) <= EXTRACT else words[:EXTRACT].rsplit(" ", 1)[0] + "…"
