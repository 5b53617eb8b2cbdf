"""`{"do": "webhook", "connector": …}`: another program is told of a move, signed, once it is sure.

What it may learn is written in its connector (`sees`: pointers of answers); the number, the
service, the move and the state come with it. Refusals for good are set aside at once, the rest is
tried again over a day, then set aside where administrators see it (FAULTS R-20).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from flask import current_app

from catalogue.models import Request
from catalogue.standing import KIND
from core import clock, jobs
from core.canonical import canonical
from core.database import session
from core.errors import NotFound
from core.outbound import OutboundFailed, OutboundRefused, operator_allows, post
from schemas import queries as schemas

if TYPE_CHECKING:
    from workflows.models import Step

JOB: Final = "catalogue.webhook"
#: Waits after each try, about a day in all.
WAITS: Final = (
    timedelta(minutes=1),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=16),
)
#: Answers that trying again would not change.
_FOR_GOOD: Final = frozenset({400, 401, 403, 404, 405, 410, 422})
_DONE: Final = range(200, 300)


class WebhookRefused(RuntimeError):
    """The other side, or our own rule of addresses, says no for good."""

    most_tries = 0


class WebhookSilent(RuntimeError):
    """A day of tries without an answer worth having."""

    most_tries = 0


class Webhook:
    """Fills `workflows.actions`."""

    key = "webhook"

    def run(
        self,
        subject_kind: str,
        subject_id: UUID,
        step: Step,
        settings: Mapping[str, Any],
        once: str,
    ) -> None:
        """Write the job that tells it; the same `once` tells it under one name."""
        request = session.get(Request, subject_id)
        if subject_kind != KIND or request is None:
            return
        connector = str(settings["connector"])
        args = {"connector": connector, "once": once, "body": told(request, step, settings)}
        jobs.enqueue(JOB, args, once=f"webhook:{once}")


def told(request: Request, step: Step, settings: Mapping[str, Any]) -> dict[str, Any]:
    """What is sent: the move, and of the answers what the connector may see, at this moment."""
    live = schemas.live("connector", str(settings["connector"]))
    sees = live.body["sees"] if live else ()
    return {
        "request": request.reference or request.provisional,
        "service": request.service_key,
        "transition": step.transition,
        "status": step.to_status,
        "at": step.at.isoformat(),
        "answers": {pointer: value for pointer in sees if (value := _at(request, pointer))},
        "values": dict(settings.get("values", {})),
    }


def send_webhook(job: jobs.Taken) -> None:
    """Runner of the job: one try."""
    live = schemas.live("connector", str(job.args["connector"]))
    if live is None:
        raise NotFound
    body = canonical(job.args["body"]).encode()
    stamp = str(int(clock.now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Preau",
        "Idempotency-Key": str(job.args["once"]),
        "X-Preau-Timestamp": stamp,
        "X-Preau-Signature": signed(live.key, stamp, body),
    }
    try:
        answer = post(live.body["url"], body, headers, allowed=operator_allows())
    except OutboundRefused as refusal:
        raise WebhookRefused from refusal
    except OutboundFailed as fault:
        _again(job, fault)
        return
    if answer.status in _FOR_GOOD:
        raise WebhookRefused
    if answer.status not in _DONE:
        _again(job, None)


def signed(connector: str, stamp: str, body: bytes) -> str:
    """`sha256=` HMAC of « timestamp.body » with the key of the connector."""
    said = hmac.new(key_of(connector).encode(), f"{stamp}.".encode() + body, hashlib.sha256)
    return f"sha256={said.hexdigest()}"


def key_of(connector: str) -> str:
    """What both sides know: made from the secret of the house, so no document holds it."""
    secret = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(secret, f"webhook:{connector}".encode(), hashlib.sha256).hexdigest()


def _again(job: jobs.Taken, fault: Exception | None) -> None:
    if job.tries > len(WAITS):
        raise WebhookSilent from fault
    raise jobs.PutOff(WAITS[job.tries - 1].total_seconds(), "webhook") from fault


def _at(request: Request, pointer: str) -> Any:
    value: Any = request.answers
    for part in pointer.split("/")[1:]:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
