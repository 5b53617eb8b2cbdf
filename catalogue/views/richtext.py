"""Rich text of sheets as the template draws it: pieces with words, weight and a safe address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from schemas.domain.richtext import lines_of, spans


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one kind; `breaks` are the lines they were written on."""

    lines: tuple[str, ...]
    strong: bool = False
    url: str = ""

    @property
    def outside(self) -> bool:
        """Whether the link leaves the house."""
        return self.url.startswith("https:")


@dataclass(frozen=True, slots=True)
class Shown:
    """One block: p, h, ul or ol, and its lines as pieces."""

    kind: str
    rows: tuple[tuple[Piece, ...], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text of the block as it was written."""
        return tuple("\n".join(piece.lines) for row in self.rows for piece in row)


def drawn(blocks: Iterable[Mapping[str, Any]]) -> list[Shown]:
    """Blocks of a document, ready to be drawn; never HTML."""
    return [
        Shown(kind, tuple(map(_pieces, lines_of(kind, content))))
        for block in blocks
        for kind, content in block.items()
    ]


def links_of(sheet: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The links of a sheet with their address; one that leads nowhere is not shown."""
    found = [{**link, "url": address(str(link.get("to", "")))} for link in sheet.get("links", ())]
    return [link for link in found if link["url"] and link.get("label")]


def address(to: str) -> str:
    """`kb:theme/x` and `kb:key` lead to the help, the rest stands as it is when it is safe."""
    if to.startswith("kb:theme/"):
        return url_for("knowledge_base.home", theme=to.removeprefix("kb:theme/"))
    if to.startswith("kb:") and len(to) > len("kb:"):
        return url_for("knowledge_base.entry", key=to.removeprefix("kb:"))
    inside = to.startswith("/") and not to.startswith(("//", "/\\"))
    return to if inside or to.startswith(("https://", "mailto:")) else ""


def _pieces(inline: Any) -> tuple[Piece, ...]:
    found: Sequence[tuple[str, bool, str]] = spans(inline)
    return tuple(
        Piece(tuple(words.split("\n")), strong, address(to)) for words, strong, to in found
    )
