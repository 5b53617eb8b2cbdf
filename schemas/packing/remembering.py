"""A pack as it stands after a load: its row, its originals, and the way back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from core.actor import Actor
from core.canonical import canonical
from core.contributions import one_of
from core.database import session
from schemas import list_packs, queries
from schemas.models import DefinitionVersion, Pack
from schemas.pack_models import PackLoad, PackText
from schemas.packing import hooks
from schemas.packs import PackSource


def keep_originals(source: PackSource) -> None:
    """Texts and files as they came; rows of long lists are kept by their own hash already."""
    rows = {item.sha256: canonical(item.document).encode() for item in source.items}
    for path, content in source.files.items():
        if not list_packs.is_rows(path):
            rows[hashlib.sha256(content).hexdigest()] = content
    for into, _file, content in source.data:
        if hasattr(one_of("schemas.pack_data", into), "forget"):  # it may be asked to, one day
            rows[hashlib.sha256(content).hexdigest()] = content
    if rows:
        session.execute(
            insert(PackText)
            .values(
                [
                    {"pack_key": source.key, "sha256": digest, "content": content}
                    for digest, content in rows.items()
                ]
            )
            .on_conflict_do_nothing()
        )


def original(pack_key: str, digest: str) -> bytes | None:
    """Bytes a pack came with."""
    return session.scalar(
        select(PackText.content).where(PackText.pack_key == pack_key, PackText.sha256 == digest)
    )


def keep_load(
    actor: Actor, pack_key: str, published: Mapping[str, Mapping[str, Any]], begun: datetime
) -> PackLoad:
    """One more place to come back to."""
    pack = session.scalars(select(Pack).where(Pack.key == pack_key)).one()
    load = PackLoad(
        pack_key=pack.key,
        pack_version=pack.pack_version,
        title=pack.title,
        manifest=pack.manifest,
        installed=pack.installed,
        published={name: dict(row) for name, row in published.items()},
        begun_at=begun,
        by=actor.account_id,
    )
    session.add(load)
    session.flush()  # the next one looks for it
    return load


def loads(pack_key: str) -> list[PackLoad]:
    """Loads that stand, latest first."""
    return list(
        session.scalars(
            select(PackLoad)
            .where(PackLoad.pack_key == pack_key, PackLoad.undone_at.is_(None))
            .order_by(PackLoad.id.desc())
        )
    )


def begun(pack_key: str) -> datetime | None:
    """When its very first load began; None when that was before loads were remembered."""
    return session.scalar(
        select(PackLoad.begun_at)
        .where(PackLoad.pack_key == pack_key)
        .order_by(PackLoad.id)
        .limit(1)
    )


def numbers(
    names: Iterable[str], made: Iterable[DefinitionVersion], before: Mapping[str, int | None]
) -> dict[str, dict[str, int | None]]:
    """Name → the version in service before and after."""
    after = {f"{v.kind}/{v.key}": v.number for v in made}
    return {name: {"before": before.get(name), "after": after.get(name)} for name in names}


def forget(pack_key: str) -> None:
    """Originals and loads of a pack that is taken away."""
    session.execute(delete(PackText).where(PackText.pack_key == pack_key))
    session.execute(delete(PackLoad).where(PackLoad.pack_key == pack_key))


def groups_made(source: PackSource) -> dict[str, str]:
    """Groups of agents that are to exist: those it labels, but for what was tied to others."""
    proposed = _groups_in(item.document for item in source.items)
    live = (queries.live(item.kind, item.key) for item in source.items)
    used = _groups_in(version.body for version in live if version is not None)
    named = {key: label for key, label in source.groups.items() if key not in proposed - used}
    return {**{key: key for key in sorted(used)}, **named}


def _groups_in(documents: Iterable[Mapping[str, Any]]) -> set[str]:
    return {
        one.value
        for document in documents
        for one in hooks.to_bind(document)
        if one.sort == "group" and one.value
    }
