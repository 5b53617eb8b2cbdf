"""Acts on notices: tell people of something new, once; they look, and it is seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, text, update
from sqlalchemy.dialects.postgresql import Insert, insert

from accounts import operations as accounts
from core import clock
from core.actor import Actor
from core.contributions import all_of
from core.database import session
from core.ids import uuid7
from core.web import local_path
from messaging.models import Notice
from messaging.queries.notices import MUTED, NOTICE_KINDS, muted_by

KEPT = timedelta(days=180)
_AT_ONCE = 1_000
_NOTHING: tuple[str, UUID | None] = ("", None)


def notify(
    account_ids: Iterable[UUID],
    kind: str,
    *,
    once: str,
    subject: tuple[str, UUID | None] = _NOTHING,
    facts: Mapping[str, Any] | None = None,
    url: str,
    bundle: str | None = None,
    bundle_url: str = "",
    count: int = 1,
) -> None:
    """Tell these people, in the present transaction; the same `once` tells nobody twice.

    With `bundle`, what they have not looked at yet grows by `count` and leads to `bundle_url`.
    """
    wanted = sorted({*account_ids})  # one order for all: two writers never wait on one another
    muted = muted_by(wanted, kind) if wanted else set()
    wanted = [account_id for account_id in wanted if account_id not in muted]
    shared = {
        "kind": kind, "once": once, "bundle": bundle, "count": count, "url": local_path(url),
        "subject_kind": subject[0], "subject_id": subject[1], "facts": dict(facts or {}),
        "at": clock.now(),
    }  # fmt: skip
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        rows = [{"id": uuid7(), "account_id": account_id, **shared} for account_id in some]
        session.execute(_merged(insert(Notice).values(rows), bundle, bundle_url or url))


def _merged(rows: Insert, bundle: str | None, bundle_url: str) -> Insert:
    if bundle is None:
        return rows.on_conflict_do_nothing(
            index_elements=["account_id", "once"], index_where=text("bundle IS NULL")
        )
    return rows.on_conflict_do_update(
        index_elements=["account_id", "bundle"],
        index_where=text("bundle IS NOT NULL AND seen_at IS NULL"),
        set_={
            "count": Notice.count + rows.excluded.count,
            "facts": rows.excluded.facts,
            "at": rows.excluded.at,
            "subject_kind": "",
            "subject_id": None,
            "url": local_path(bundle_url),
            "told_at": None,
        },
    )


def see(actor: Actor, notice_ids: Collection[UUID]) -> None:
    """This person has looked at these notices of hers."""
    if notice_ids:
        _seen(actor, Notice.id.in_(notice_ids))


def see_subject(actor: Actor, subject: tuple[str, UUID]) -> None:
    """This person has the very thing before her eyes: its notices are old news."""
    _seen(actor, Notice.subject_id == subject[1], Notice.subject_kind == subject[0])


def see_all(actor: Actor) -> None:
    """Nothing is new any more."""
    _seen(actor)


def _seen(actor: Actor, *conditions: Any) -> None:
    if actor.account_id is not None:
        session.execute(
            update(Notice)
            .where(Notice.account_id == actor.account_id, Notice.seen_at.is_(None), *conditions)
            .values(seen_at=clock.now())
        )


def tell(actor: Actor) -> None:
    """What is new was told at sign-in: it is not told there again."""
    session.execute(
        update(Notice)
        .where(
            Notice.account_id == actor.account_id,
            Notice.seen_at.is_(None),
            Notice.told_at.is_(None),
        )
        .values(told_at=clock.now())
    )


def withdraw(subject: tuple[str, UUID], once: str) -> None:
    """What happened was taken back before anybody looked: nothing is told of it."""
    session.execute(
        delete(Notice).where(
            Notice.subject_id == subject[1],
            Notice.subject_kind == subject[0],
            Notice.seen_at.is_(None),
            Notice.once == once,
        )
    )


def mute(actor: Actor, kinds: Iterable[str]) -> None:
    """Which kinds this person does not want to be told; unknown ones are left out."""
    known = {kind.key for kind in all_of(NOTICE_KINDS)}
    accounts.keep_preference(actor, MUTED, sorted(known.intersection(kinds)))


def forget() -> None:
    """Let go of old notices (work of the clock)."""
    session.execute(delete(Notice).where(Notice.at < clock.now() - KEPT))
