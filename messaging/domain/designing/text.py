"""A mail or letter as the page of its editor posts it, block by block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from schemas.domain.designing.posted import Posted, places, said, text
from schemas.domain.designing.rows import RowAct, rearranged
from schemas.domain.richtext import inline_of, marks_of
from schemas.domain.variables import ALWAYS, block_of, placeholders

BLOCKS: Final = "blocks"
#: Kinds of blocks a page offers, in their order.
KINDS: Final = ("p", "h", "ul", "ol", "quote", "button")
BLANK: Final[Mapping[str, Any]] = {"p": ""}
CHANNELS: Final = ("email", "letter")
WORD: Final = "docx"
_BUTTON: Final = {"text": "", "to": "{lien}"}


def with_text(
    document: dict[str, Any],
    posted: Posted,
    conditions: Mapping[int, Any],
    labels: Mapping[str, str],
) -> dict[str, Any]:
    """The document with what the page says.

    `conditions` are those of the blocks by place; `labels` the words of the names that may be put
    in: what the text names is declared by itself.
    """
    for name in ("title", "subject"):
        if name in posted:
            _put(document, name, said(posted, name))
    if said(posted, "audience") in {"applicant", "internal"}:
        document["audience"] = said(posted, "audience")
    if said(posted, "channel") in CHANNELS and document.get("channel") != WORD:
        document["channel"] = said(posted, "channel")
    if "signature-shown" in posted:
        _put(document, "signature", None if "signature" in posted else False)
    if "at_desk-shown" in posted:
        _put(document, "at_desk", True if "at_desk" in posted else None)
    if "blocks-shown" in posted:
        document[BLOCKS] = [
            _block(posted, place, conditions.get(place)) for place in places(posted, BLOCKS)
        ]
    return declared(document, labels)


def declared(document: dict[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    """The document that declares the variables its text names, in their order, and no others."""
    if document.get("channel") == WORD:
        return document
    former = {one["name"]: one["label"] for one in document.get("variables", ())}
    named = dict.fromkeys(
        [*placeholders(document.get("subject", "")), *placeholders(document.get(BLOCKS, ()))]
    )
    document["variables"] = [
        {"name": name, "label": (labels.get(name) or former.get(name) or name)[:200]}
        for name in named
        if name not in ALWAYS
    ]
    return document


def rearrange(document: dict[str, Any], act: RowAct) -> tuple[dict[str, Any], int | None]:
    """A block added, removed or moved."""
    document[BLOCKS], place = rearranged(document.get(BLOCKS, ()), act, BLANK)
    return document, place


def shown(blocks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Blocks as the page shows them: kind, text, where a button leads."""
    found = []
    for block in blocks:
        kind, content = block_of(block)
        line = {"kind": kind, "text": "", "to": "", "when": block.get("when")}
        if kind == "button":
            line |= {"text": content["text"], "to": content["to"]}
        elif kind in {"ul", "ol"}:
            line["text"] = "\n".join(marks_of(item).replace("\n", " ") for item in content)
        else:
            line["text"] = marks_of(content)
        found.append(line)
    return found


def _block(posted: Posted, place: int, condition: Any) -> dict[str, Any]:
    start = f"{BLOCKS}-{place}-"
    kind = said(posted, f"{start}kind")
    words = text(posted, f"{start}text")
    if kind == "button":
        to = said(posted, f"{start}to") or _BUTTON["to"]
        block: dict[str, Any] = {"button": {"text": " ".join(words.split()), "to": to}}
    elif kind in {"ul", "ol"}:
        lines = [line.strip() for line in words.splitlines() if line.strip()]
        block = {kind: [inline_of(line) for line in lines]}
    else:
        block = {kind if kind in KINDS else "p": inline_of(words.replace("\r\n", "\n")) or ""}
    if condition is not None:
        block["when"] = condition
    return block


def _put(into: dict[str, Any], name: str, value: Any) -> None:
    if value in ("", None):
        into.pop(name, None)
    else:
        into[name] = value


def is_readable(body: Mapping[str, Any]) -> bool:
    """Whether a document has the shape the page relies on: one written as a text may have any."""
    plain = all(isinstance(body.get(name, ""), str) for name in ("title", "subject", "channel"))
    listed = body.get("variables", []), body.get(BLOCKS, [])
    if not plain or not all(isinstance(one, list) for one in listed):
        return False
    named = all(
        isinstance(one, dict)
        and isinstance(one.get("name"), str)
        and isinstance(one.get("label"), str)
        for one in listed[0]
    )
    return named and all(map(_is_block, listed[1]))


def _is_block(block: Any) -> bool:
    if not isinstance(block, dict) or len(set(block) - {"when"}) != 1:
        return False
    kind, content = block_of(block)
    if kind == "button":
        return _is_link(content)
    if kind in {"ul", "ol"}:
        return isinstance(content, list) and all(map(_is_inline, content))
    return kind in KINDS and _is_inline(content)


def _is_inline(content: Any) -> bool:
    pieces = content if isinstance(content, list) else [content]
    return all(map(_is_span, pieces))


def _is_span(piece: Any) -> bool:
    if isinstance(piece, str):
        return True
    if not isinstance(piece, dict) or len(piece) != 1:
        return False
    return isinstance(piece.get("strong"), str) or _is_link(piece.get("link"))


def _is_link(content: Any) -> bool:
    return (
        isinstance(content, dict)
        and isinstance(content.get("text"), str)
        and isinstance(content.get("to"), str)
    )
