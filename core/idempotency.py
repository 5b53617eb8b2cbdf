"""The same act sent twice is done once: double click, network retry, page sent again next day."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import has_request_context, request
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from werkzeug.datastructures import FileStorage

from core import clock, database
from core.canonical import canonical
from core.database import session
from core.errors import BadInput, Invalid
from core.i18n import _l
from core.models import IdempotencyKey

KEPT = timedelta(days=30)
NOBODY = UUID(int=0)


class AlreadyDone(Exception):
    """This very act was done before; `outcome` is what was answered then."""

    def __init__(self, outcome: dict[str, Any]) -> None:
        super().__init__("already done")
        self.outcome = outcome


class KeyReused(Invalid):
    """Another body under a key that has already served."""

    code = "idempotency-key-reused"
    message = _l("Cette clé a déjà servi pour un autre envoi. Rechargez la page et recommencez.")


@dataclass(frozen=True, slots=True)
class Ticket:
    """The row taken for this act, inside its transaction: a refused act leaves none."""

    actor: UUID
    act: str
    key: str

    def keep(self, outcome: dict[str, Any]) -> None:
        """Write what to answer to the same act sent again."""
        session.execute(
            update(IdempotencyKey)
            .where(
                IdempotencyKey.actor == self.actor,
                IdempotencyKey.act == self.act,
                IdempotencyKey.key == self.key,
            )
            .values(outcome=outcome)
        )


def take(act: str | None = None) -> Ticket | None:
    """Take the key of the present web request; None when it carries none.

    A second, simultaneous holder waits on the unique index until the first commits or is undone.
    """
    if not has_request_context():
        return None
    key = request.headers.get("Idempotency-Key") or request.form.get("_key")
    if not key:
        return None
    if len(key) > 200 or not key.isprintable():
        raise BadInput(_l("La clé de cet envoi n’est pas lisible."))
    ticket = Ticket(_actor(), act or f"{request.method} {request.path}", key)
    digest = body_digest()
    inserted = session.execute(
        insert(IdempotencyKey)
        .values(
            actor=ticket.actor,
            act=ticket.act,
            key=key,
            body_sha256=digest,
            outcome={},
            created_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    ).scalar()
    if inserted is not None:
        return ticket
    first = session.execute(
        select(IdempotencyKey.body_sha256, IdempotencyKey.outcome).where(
            IdempotencyKey.actor == ticket.actor,
            IdempotencyKey.act == ticket.act,
            IdempotencyKey.key == key,
        )
    ).one()
    if first.body_sha256 != digest:
        raise KeyReused
    raise AlreadyDone(first.outcome)


def body_digest() -> str:
    """SHA-256 of what was sent, without the anti-forgery token, which may change between sends."""
    if request.is_json:
        asked = b"?" + request.query_string if request.query_string else b""
        return hashlib.sha256(request.get_data(cache=True) + asked).hexdigest()
    fields: dict[str, list[str]] = {
        f"{name}": request.form.getlist(name)  # a part may come without a name
        for name in request.form
        if name not in {"csrf_token", "_key"}
    }
    for name in request.files:
        fields[f"file {name}"] = [_print(each) for each in request.files.getlist(name)]
    return hashlib.sha256(canonical(fields).encode()).hexdigest()


def _print(file: FileStorage) -> str:
    """Name and content of a file: another one under the same key is another act."""
    digest = hashlib.file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type]
    file.stream.seek(0)
    return f"{digest} {file.filename}"


def sweep() -> int:
    """Forget keys older than thirty days; how many were."""
    found = session.execute(
        delete(IdempotencyKey).where(IdempotencyKey.created_at < clock.now() - KEPT)
    )
    return int(getattr(found, "rowcount", 0))


def _actor() -> UUID:
    from core.web import current_actor

    return current_actor().account_id or NOBODY


database.ticket_source[:] = [take]
