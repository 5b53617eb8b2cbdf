"""The thread of a request as agents read it: messages, internal notes, events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from flask import url_for

from catalogue.queries import Seen
from catalogue.standing import KIND
from core.actor import Actor
from core.i18n import _
from core.saying import moment, size
from messaging import queries as messaging
from workflows import queries as workflows
from workflows.domain.circuit import Circuit

if TYPE_CHECKING:
    from workflows.models import Step


def thread_of(actor: Actor, seen: Seen) -> list[dict[str, Any]]:
    """Messages, internal notes and moves, oldest first. For agents only."""
    circuit = workflows.circuit_of(seen.versions.workflow.id)
    entries = [
        *_messages(actor, seen),
        *_events(workflows.steps_of(seen.request.id), circuit),
    ]
    return [entry for _at, entry in sorted(entries, key=lambda pair: pair[0])]


def message_count(entries: Sequence[dict[str, Any]]) -> int:
    """How many of the entries are messages."""
    return sum(1 for entry in entries if not entry.get("event"))


def _messages(actor: Actor, seen: Seen) -> Iterator[tuple[Any, dict[str, Any]]]:
    for m in messaging.thread(KIND, seen.request.id, internal=True):
        yield (
            m.at,
            {
                "id": f"message-{m.id}",
                "author": m.author,
                "text": m.body,
                "when": moment(m.at),
                "iso": m.at.isoformat(),
                "internal": m.internal,
                "mine": "self" if m.author_id == actor.account_id else m.side == "agency",
                "tone": "sky" if m.side == "agency" else "brick",
                "attachments": [
                    {
                        "name": f.filename,
                        "size": size(f.size),
                        "url": url_for("documents.download", file_id=f.id),
                        "stored": f.state,
                    }
                    for f in m.attachments
                ],
            },
        )


def _events(steps: Sequence[Step], circuit: Circuit) -> Iterator[tuple[Any, dict[str, Any]]]:
    for step in steps:
        status = circuit.status.get(step.to_status)
        title = status.label if status else step.to_status
        yield (
            step.at,
            {
                "event": True,
                "when": moment(step.at),
                "iso": step.at.isoformat(),
                "title": title if step.undone_at is None else _("%(step)s (annulée)", step=title),
                "tone": status.tone if status else "slate",
                "icon": status.icon if status else "circle",
                "by": step.signed,
                "text": step.comment,
            },
        )
