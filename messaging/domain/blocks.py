"""Rich text as JSON → text and HTML of a mail.

Variables are put in by plain substitution, once, and never looked at again: what a parent typed
cannot become an expression, a tag or a second variable (FAULTS X-01, X-05).

    [{"p": "Bonjour {destinataire},"}, {"button": {"text": "Voir", "to": "{lien}"}}]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from core.unseen import is_unseen
from schemas.domain.variables import Values, address, block_of, fill

LISTS = {"ul": "- ", "ol": "{}. "}


@dataclass(frozen=True, slots=True)
class Body:
    """The same message twice."""

    text: str
    html: str


def body(blocks: Sequence[Mapping[str, Any]], values: Values) -> Body:
    """Text and HTML; a block that comes out empty is left out (a refusal without a reason)."""
    pairs = [pair for block in blocks if (pair := _block(block, values)) is not None]
    return Body("\n\n".join(text for text, _ in pairs) + "\n", "\n".join(html for _, html in pairs))


def _block(block: Mapping[str, Any], values: Values) -> tuple[str, str] | None:
    kind, content = block_of(block)
    if kind in LISTS:
        return _list(kind, content, values)
    if kind == "button":
        return _button(content, values)
    text, html = _spans(content, values)
    if is_unseen(text):
        return None
    if kind == "quote":
        quoted = "\n".join(f"> {line}" for line in text.splitlines())
        return quoted, f'<blockquote style="{QUOTE}">{html}</blockquote>'
    if kind == "h":
        return text.upper(), f'<h2 style="{HEADING}">{html}</h2>'
    return text, f'<p style="{PARAGRAPH}">{html}</p>'


def _list(kind: str, items: Sequence[Any], values: Values) -> tuple[str, str] | None:
    pairs = [pair for item in items if (pair := _spans(item, values))[0].strip()]
    if not pairs:
        return None
    texts = [LISTS[kind].format(n) + text for n, (text, _) in enumerate(pairs, start=1)]
    return "\n".join(texts), f"<{kind}>{''.join(f'<li>{html}</li>' for _, html in pairs)}</{kind}>"


def _button(content: Mapping[str, str], values: Values) -> tuple[str, str] | None:
    words, target = fill(content["text"], values), address(fill(content["to"], values))
    if not target:
        return None
    link = f'<a style="{BUTTON}" href="{escape(target)}">{escape(words)}</a>'
    return f"{words}\u00a0:\n{target}", f'<p style="{PARAGRAPH}">{link}</p>'


def _spans(content: Any, values: Values) -> tuple[str, str]:
    texts, htmls = [], []
    for span in [content] if isinstance(content, str | Mapping) else content:
        text, html = _span(span, values)
        texts.append(text)
        htmls.append(html)
    return "".join(texts), "".join(htmls)


def _span(span: Any, values: Values) -> tuple[str, str]:
    if isinstance(span, str):
        text = fill(span, values)
        return text, escape(text).replace("\n", "<br>")
    kind, content = next(iter(span.items()))
    if kind == "strong":
        text = fill(content, values)
        return text, f"<strong>{escape(text)}</strong>"
    words, target = fill(content["text"], values), address(fill(content["to"], values))
    if not target:
        return words, escape(words)
    text = words if words == target else f"{words} ({target})"
    return text, f'<a href="{escape(target)}">{escape(words)}</a>'


# Mail programs read no style sheet: the looks stand on the elements (tokens of the UI guide).
PARAGRAPH = "margin:0 0 16px;line-height:1.5"
HEADING = "margin:24px 0 8px;font-size:18px"
QUOTE = (
    "margin:0 0 16px;line-height:1.5;padding:8px 16px;border-left:4px solid #1B5E55;"
    "background:#DFEEE8"
)
BUTTON = (
    "display:inline-block;padding:12px 20px;border-radius:8px;background:#1B5E55;color:#FFFFFF;"
    "text-decoration:none;font-weight:600"
)
