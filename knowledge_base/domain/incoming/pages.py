"""A page of the web, pasted, as entries: its words, lists and links; none of its markup is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final

from knowledge_base.domain.markdown import address

_SKIPPED: Final = frozenset(
    {"script", "style", "nav", "footer", "aside", "svg", "noscript", "template", "iframe", "head",
     "button", "select", "textarea", "object", "header", "label", "legend"}
)  # fmt: skip
#: Elements without an end, and those that `head` may hold: anything else ends a `head` left open.
_OF_HEAD: Final = frozenset({"title", "meta", "link", "base", "script", "style", "noscript"})
#: What an author hid stays hidden.
_HIDEABLE: Final = frozenset({"div", "section", "span", "p", "ul", "ol", "table"})
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CELLS: Final = frozenset({"td", "th"})
_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 4, "h6": 4, "summary": 3, "dt": 3}
_PARAGRAPHS: Final = frozenset(
    {"p", "div", "section", "article", "main", "body", "dd", "details", "blockquote", "figure",
     "figcaption", "table", "tr", "ul", "ol", "address", "pre", "hr", "dl"}
)  # fmt: skip
_MARKS: Final = {"strong": "**", "b": "**", "em": "*", "i": "*"}
#: What our Markdown would read as a sign, in words that are only words.
_SIGNS: Final = re.compile(r"[*`\[\]]")
_SPACES: Final = re.compile(r"\s+")
#: Comments and declarations, which the parser would look for the end of at each sign.
_UNSAID: Final = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^>]*(?:>|\Z)", re.DOTALL)
MOST_ENTRIES: Final = 500


@dataclass(slots=True)
class Part:
    """A heading and the lines under it."""

    level: int
    title: str
    lines: list[str] = field(default_factory=list)


def rows_of_page(html: str) -> list[dict[str, Any]]:
    """One entry a question when the page is a list of questions, else one entry for the page."""
    reader = _Reader()
    reader.feed(_closed(html))
    reader.close()
    reader.end_line()
    parts = [part for part in reader.parts if part.title or part.lines]
    asked = [part for part in parts if part.level and part.title.rstrip().endswith("?")]
    if len(asked) > 1:
        return _questions(parts)[:MOST_ENTRIES]
    named = [part for part in parts if part.title]
    title = named[0].title if named else reader.title or _first_words(parts)
    body: list[str] = []
    for part in parts:
        if part.title and part is not (named[0] if named else None):
            body.append(f"{'#' * max(1, min(part.level - 1, 3))} {part.title}")
        body += part.lines
    return [_row(title, body)] if title or body else []


def _closed(html: str) -> str:
    """The page without what never ends: the parser reads all that follows an open sign at each of
    them, minutes for a few kilobytes."""
    said = _UNSAID.sub("", html)
    end = said.rfind(">") + 1
    return said[:end] + said[end:].replace("<", " ")


def _questions(parts: list[Part]) -> list[dict[str, Any]]:
    """A heading that asks nothing is the theme of those below it, unless it is inside one."""
    rows, theme, now, level = list[dict[str, Any]](), "", list[str](), 0
    for part in parts:
        if part.title.rstrip().endswith("?") and part.level:
            now, level = list(part.lines), part.level
            rows.append({**_row(part.title, now), "theme": theme, "_lines": now})
        elif rows and part.level > level:
            now += [f"## {part.title}", *part.lines]
        elif part.title:
            theme = "" if part.level == 1 else part.title[:60]
    for row in rows:
        row["answer"] = "\n\n".join(row.pop("_lines"))
    return rows


def _row(title: str, lines: list[str]) -> dict[str, Any]:
    return {"question": title[:300], "answer": "\n\n".join(lines)}


def _first_words(parts: list[Part]) -> str:
    return parts[0].lines[0][:80] if parts and parts[0].lines else ""


class _Reader(HTMLParser):
    """Gathers headings and paragraphs; lists keep their signs, links their address when safe."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts = [Part(0, "")]
        self.title = ""
        self._skip: list[str] = []
        self._heading = 0
        self._line: list[str] = []
        self._lists: list[list[int]] = []
        self._links: list[str] = []
        self._in_title = False
        self._within = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._left_open(tag)
        self._within += tag in {"article", "main"}
        banner = tag == "header" and self._within  # the title of an article, no banner of a site
        if (tag in _SKIPPED and not banner) or self._is_hidden(tag, dict(attrs)):
            self._skip.append(tag)
        self._in_title = tag == "title"
        if self._skip:
            return
        if tag in _HEADINGS or tag in {"ul", "ol", "li"} or self._breaks(tag):
            self.end_line()
        if tag in _HEADINGS:
            self._heading = _HEADINGS[tag]
        elif tag in {"ul", "ol"}:
            self._lists.append([0 if tag == "ol" else -1, 0])
        else:
            self._add(self._opened(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        if self._skip:
            if tag in self._skip:
                del self._skip[len(self._skip) - 1 - self._skip[::-1].index(tag) :]
            return
        self._within -= tag in {"article", "main"} and self._within > 0
        if tag in _HEADINGS or tag in {"ul", "ol", "li"} or self._breaks(tag):
            self.end_line()
        if tag in _HEADINGS:
            self._heading = 0
        elif tag in {"ul", "ol"}:
            del self._lists[-1:]
        elif tag == "a" and self._links:
            target = self._links.pop()
            self._line.append(f"\x03{target}\x04" if target else "")
        elif mark := self._mark(tag):
            if self._line[-1:] == [mark]:
                self._line.pop()
            else:
                self._line.append(mark)

    def _left_open(self, tag: str) -> None:
        """A head without its end, a hidden paragraph before the next one."""
        if "head" in self._skip and tag not in _OF_HEAD:
            del self._skip[self._skip.index("head") :]
        if self._skip[-1:] == ["p"] and (tag in _PARAGRAPHS or tag in _HEADINGS):
            self._skip.pop()

    def _is_hidden(self, tag: str, attrs: dict[str, str | None]) -> bool:
        if tag not in _HIDEABLE:
            return False
        if tag in self._skip:  # its own end is not that of what hides it
            return True
        return "hidden" in attrs or bool(_HIDDEN.search(attrs.get("style") or ""))

    def _breaks(self, tag: str) -> bool:
        return tag in _PARAGRAPHS and not (self._lists and tag in {"p", "div"})

    def _opened(self, tag: str, attrs: dict[str, str | None]) -> str:
        if tag == "br":
            return " "
        if tag in _CELLS:
            return " – " if self._line else ""
        if tag == "img":
            return _plain(attrs.get("alt") or "")
        if tag == "a":
            target = (attrs.get("href") or "").strip()
            self._links.append(target if address(target) and "(" not in target else "")
            return "\x02" if self._links[-1] else ""
        return self._mark(tag)

    def _mark(self, tag: str) -> str:
        return _MARKS.get(tag, "") if not self._heading else ""

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data.strip()[:300]
        elif not self._skip:
            self._add(_plain(data))

    def _add(self, text: str) -> None:
        """Words of a line; it begins with none that are blank."""
        if text and (self._line or text.strip()):
            self._line.append(text)

    def end_line(self) -> None:
        """What was gathered becomes a heading, an item or a paragraph."""
        text, self._line = _tidy("".join(self._line)), []
        if not text:
            return
        if self._heading:
            bare = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
            self.parts.append(Part(self._heading, bare))
            return
        lines = self.parts[-1].lines
        if len(self._lists) > 1 and lines and self._lists[0][0]:  # inside an item: its own line
            first = not self._lists[-1][1]
            self._lists[-1][1] = 1
            lines[-1] += f" : {text}" if first else f" ; {text}"
        elif self._lists:
            count = self._lists[-1]
            sign = "- " if count[0] < 0 else f"{count[0] + 1}. "
            count[0] += count[0] >= 0
            same = "- " if count[0] < 0 else "1. "
            if lines and count[0] != 1 and lines[-1].startswith(same):
                lines[-1] += f"\n{sign}{text}"
            else:
                lines.append(f"{sign}{text}")
        else:
            lines.append(text)


def _plain(text: str) -> str:
    return _SIGNS.sub("", text).replace("\x00", "").translate({2: None, 3: None, 4: None})


def _tidy(text: str) -> str:
    """One line; a link that holds words keeps them, emptied marks go."""
    text = _SPACES.sub(" ", text).strip()
    text = re.sub(r"\x02([^\x02\x03]*)\x03([^\x04]*)\x04", _link, text)
    text = re.sub("[\x02\x03\x04]", "", text)
    return text.strip()


def _link(found: re.Match[str]) -> str:
    words = found[1].replace("*", "").strip()
    return f"[{words}]({found[2]})" if words else ""
