"""Rich text of sheets and messages: blocks as JSON ⇄ the plain text that people edit.

    ## Heading            {"h": …}
    - line                {"ul": [line, …]}     (« • » and « * » too)
    1. line               {"ol": [line, …]}     (« 1) » too)
    any other line        {"p": …}, a blank line between two paragraphs

Within a line: `**bold**` and `[words](address)`. A backslash keeps the sign behind it as it is.
`blocks_of(text_of(blocks)) == blocks` for all blocks in their plain form (see `tidy`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

#: A span: text, {"strong": text}, {"link": {"text", "to"}}; a line is one text or several spans.
Inline = str | list[Any]
Block = Mapping[str, Any]

_HEADING = re.compile(r"#{1,4}[ \t]+(.*)\Z")
_BULLET = re.compile(r"[-•*][ \t]+(.*)\Z")
_NUMBER = re.compile(r"[0-9]{1,3}[.)][ \t]+(.*)\Z")
_LISTS = (("ul", _BULLET), ("ol", _NUMBER))
#: What would be read as a mark at the start of a line.
_MARKED = re.compile(r"([#•-])|([0-9]{1,3})([.)])(?=[ \t])")
_INLINE = re.compile(
    r"\\(?P<kept>[\\*\[\]#•.)-])"
    r"|\*\*(?P<strong>(?:\\[^\n]|[^*\\\n])+)\*\*"
    r"|\[(?P<words>(?:\\[^\n]|[^\[\]\\\n])+)\]\((?P<to>[^()\s]+)\)"
)
_KEPT = re.compile(r"\\([\\*\[\]#•.)-])")
_SPECIAL = re.compile(r"[\\*\[\]]")


def text_of(blocks: Sequence[Block]) -> str:
    """The text people edit."""
    return "\n\n".join(_written(block) for block in blocks)


def blocks_of(text: str) -> list[dict[str, Any]]:
    """What that text means."""
    found: list[dict[str, Any]] = []
    open_paragraph = False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        bare = line.strip()
        if not bare:
            open_paragraph = False
            continue
        if line.startswith("  ") and not open_paragraph and _continues(found, bare):
            continue
        kind, content = _marked(bare)
        if kind == "p" and open_paragraph:
            found[-1]["p"].append(bare)
        elif kind == "p":
            found.append({"p": [bare]})
        elif kind == "h":
            found.append({"h": [content]})
        elif found and kind in found[-1]:
            found[-1][kind].append([content])
        else:
            found.append({kind: [[content]]})
        open_paragraph = kind == "p"
    return [_read(block) for block in found]


def tidy(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Blocks as the editor keeps them: no empty line, neighbouring lists of one kind are one."""
    return blocks_of(text_of(blocks))


def plain(inline: Any) -> str:
    """The words alone."""
    return "".join(words for words, _strong, _to in spans(inline))


def plain_texts(blocks: Sequence[Block]) -> Iterator[str]:
    """The words of each line."""
    for block in blocks:
        for kind, content in block.items():
            for line in lines_of(kind, content):
                yield plain(line)


def lines_of(kind: str, content: Any) -> list[Any]:
    """The lines of a block: those of a list, else the one there is."""
    if kind not in {"ul", "ol"}:
        return [content]
    return content if isinstance(content, list) else []


def spans(inline: Any) -> list[tuple[str, bool, str]]:
    """(words, bold, address) of each piece."""
    found = []
    for piece in inline if isinstance(inline, list) else [inline]:
        if isinstance(piece, str):
            found.append((piece, False, ""))
        elif not isinstance(piece, dict):
            continue
        elif "strong" in piece:
            found.append((str(piece["strong"]), True, ""))
        elif isinstance(link := piece.get("link"), dict):
            found.append((str(link.get("text", "")), False, str(link.get("to", ""))))
    return found


def _continues(found: list[dict[str, Any]], bare: str) -> bool:
    """An indented line goes on with the item above it."""
    for kind in ("ul", "ol"):
        if found and kind in found[-1]:
            found[-1][kind][-1].append(bare)
            return True
    return False


def _marked(bare: str) -> tuple[str, str]:
    heading = _HEADING.match(bare)
    if heading and heading[1]:
        return "h", heading[1]
    for kind, pattern in _LISTS:
        item = pattern.match(bare)
        if item and item[1]:
            return kind, item[1]
    return "p", bare


def _read(block: Mapping[str, Any]) -> dict[str, Any]:
    ((kind, content),) = block.items()
    if kind in {"ul", "ol"}:
        return {kind: [inline_of("\n".join(lines)) for lines in content]}
    return {kind: inline_of("\n".join(content))}


def inline_of(text: str) -> Inline:
    """What one line or paragraph of the text means."""
    pieces: list[Any] = []
    end = 0
    for mark in _INLINE.finditer(text):
        _add(pieces, text[end : mark.start()])
        end = mark.end()
        if mark["kept"]:
            _add(pieces, mark["kept"])
        elif mark["strong"]:
            pieces.append({"strong": _KEPT.sub(r"\1", mark["strong"])})
        else:
            words = _KEPT.sub(r"\1", mark["words"])
            pieces.append({"link": {"text": words, "to": mark["to"]}})
    _add(pieces, text[end:])
    return pieces[0] if len(pieces) == 1 and isinstance(pieces[0], str) else pieces


def _add(pieces: list[Any], text: str) -> None:
    if not text:
        return
    if pieces and isinstance(pieces[-1], str):
        pieces[-1] += text
    else:
        pieces.append(text)


def _written(block: Block) -> str:
    ((kind, content),) = block.items()
    if kind == "h":
        return "## " + " ".join(marks_of(content).split("\n"))
    if kind == "p":
        return "\n".join(map(_guarded, marks_of(content).split("\n")))
    return "\n".join(
        _item(kind, number, line) for number, line in enumerate(lines_of(kind, content), start=1)
    )


def _item(kind: str, number: int, line: Any) -> str:
    sign = "- " if kind == "ul" else f"{number}. "
    return sign + "\n  ".join(marks_of(line).split("\n"))


def _guarded(line: str) -> str:
    """A line of a paragraph that begins like a list or a heading says that it is none."""
    found = _MARKED.match(line)
    if not found:
        return line
    if found[1]:
        return "\\" + line
    return f"{found[2]}\\{line[len(found[2]) :]}"


def marks_of(inline: Any) -> str:
    """A line as it is typed, with its marks."""
    written = ""
    for words, strong, to in spans(inline):
        kept = _SPECIAL.sub(r"\\\g<0>", words)
        written += f"**{kept}**" if strong else f"[{kept}]({to})" if to else kept
    return written
