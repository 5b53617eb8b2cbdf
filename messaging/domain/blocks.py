"""Rich text as JSON → text and HTML of a mail.

Variables are put in by plain substitution, once, and never looked at again: what a parent typed
cannot become an expression, a tag or a second variable (FAULTS X-01, X-05).

    [{"p": "Bonjour {destinataire},"}, {"button": {"text": "Voir", "to": "{lien}"}}]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlsplit

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")
#: Known to every template without being declared.
ALWAYS = frozenset({"destinataire", "lien", "organisation"})
LISTS = {"ul": "- ", "ol": "{}. "}
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Body:
    """The same message twice."""

    text: str
    html: str


def fill(text: str, values: Values) -> str:
    """Put the values in; a name nobody declared stays as it was written."""
    return PLACEHOLDER.sub(lambda found: _clean(values.get(found[1], found[0])), text)


def one_line(text: str, longest: int = 200) -> str:
    """Fit for a header: no line break, no control character."""
    return " ".join(_HIDDEN.sub("", text).split())[:longest]


def placeholders(document: Any) -> Iterator[str]:
    """Names a document asks for, wherever they stand."""
    if isinstance(document, str):
        yield from (found[1] for found in PLACEHOLDER.finditer(document))
    elif isinstance(document, Mapping):
        for value in document.values():
            yield from placeholders(value)
    elif isinstance(document, Sequence):
        for value in document:
            yield from placeholders(value)


def body(blocks: Sequence[Mapping[str, Any]], values: Values) -> Body:
    """Text and HTML; a block that comes out empty is left out (a refusal without a reason)."""
    pairs = [pair for block in blocks if (pair := _block(block, values)) is not None]
    return Body("\n\n".join(text for text, _ in pairs) + "\n", "\n".join(html for _, html in pairs))


def _block(block: Mapping[str, Any], values: Values) -> tuple[str, str] | None:
    kind, content = next(iter(block.items()))
    if kind in LISTS:
        return _list(kind, content, values)
    if kind == "button":
        return _button(content, values)
    text, html = _spans(content, values)
    if not text.strip():
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


def address(target: str) -> str:
    """A link that may stand in a mail, else ""."""
    target = target.strip()
    if any(ord(c) <= 32 or c in "<>\"'`\\" for c in target):
        return ""
    try:
        parts = urlsplit(target)
    except ValueError:
        return ""
    if parts.scheme in {"http", "https"} and parts.netloc:
        return target
    return target if parts.scheme == "mailto" and parts.path else ""


def _clean(value: str) -> str:
    return _HIDDEN.sub("", value)


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
