"""The thread of a request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalogue.events import RequestMessagePosted
from catalogue.queries import Seen
from catalogue.standing import KIND
from core import clock
from core.actor import Actor
from core.errors import Forbidden
from core.events import announce
from messaging import operations as messaging


def post(
    actor: Actor, seen: Seen, text: str, *, internal: bool = False, files: Sequence[Any] = ()
) -> Any:
    """Write to the other side, or a note among agents (which applicants never see)."""
    if internal and seen.side != "agency":
        raise Forbidden
    message = messaging.post_message(
        actor,
        KIND,
        seen.request.id,
        "internal" if internal else "applicant",
        "agency" if seen.side == "agency" else "applicant",
        text,
        files,
    )
    if not internal:
        seen.request.updated_at = clock.now()
        announce(RequestMessagePosted(seen.request.id, message.id, message.side, actor.account_id))
    return message
