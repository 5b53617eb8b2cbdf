"""Blocks somebody wrote, filled once: what a page or a paper shows of them, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schemas.domain.variables import Values, address, block_of, fill, kept_blocks

#: {"text", "strong", "to"}: `to` leads somewhere.
Span = dict[str, Any]


def written_out(
    blocks: Sequence[Mapping[str, Any]], values: Values, holds: Mapping[str, bool]
) -> Iterator[dict[str, Any]]:
    """`{"kind", "spans"}`, or `{"kind", "items"}` for lists.

    A block that comes out empty is left out, as is one whose condition was not found to hold.
    """
    for block in kept_blocks(blocks, holds):
        kind, content = block_of(block)
        if kind in {"ul", "ol"}:
            items = [spans for item in content if _says(spans := _spans(item, values))]
            if items:
                yield {"kind": kind, "items": items}
            continue
        spans = [_link(content, values)] if kind == "button" else _spans(content, values)
        if _says(spans) and (kind != "button" or spans[0]["to"]):
            yield {"kind": kind, "spans": spans}


def _says(spans: Sequence[Span]) -> bool:
    return any(span["text"].strip() for span in spans)


def _spans(content: Any, values: Values) -> list[Span]:
    pieces = [content] if isinstance(content, str | Mapping) else content
    return [_span(piece, values) for piece in pieces]


def _span(piece: Any, values: Values) -> Span:
    if isinstance(piece, str):
        return {"text": fill(piece, values), "strong": False, "to": ""}
    if "strong" in piece:
        return {"text": fill(piece["strong"], values), "strong": True, "to": ""}
    return _link(piece["link"], values)


def _link(content: Mapping[str, str], values: Values) -> Span:
    target = address(fill(content["to"], values))
    return {"text": fill(content["text"], values), "strong": False, "to": target}
