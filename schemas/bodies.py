"""Bodies of published versions, kept in the process: they never change, so no one need ask again.

Rows are always read from the database (the live pointer is one small query); only the heavy body is
taken from here, by the id of the version. What is kept is shared: it is a value, never to be
changed in place.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, defer
from sqlalchemy.orm.attributes import set_committed_value

from core.database import session
from core.kept import Kept
from schemas.models import DefinitionVersion

LIGHT: Final = (defer(DefinitionVersion.body), defer(DefinitionVersion.body_text))

_kept: Final[Kept[UUID, tuple[dict[str, Any], str]]] = Kept(400)


def fill(versions: Iterable[DefinitionVersion], within: Session | None = None) -> None:
    """Give the bodies to rows read with `LIGHT`: from the process, else in one query for all
    (`within` the session that read them, when it is not that of the act)."""
    empty = [v for v in versions if {"body", "body_text"} & inspect(v).unloaded]
    missing = [v.id for v in empty if v.status == "draft" or not _give(v)]
    if not missing:
        return
    rows = (
        (within or session)
        .execute(
            select(DefinitionVersion.id, DefinitionVersion.body, DefinitionVersion.body_text).where(
                DefinitionVersion.id.in_(missing)
            )
        )
        .all()
    )
    found = {row.id: (row.body, row.body_text) for row in rows}
    for version in empty:
        if version.id in found:
            _set(version, *found[version.id])
            _keep(version)


def _give(version: DefinitionVersion) -> bool:
    known = _kept.get(version.id)
    if known is not None:
        _set(version, *known)
    return known is not None


def _keep(version: DefinitionVersion) -> None:
    """Only what the database will not let anyone change is worth keeping."""
    if version.status != "draft":
        _kept.put(version.id, (version.body, version.body_text))


def _set(version: DefinitionVersion, body: dict[str, Any], body_text: str) -> None:
    set_committed_value(version, "body", body)
    set_committed_value(version, "body_text", body_text)
