"""What administrators do with the line of a connector: start, stop, send again, change its key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import delete, select

from accounts.operations.tokens import require_to_act_as
from catalogue import journal, sending
from catalogue.outbound_models import OutboundDelivery, OutboundLine
from catalogue.signing import OVERLAP, key_of
from core import clock, jobs
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.history import record
from core.problems import Problem

if TYPE_CHECKING:
    from accounts.models import Account


def subject_of(connector: str) -> UUID:
    """Under what its history is kept."""
    return uuid5(NAMESPACE_URL, f"connector:{connector}")


def subscribe(
    actor: Actor, connector: str, account: Account | None, kinds: Sequence[str]
) -> OutboundLine:
    """Send the journal from now on in the name of an account; nobody's: send it no more."""
    if any(kind not in journal.KINDS for kind in kinds):
        raise Invalid([Problem("/evenements", "api-choice")])
    if account is not None:
        require_to_act_as(actor, account)
    line = _held(connector)
    if line.account_id is None and account is not None:
        line.cursor = journal.last_number()
    line.account_id = account.id if account else None
    line.kinds = sorted(set(kinds))
    facts: dict[str, object] = {"account": account.email if account else "", "kinds": line.kinds}
    _note(actor, connector, "connector.subscribed", facts)
    return line


def switch_on(actor: Actor, connector: str) -> None:
    """Go on from what stands first; nothing was lost meanwhile."""
    line = _held(connector)
    line.disabled_at, line.disabled_because = None, ""
    line.tries, line.next_at = 0, None
    jobs.enqueue(journal.SEND, {"connector": connector})
    _note(actor, connector, "connector.switched-on", {})


def switch_off(actor: Actor, connector: str) -> None:
    """Hold everything back."""
    line = _held(connector)
    if line.disabled_at is None:
        sending.stop(line, "by-hand")
        _note(actor, connector, "connector.switched-off", {})


def replay(actor: Actor, connector: str, since: date) -> None:
    """Send the journal again from the first event of a day, under the names it had."""
    line = _held(connector)
    if line.account_id is None:
        raise Invalid([Problem("/depuis", "connector-no-journal")])
    begin = datetime.combine(since, time(), tzinfo=clock.PARIS)
    line.cursor = min(line.cursor, journal.number_before(begin))
    session.execute(
        delete(OutboundDelivery).where(
            OutboundDelivery.connector == connector, OutboundDelivery.event_id > line.cursor
        )
    )
    jobs.enqueue(journal.SEND, {"connector": connector})
    _note(actor, connector, "connector.replayed", {"since": since.isoformat()})


def rotate(actor: Actor, connector: str) -> str:
    """A new key, told once; the former one signs beside it for a week."""
    line = _held(connector)
    line.generation += 1
    line.former_until = clock.now() + OVERLAP
    _note(actor, connector, "connector.key-changed", {})
    return key_of(connector, line.generation)


def end_former(actor: Actor, connector: str) -> None:
    """From now on only the new key signs."""
    line = _held(connector)
    if line.former_until is not None:
        line.former_until = None
        _note(actor, connector, "connector.former-key-ended", {})


def _held(connector: str) -> OutboundLine:
    sending.line_of(connector)
    return session.scalars(
        select(OutboundLine)
        .where(OutboundLine.connector == connector)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _note(actor: Actor, connector: str, act: str, facts: dict[str, object]) -> None:
    session.flush()
    record(actor, "connector", subject_of(connector), act, facts={"key": connector, **facts})
