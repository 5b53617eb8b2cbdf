"""Between the password and the house: what is still to be proved, and what an arrival leaves."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from accounts import queries
from accounts.events import NewDevice
from accounts.models import Account, KnownDevice
from accounts.operations.entrance import FACTOR, forget_tries, seen
from core import clock
from core.database import session
from core.events import announce
from core.ids import uuid7
from core.sessions import digest
from core.wall import acting_as

#: A browser nobody has come in with for so long is a new one again.
FORGOTTEN = timedelta(days=400)


class Way(StrEnum):
    """What stands between a right password and the house."""

    OPEN = "open"
    FACTOR = "factor"
    #: A second factor is demanded, its time is over, and there is none: add one, then come in.
    ENROL = "enrol"


def way_in(account: Account) -> Way:
    """What this person has still to do, once their password, or their link, has been right."""
    with acting_as(account.id):
        if queries.has_factor(account.id):
            return Way.FACTOR
        if not queries.is_demanded(account.id):
            return Way.OPEN
        due = account.factor_due_at
        if due is None:
            due = clock.now() + timedelta(days=queries.grace_days())
            session.execute(
                update(Account).where(Account.id == account.id).values(factor_due_at=due)
            )
        return Way.OPEN if clock.now() < due else Way.ENROL


def arrive(account: Account, device: str, label: str, address: str) -> None:
    """Somebody is in: when, and whether this browser is one of theirs (its token is `device`)."""
    with acting_as(account.id):
        forget_tries(account.email, FACTOR)
        seen(account)
        token, now = digest(device), clock.now()
        known = session.scalars(
            select(KnownDevice.token_sha256).where(KnownDevice.account_id == account.id)
        ).all()
        session.execute(
            insert(KnownDevice)
            .values(
                id=uuid7(),
                account_id=account.id,
                token_sha256=token,
                label=label,
                first_seen_at=now,
                last_seen_at=now,
            )
            .on_conflict_do_update(
                index_elements=["account_id", "token_sha256"],
                set_={"last_seen_at": now, "label": label},
            )
        )
        if known and token not in known:
            announce(NewDevice(account.id, label, address))


def forget_devices() -> None:
    """Browsers nobody has used for more than a year."""
    session.execute(delete(KnownDevice).where(KnownDevice.last_seen_at < clock.now() - FORGOTTEN))
