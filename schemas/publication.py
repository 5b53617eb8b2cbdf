"""How versions come to be and become live: shared by the acts on one definition and by packs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from core import clock, history
from core.actor import Actor
from core.canonical import canonical, sha256_of_text
from core.database import session
from core.events import announce
from core.ids import uuid7
from core.problems import Problem
from schemas import kinds, queries
from schemas.errors import NotPublishable, UnknownDefinition
from schemas.events import DefinitionPublished
from schemas.models import Definition, DefinitionReference, DefinitionVersion


def take(kind: str, key: str, *, create: bool = False) -> Definition:
    """The definition under a lock of its row: acts on one definition come one after the other."""
    kinds.kind_of(kind)
    wanted = (
        select(Definition)
        .where(Definition.kind == kind, Definition.key == key)
        .with_for_update(of=Definition)
        .execution_options(populate_existing=True)
    )
    found = session.scalar(wanted)
    if found is None and create:
        session.execute(
            insert(Definition)
            .values(id=uuid7(), kind=kind, key=key, title=key, created_at=clock.now())
            .on_conflict_do_nothing()
        )
        found = session.scalar(wanted)
    if found is None:
        raise UnknownDefinition
    return found


def draft_of(definition: Definition) -> DefinitionVersion | None:
    """The draft as it stands in the database now."""
    return session.scalar(
        select(DefinitionVersion)
        .where(
            DefinitionVersion.definition_id == definition.id, DefinitionVersion.status == "draft"
        )
        .execution_options(populate_existing=True)
    )


def new_version(definition: Definition, document: Any, actor: Actor) -> DefinitionVersion:
    """A version of `definition` with the next number, started from what is live; not yet added."""
    version = DefinitionVersion(
        definition_id=definition.id,
        kind=definition.kind,
        key=definition.key,
        number=next_number(definition),
        status="draft",
        created_by=actor.account_id,
        based_on=definition.live_id,
        policy="stay",
    )
    write(version, canonical(document))
    return version


def write(version: DefinitionVersion, text: str) -> None:
    """Text, hash and document in one act: the document is read back from the canonical text."""
    version.body_text, version.body = text, json.loads(text)
    version.sha256 = sha256_of_text(text)


def references_now(
    version: DefinitionVersion, promised: Iterable[tuple[str, str]] = ()
) -> list[UUID]:
    """The live versions of what this one names; refused when one is missing.

    `promised` are published later in the same transaction (a pack whose documents name each other).
    """
    found, missing = _resolved(version.body, set(promised))
    refusing = [problem for problem in missing if not kinds.is_warning(problem)]
    if refusing:
        raise NotPublishable(refusing)
    return found


def missing_references(document: Any) -> list[Problem]:
    """The names in a sound document that nothing live answers to."""
    return _resolved(document, set())[1]


def _resolved(document: Any, promised: set[tuple[str, str]]) -> tuple[list[UUID], list[Problem]]:
    own = (document["kind"], document["key"])
    found: list[UUID] = []
    missing: list[Problem] = []
    soft: frozenset[str] = getattr(kinds.kind_of(own[0]), "soft", frozenset())
    for kind, key in sorted(set(kinds.kind_of(own[0]).references(document)) - {own}):
        live = queries.live(kind, key)
        if live is not None:
            found.append(live.id)
        elif (kind, key) not in promised:
            said = {"kind": kind, "key": key, "name": f"{kind}/{key}"}
            if kind in soft:
                said["severity"] = "warning"
            missing.append(Problem(_where(document, key), "unknown-definition", said))
    return found, missing


def _where(value: Any, key: str, at: str = "") -> str:
    """The pointer of the first place where `key` stands as a text; the document when hidden."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in pairs:
        here = f"{at}/{str(name).replace('~', '~0').replace('/', '~1')}"
        if isinstance(inner, str) and inner.rpartition(":")[2] == key:
            return here
        if isinstance(inner, dict | list) and (found := _where(inner, key, here)):
            return found
    return ""


def make_live(
    actor: Actor,
    definition: Definition,
    version: DefinitionVersion,
    named: Iterable[UUID],
    *,
    in_pack: bool = False,
) -> DefinitionVersion:
    """Seal a checked draft. `publish` and the loading of packs meet here."""
    version.status = "published"
    version.published_at = clock.now()
    version.published_by = actor.account_id
    session.add(version)
    definition.live = version
    definition.title = title_of(version.body, version.key)
    definition.retired_at = None
    session.flush()  # references and subscribers name a row that is there
    remember_references(version, named)
    tell(actor, definition, "definition.published", version, reason=version.forced_because)
    announce(
        DefinitionPublished(
            version.id, version.kind, version.key, in_pack, version.policy, version.drafts_until
        )
    )
    kinds.kind_of(version.kind).published(version, actor)
    return version


def remember_references(version: DefinitionVersion, named: Iterable[UUID]) -> None:
    """Keep which versions a name meant, beside the hashed document."""
    rows = [{"from_version": version.id, "to_version": to} for to in named]
    if rows:
        session.execute(insert(DefinitionReference).values(rows).on_conflict_do_nothing())


def next_number(definition: Definition) -> int:
    """The number after the last one that was given (drafts carry the next one already)."""
    last = session.scalar(
        select(func.max(DefinitionVersion.number)).where(
            DefinitionVersion.definition_id == definition.id
        )
    )
    return int(last or 0) + 1


def title_of(document: Any, otherwise: str) -> str:
    """The title for lists; the key as long as there is none."""
    title = document.get("title") if isinstance(document, dict) else None
    return title[:200] if isinstance(title, str) and title.strip() else otherwise


def tell(
    actor: Actor,
    definition: Definition,
    act: str,
    version: DefinitionVersion,
    *,
    reason: str | None = None,
) -> None:
    """One line of history of the definition."""
    history.record(
        actor,
        "definition",
        definition.id,
        act,
        version=version.number,
        reason=reason,
        facts={
            "kind": version.kind,
            "key": version.key,
            "number": version.number,
            "sha256": version.sha256,
            "title": title_of(version.body, version.key),
        },
    )
