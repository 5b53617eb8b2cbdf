"""What an account proves itself with beside its password, and of whom that is demanded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import exists, func, or_, select, union

from accounts.models import Account, Grant, Passkey, RecoveryCode, TotpSecret
from accounts.queries.dates import granted_today
from accounts.queries.roles import live_roles
from core import settings
from core.database import session
from core.errors import NotFound
from core.i18n import _l
from core.settings import TownSettingSpec


def _roles() -> dict[str, str]:
    """Those in service, by key."""
    return {key: role.title for key, role in live_roles().items()}


DEMANDED: Final = TownSettingSpec(
    "accounts.second_factor_roles",
    [],
    _l("Rôles qui demandent un second facteur"),
    _l("Chaque titulaire d’un de ces rôles prouve son identité de deux façons."),
    choices=_roles,
)
GRACE: Final = TownSettingSpec(
    "accounts.second_factor_grace_days",
    14,
    _l("Délai pour ajouter un second facteur, en jours"),
    _l("Compté depuis la première connexion où il est demandé ; 0 : tout de suite."),
)


@dataclass(frozen=True, slots=True)
class Factors:
    """All that one proves oneself with, in the order it was added."""

    totp: TotpSecret | None
    passkeys: tuple[Passkey, ...]
    #: How many codes on paper are left.
    codes: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor; codes on paper only stand for a lost one."""
        return self.totp is not None or bool(self.passkeys)


def factors_of(account_id: UUID) -> Factors:
    """What is there today."""
    return Factors(
        session.get(TotpSecret, account_id),
        tuple(
            session.scalars(
                select(Passkey)
                .where(Passkey.account_id == account_id)
                .order_by(Passkey.created_at, Passkey.id)
            )
        ),
        session.scalar(
            select(func.count())
            .select_from(RecoveryCode)
            .where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
        )
        or 0,
    )


def has_factor(account_id: UUID) -> bool:
    """Whether the password alone does not let this person in."""
    return bool(
        session.scalar(
            select(
                or_(
                    exists().where(TotpSecret.account_id == account_id),
                    exists().where(Passkey.account_id == account_id),
                )
            )
        )
    )


def passkey_of(account_id: UUID, passkey_id: UUID) -> Passkey:
    """One key of this account; absent and another's look alike."""
    found = session.scalar(
        select(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == account_id)
    )
    if found is None:
        raise NotFound
    return found


def roles_demanding() -> frozenset[str]:
    """Keys of the roles whose people need a second factor."""
    return frozenset(str(key) for key in settings.value_of(DEMANDED.key))


def grace_days() -> int:
    """Days between the first demand and the day the password alone opens nothing."""
    return int(settings.value_of(GRACE.key))


def is_demanded(account_id: UUID) -> bool:
    """Whether one of the roles held today demands a second factor."""
    roles = roles_demanding()
    return bool(roles) and bool(
        session.scalar(
            select(
                exists().where(
                    Grant.account_id == account_id, Grant.role.in_(roles), granted_today()
                )
            )
        )
    )


def coverage() -> Mapping[str, tuple[int, int]]:
    """Role → (people who hold it today, those of them who have a second factor)."""
    proven = union(select(TotpSecret.account_id), select(Passkey.account_id)).subquery()
    rows: Collection[Any] = session.execute(
        select(
            Grant.role,
            func.count(Grant.account_id.distinct()).label("people"),
            func.count(proven.c.account_id.distinct()).label("proven"),
        )
        .join(Account, Account.id == Grant.account_id)
        .outerjoin(proven, proven.c.account_id == Grant.account_id)
        .where(Account.disabled_at.is_(None), granted_today())
        .group_by(Grant.role)
    ).all()
    return {row.role: (row.people, row.proven) for row in rows}
