"""The blocks of an answer as a page draws them, for one reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import get_locale
from markupsafe import Markup

from core.actor import Actor
from core.files import store
from core.saying import size
from core.wall import HOUSE, acting_as
from knowledge_base.domain.content import Content, files_of, spoken
from knowledge_base.gates import KIND
from knowledge_base.models import Entry
from knowledge_base.rendering import answer_html
from knowledge_base.targets import Target, target_for


@dataclass(frozen=True, slots=True)
class Drawn:
    """One block; every text is plain but `html` and `items`, which are cleaned."""

    kind: str
    html: Markup | str = ""
    items: tuple[Markup, ...] = ()
    url: str = ""
    alt: str = ""
    label: str = ""
    caption: str = ""
    captions_url: str = ""
    media_type: str = ""
    size: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """An entry in the language of its reader."""

    language: str
    #: Whether the reader asked for another one.
    foreign: bool
    question: str
    blocks: list[Drawn]


def tongue() -> str:
    """The language of the moment."""
    found: Any = get_locale()
    return str(found.language) if found is not None else "fr"


def said(actor: Actor, row: Entry, content: Content, language: str | None = None) -> Said:
    """The question and the blocks, in the language of the reader when somebody wrote it."""
    wanted = language or tongue()
    given, words = spoken(content, wanted)
    blocks = drawn(actor, row, words.get("blocks", ()), given)
    return Said(given, given != wanted, str(words.get("question", "")), blocks)


def drawn(
    actor: Actor, row: Entry, blocks: Iterable[Mapping[str, Any]], language: str = "fr"
) -> list[Drawn]:
    """Blocks ready for `_blocks.html`; what leads nowhere for this reader is left out."""
    kept = list(blocks)
    states = states_of(row, kept)
    return [made for block in kept if (made := _drawn(actor, block, language, states)) is not None]


def states_of(row: Entry, blocks: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What became of the files of the entry that these blocks show, by id; no others are named."""
    ids = [str(file["id"]) for file in files_of(blocks)]
    if not ids:
        return {}
    with acting_as(HOUSE):  # a stranger sees no row of files; who opens one is asked at its door
        return {str(one.id): one.state for one in store().describe(ids, (KIND, row.id))}


def _drawn(
    actor: Actor, block: Mapping[str, Any], language: str, states: Mapping[str, str]
) -> Drawn | None:
    kind = str(block.get("type"))
    if kind == "text":
        return Drawn(kind, html=answer_html(str(block.get("text", ""))))
    if kind == "steps":
        items = tuple(answer_html(str(item)) for item in block.get("items", ()))
        return Drawn(kind, items=items) if items else None
    if kind in {"picture", "video", "file"}:
        return _with_file(kind, block, language, states)
    target = target_for(actor, block)
    return _leading(kind, target) if target else None


def _with_file(
    kind: str, block: Mapping[str, Any], language: str, states: Mapping[str, str]
) -> Drawn | None:
    file = block.get("file")
    state = states.get(str(file["id"])) if file else None
    transcript = answer_html(str(block.get("transcript", "")))
    if not file or state not in {"clean", "quarantined"}:
        # nothing to watch or look at, but what it says stays
        return Drawn("text", html=transcript) if transcript else None
    if state == "quarantined":
        return Drawn("waiting", label=str(block.get("label") or file["name"]), html=transcript)
    captions = block.get("captions") or {}
    if states.get(str(captions.get("id"))) != "clean":
        captions = {}
    return Drawn(
        kind,
        url=url_for("documents.download", file_id=file["id"]),
        alt=str(block.get("alt", "")),
        label=str(block.get("label") or file["name"]),
        caption=str(block.get("caption", "")),
        captions_url=url_for("documents.download", file_id=captions["id"]) if captions else "",
        media_type=str(file["type"]).split(";")[0],
        size=size(int(file["size"])),
        html=transcript,
        text=language,
    )


def _leading(kind: str, target: Target) -> Drawn:
    return Drawn(kind, url=target.url, label=target.label, text=target.text)
