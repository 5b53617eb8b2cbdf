"""What an administrator decides of a source of data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select

from catalogue.domain.sources import (
    HEADER,
    MINUTES,
    SECONDS,
    address_of,
    address_problems,
    names_of,
    place_of,
)
from catalogue.prefill_models import DataSource
from catalogue.prefills.lookup import PURPOSE
from core import clock, outbound, sealing
from core.actor import Actor
from core.database import session
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.folding import fold
from core.history import record
from core.outbound import OutboundRefused
from core.problems import Problem
from schemas.permissions import organisation_wide

SUBJECT: Final = "data-source"
#: It says to whom personal data is sent and keeps a secret: settings of the organisation.
MANAGE: Final = "settings:manage"


@dataclass(frozen=True, slots=True)
class Settled:
    """A source as it was typed."""

    title: str
    url: str
    header: str
    #: Empty: the one there is stays.
    secret: str
    seconds: str
    minutes: str
    names: str
    enabled: bool
    #: The version the page had shown.
    seen: int | None = None


def need_whole_house(actor: Actor) -> None:
    """Sources are everybody's: the right is held on the whole organisation."""
    if not organisation_wide(actor, MANAGE):
        raise Forbidden


def sources() -> list[DataSource]:
    """All of them, by title."""
    return list(session.scalars(select(DataSource).order_by(DataSource.title, DataSource.key)))


def source_named(key: str) -> DataSource:
    """One of them."""
    found = session.get(DataSource, key) if "\x00" not in key else None
    if found is None:
        raise NotFound
    return found


def settle_source(actor: Actor, key: str | None, said: Settled) -> DataSource:
    """Keep a source, new or known; `Invalid` says all that is wrong. Its key never changes: forms
    name it."""
    need_whole_house(actor)
    standing = source_named(key) if key else None
    if standing is not None and said.seen is not None and standing.version != said.seen:
        raise Conflict
    names, problems = names_of(said.names)
    problems += _problems(said, standing)
    if problems:
        raise Invalid(problems)
    found = standing or DataSource(key=_key(said.title), sealed=None, created_at=clock.now())
    moved = standing is not None and place_of(said.url) != place_of(standing.url)
    if (moved or said.header != found.header) and not said.secret:
        found.sealed = None  # a secret goes to the machine and the header it was given for
    found.title, found.url, found.header = said.title, said.url, said.header
    found.seconds, found.cache_minutes = int(said.seconds), int(said.minutes)
    found.names, found.enabled, found.updated_at = names, said.enabled, clock.now()
    if said.secret and said.header:
        found.sealed = sealing.seal(said.secret, PURPOSE)
    session.add(found)
    session.flush()
    act = "data-source.changed" if standing else "data-source.made"
    facts: dict[str, Any] = {
        "key": found.key, "url": found.url, "secret": bool(said.secret),
        "names": [one["name"] for one in names], "enabled": found.enabled,
    }  # fmt: skip
    record(actor, SUBJECT, subject_of(found.key), act, facts=facts)
    return found


def remove_source(actor: Actor, key: str) -> None:
    """Nobody asks it any more; forms that name it leave their questions empty."""
    need_whole_house(actor)
    found = source_named(key)
    session.delete(found)
    record(actor, SUBJECT, subject_of(key), "data-source.removed", facts={"key": key})


def subject_of(key: str) -> UUID:
    """Under what its history is kept."""
    return uuid5(NAMESPACE_URL, f"data-source:{key}")


def _problems(said: Settled, standing: DataSource | None) -> list[Problem]:
    found = list(address_problems(said.url))
    if not found:
        tried = address_of(said.url, lambda _path: "x") or said.url
        try:
            outbound.refuse_address(tried, outbound.operator_allows())
        except OutboundRefused:
            found.append(Problem("/url", "source-address"))
    if not said.title or len(said.title) > 120:
        found.append(Problem("/titre", "source-title"))
    for path, text, bounds in (
        ("/secondes", said.seconds, SECONDS),
        ("/minutes", said.minutes, MINUTES),
    ):
        if not (text.isascii() and text.isdecimal() and len(text) < 5 and int(text) in bounds):
            told = {"low": bounds.start, "high": bounds.stop - 1}
            found.append(Problem(path, "source-number", told))
    if said.header and not HEADER.fullmatch(said.header):
        found.append(Problem("/entete", "source-header"))
    if said.secret and (not said.header or not _sendable(said.secret)):
        found.append(Problem("/secret", "source-secret"))
    del standing
    return found


def _sendable(secret: str) -> bool:
    return secret.isascii() and secret.isprintable() and len(secret) <= 1000


def _key(title: str) -> str:
    stem = "-".join(fold(title).split())[:40].strip("-") or "source"
    stem = "".join(c for c in stem if c.isascii() and (c.isalnum() or c == "-")) or "source"
    taken = set(session.scalars(select(DataSource.key).where(DataSource.key.startswith(stem))))
    taken.add("nouvelle")  # the address of the page that makes them
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key
