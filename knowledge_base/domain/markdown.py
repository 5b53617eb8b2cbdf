"""A small Markdown: paragraphs, headings, lists, quotes, bold, italic, code, links.

Every piece of text is escaped as it goes out and no HTML is let through, so that what comes out is
safe before it is cleaned once more (`knowledge_base.rendering`). One pass, no backtracking.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

#: An answer starts under the title of its page.
_TOP_HEADING = 2
_DEEPEST_HEADING = 4
_HEADING = re.compile(r"(#{1,6})[ \t]+(.+?)[ \t#]*$")
_BULLET = re.compile(r"[ ]{0,3}[-*+][ \t]+(.*)$")
_NUMBER = re.compile(r"[ ]{0,3}[0-9]{1,3}[.)][ \t]+(.*)$")
_INLINE = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,500})\]\((?P<to>[^()\s]{1,2000})\)"
    r"|\*\*(?P<strong>[^*\n]{1,1000})\*\*"
    r"|\*(?P<em>[^*\s][^*\n]{0,999})\*"
    r"|`(?P<code>[^`\n]{1,500})`"
    r"|(?P<url>https?://[^\s<>()\"']{1,2000}[^\s<>()\"'.,;:!?])"
)
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def html_of(text: str) -> str:
    """The HTML of a whole answer."""
    blocks = _blocks(text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(_block(block) for block in blocks)


def plain_of(text: str) -> str:
    """The words alone, for an extract."""
    lines = [_words_of(line) for line in text.splitlines()]
    return " ".join(" ".join(lines).split())


def targets_of(text: str) -> Iterator[str]:
    """Where the links of a text lead, as written."""
    for found in _INLINE.finditer(text):
        if target := found["to"] or found["url"]:
            yield target


def address(target: str) -> str:
    """Where a link may lead: the web, a mailbox, a page of this house, another entry (`kb:key`)."""
    if target.startswith("kb:"):
        return page_of(target) or ""
    if any(ord(c) <= 32 or c in "\\<>\"'`" for c in target):
        return ""
    if target.startswith("/"):
        return "" if target.startswith("//") else target
    try:
        parts = urlsplit(target)
    except ValueError:
        return ""
    return target if parts.scheme.lower() in _SCHEMES and (parts.netloc or parts.path) else ""


def page_of(name: str) -> str | None:
    """The page of `kb:key` or `kb:theme/travaux`."""
    found = re.fullmatch(r"kb:(theme/)?([a-z0-9][a-z0-9-]{0,99})", name)
    if found is None:
        return None
    return f"/aide?theme={found[2]}" if found[1] else f"/aide/{found[2]}"


def _blocks(text: str) -> Iterator[list[str]]:
    """Groups of lines between empty ones; a heading stands alone, a list starts a group."""
    group: list[str] = []
    for line in text.split("\n"):
        kind = _kind(line)
        if (
            not line.strip()
            or kind == "heading"
            or (group and kind != _kind(group[0]) != "text" and kind != "text")
            or (group and _kind(group[0]) == "text" and kind != "text")
        ):
            if group:
                yield group
            group = []
        if kind == "heading":
            yield [line]
        elif line.strip():
            group.append(line)
    if group:
        yield group


def _kind(line: str) -> str:
    for kind, pattern in (("heading", _HEADING), ("ul", _BULLET), ("ol", _NUMBER)):
        if pattern.match(line):
            return kind
    return "quote" if line.startswith(">") else "text"


def _block(lines: list[str]) -> str:
    kind = _kind(lines[0])
    if kind == "heading":
        found = _HEADING.match(lines[0])
        assert found is not None  # noqa: S101 – _kind said so
        level = min(len(found[1]) + _TOP_HEADING - 1, _DEEPEST_HEADING)
        return f"<h{level}>{_inline(found[2])}</h{level}>"
    if kind in {"ul", "ol"}:
        items = "".join(f"<li>{_lines(item)}</li>" for item in _items(lines, kind))
        return f"<{kind}>{items}</{kind}>"
    if kind == "quote":
        return f"<blockquote><p>{_lines([line.lstrip('> ') for line in lines])}</p></blockquote>"
    return f"<p>{_lines(lines)}</p>"


def _items(lines: list[str], kind: str) -> Iterator[list[str]]:
    pattern = _BULLET if kind == "ul" else _NUMBER
    item: list[str] = []
    for line in lines:
        found = pattern.match(line)
        if found:
            if item:
                yield item
            item = [found[1]]
        else:
            item.append(line.strip())
    yield item


def _lines(lines: list[str]) -> str:
    """Two blanks at the end of a line keep its break, as everywhere in Markdown."""
    pieces = []
    for number, line in enumerate(lines):
        last = number == len(lines) - 1
        pieces.append(
            _inline(line.rstrip()) + ("" if last else "<br>" if line.endswith("  ") else "\n")
        )
    return "".join(pieces)


def _inline(text: str, depth: int = 0) -> str:
    out, end = [], 0
    for found in _INLINE.finditer(text):
        out.append(escape(text[end : found.start()]))
        out.append(_piece(found, depth))
        end = found.end()
    out.append(escape(text[end:]))
    return "".join(out)


def _piece(found: re.Match[str], depth: int) -> str:
    if found["code"] is not None:
        return f"<code>{escape(found['code'])}</code>"
    if found["url"] is not None:
        return f'<a href="{escape(found["url"])}">{escape(found["url"])}</a>'
    if found["words"] is not None:
        target = address(found["to"])
        words = escape(found["words"])
        return f'<a href="{escape(target)}">{words}</a>' if target else words
    name = "strong" if found["strong"] is not None else "em"
    inner = found[name]
    return f"<{name}>{_inline(inner, depth + 1) if depth == 0 else escape(inner)}</{name}>"


def _words_of(line: str) -> str:
    for pattern, group in ((_HEADING, 2), (_BULLET, 1), (_NUMBER, 1)):
        found = pattern.match(line)
        if found:
            line = found[group]
    return _INLINE.sub(
        lambda f: f["words"] or f["strong"] or f["em"] or f["code"] or f["url"] or "",
        line.lstrip("> "),
    )
