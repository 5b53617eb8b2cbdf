"""The engine beside our own: named by whoever gives rights on the whole house, left alone for a
while when it fails, and what left for it written down."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select, text, update

from accounts.operations import require_whole_house
from core import clock, sealing
from core.actor import Actor
from core.database import session
from core.errors import Conflict, Invalid, NotFound
from core.events import announce
from core.history import difference, record
from core.ids import uuid7
from core.jobs import enqueue
from core.models import Job
from knowledge_base.consulting import Consult, Heard
from knowledge_base.events import EngineFellSilent
from knowledge_base.linking_models import EngineLink, Sent, TextVector
from knowledge_base.linking_said import Settled, problems_with
from knowledge_base.queries.linking import PURPOSE, engine, missing, reached, wanted_texts

#: Failures in a row after which it is left alone, and for how long.
MOST_FAILURES: Final = 3
QUIET: Final = timedelta(minutes=10)
LOG_KEPT: Final = timedelta(days=90)
VECTORS: Final = "knowledge_base.vectors"
#: First key of our transaction lock (`pg_advisory_xact_lock(int, int)`).
ENGINE: Final = 7309
_ABOUT: Final = ("kind", "url", "model", "language", "least", "known_only", "all_entries")
TOLD: Final = (*_ABOUT, "used", "label", "seconds", "notice")


def settle_engine(actor: Actor, said: Settled, seen: int | None = None) -> EngineLink:
    """Keep what is said of the engine; another one has neither the key nor the merits of the one
    before."""
    require_whole_house(actor)
    _hold()
    row = engine()
    if problems := list(problems_with(said, row)):
        raise Invalid(problems)
    if row is not None and seen is not None and row.version != seen:
        raise Conflict
    before = _told(row) if row else {}
    row = row or EngineLink(id=uuid7(), kind=said.kind, compared={}, sealed=None)
    for name in TOLD:
        setattr(row, name, getattr(said, name))
    if said.secret:
        row.sealed = sealing.seal(said.secret, PURPOSE)
    if any(before.get(name) != getattr(said, name) for name in _ABOUT):
        row.compared = {}
    row.failures, row.quiet_until, row.updated_at = 0, None, clock.now()
    session.add(row)
    session.flush()
    _note(actor, row, "engine.settled", before, {"secret": bool(said.secret)})
    if _wants_vectors():
        enqueue(VECTORS, {}, once=f"vectors:{uuid7()}")  # now, whatever waits for its next try
    return row


def remove_engine(actor: Actor) -> None:
    """Nothing leaves any more, and nothing of it is kept but the log."""
    require_whole_house(actor)
    row = _standing()
    _note(actor, row, "engine.removed", {}, {})
    session.execute(delete(TextVector))
    session.delete(row)
    session.flush()


def new_webhook_secret(actor: Actor) -> str:
    """The secret an agent of Dialogflow is to show, told this once; the former opens nothing."""
    require_whole_house(actor)
    _hold()
    row = engine()
    if row is None:
        row = EngineLink(
            id=uuid7(), kind="dialogflow", label="Dialogflow", url="", notice="", compared={}
        )
        session.add(row)
    secret = secrets.token_urlsafe(32)
    row.webhook_sha256 = sha256(secret.encode()).hexdigest()
    session.flush()
    _note(actor, row, "engine.webhook-opened", {}, {})
    return secret


def end_webhook(actor: Actor) -> None:
    """No agent may call us any more."""
    require_whole_house(actor)
    row = _standing()
    row.webhook_sha256 = None
    session.flush()
    _note(actor, row, "engine.webhook-ended", {}, {})


def opens_webhook(secret: str) -> bool:
    """Whether an agent that shows this secret may call; as long to say for any secret."""
    row = engine()
    kept = (row.webhook_sha256 if row else None) or ""
    given = sha256(secret.encode("utf-8", "replace")).hexdigest()
    return compare_digest(kept.encode(), given.encode())


def note_sent(asked: Consult, heard: Heard, *, judge: bool = True) -> None:
    """Write down what left, word for word, and how the engine did."""
    session.add(
        Sent(
            id=uuid7(),
            at=clock.now(),
            host=asked.to.host,
            text=asked.text,
            outcome=heard.outcome,
            proposed=[one.key for one in heard.proposed],
            took_ms=heard.took_ms,
        )
    )
    session.flush()
    if judge:
        _judge(heard)


def prepare_vectors() -> None:
    """Have the vectors made that are wanted and not there (work of the clock), by one job however
    long the engine is away."""
    under_way = select(Job.id).where(
        Job.kind == VECTORS, Job.done_at.is_(None), Job.parked_at.is_(None)
    )
    if session.scalar(under_way.limit(1)) is None and _wants_vectors():
        enqueue(VECTORS, {}, once=f"vectors:{uuid7()}")


def sweep_engine() -> None:
    """Let go of old lines of the log, and of vectors of what is no longer said to anybody."""
    session.execute(delete(Sent).where(Sent.at < clock.now() - LOG_KEPT))
    row = engine()
    if row is None or row.kind != "embeddings":
        session.execute(delete(TextVector))
        return
    session.execute(delete(TextVector).where(TextVector.space != reached(row).space))
    held = set(session.scalars(select(TextVector.digest)))
    gone = held - set(wanted_texts(row))
    session.execute(delete(TextVector).where(TextVector.digest.in_(gone)))


def _judge(heard: Heard) -> None:
    """An engine that fails several times in a row is left alone; who looks after it is told once,
    until it answers again. Not through the row: nobody who settles the engine meanwhile should be
    refused for this."""
    row = engine()
    if row is None:
        return
    if not heard.silent:
        if row.failures:
            session.execute(update(EngineLink).values(failures=0, quiet_until=None))
        return
    more = update(EngineLink).values(failures=EngineLink.failures + 1)
    failures = session.execute(more.returning(EngineLink.failures)).scalar_one()
    if failures >= MOST_FAILURES:
        session.execute(update(EngineLink).values(quiet_until=clock.now() + QUIET))
    if failures == MOST_FAILURES:
        announce(EngineFellSilent(row.id, row.label, heard.outcome, clock.now()))


def _wants_vectors() -> bool:
    row = engine()
    return row is not None and row.kind == "embeddings" and bool(row.url and missing(row, 1))


def _hold() -> None:
    """Two who name an engine at once name one: a second row would stay when it is removed."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key, 0)"), {"key": ENGINE})


def _standing() -> EngineLink:
    row = engine()
    if row is None:
        raise NotFound
    return row


def _told(row: EngineLink) -> dict[str, Any]:
    return {name: getattr(row, name) for name in TOLD}


def _note(
    actor: Actor, row: EngineLink, act: str, before: dict[str, Any], facts: dict[str, Any]
) -> None:
    record(
        actor,
        "help_engine",
        UUID(str(row.id)),
        act,
        version=row.version or 1,
        patch=difference(before, _told(row)) if before else (),
        facts={"label": row.label, "host": reached(row).host if row.url else "", **facts},
    )
