"""Runs of letters: which templates the desk offers, how many letters fit in a chunk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from catalogue.models import BulkRun
from documents import operations as documents
from schemas import queries as schemas

#: Letters set and kept together: a press costs its start once a chunk.
CHUNK = 500
#: The same for Word models, each of which starts a child of its own.
WORD_CHUNK = 20


def letter_templates() -> list[tuple[str, str]]:
    """Letters that agents may issue by themselves: (key, title)."""
    return [
        (live.key, str(live.body["title"]))
        for live in schemas.live_all("template")
        if for_the_desk(live.body)
    ]


def chunk_of(run: BulkRun) -> int:
    """How many fit in one transaction."""
    live = schemas.live("template", str(run.settings.get("template", "")))
    return WORD_CHUNK if live and live.body.get("channel") == documents.WORD else CHUNK


def once_of(run_id: UUID, seq: int) -> str:
    """The key under which a run orders the letter of one place."""
    return f"bulk:{run_id}:{seq}"


def for_the_desk(body: Mapping[str, Any]) -> bool:
    """Whether agents may issue it by themselves."""
    letter = body.get("channel") in {documents.TYPED, documents.WORD}
    return letter and bool(body.get("at_desk"))
