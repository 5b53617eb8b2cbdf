"""What the registry holds of an entity about to change: records, views, rules of roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask import url_for
from sqlalchemy import func, literal, select

from core.database import session
from core.i18n import _
from registry.models import Record, RecordProposal
from schemas import queries as schemas
from schemas.domain.changes import Change
from schemas.touches import MOST, Touch, citations, cites, fields_of

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion


class RegistryTouches:
    """Fills `schemas.touches`."""

    key = "registry"

    def touched(
        self, version: DefinitionVersion, document: Mapping[str, Any], changes: Sequence[Change]
    ) -> Iterator[Touch]:
        """How many records there are, and what names each field that changes; of a circuit, the
        changes of records that go through it."""
        if version.kind == "workflow":
            yield from _changes(version)
        if version.kind != "entity":
            return
        yield Touch(_("Fiches"), _records(version.key))
        views, rules, lists = _citing(version.key)
        for field in fields_of(changes):
            yield Touch(_("Valeurs dans les fiches"), _records(version.key, field), field=field)
            for label, documents in (
                (_("Vues"), views),
                (_("Règles des rôles"), rules),
                (_("Listes de valeurs"), lists),
            ):
                yield Touch(label, sum(cites(cited, field) for cited in documents), field=field)


def _changes(version: DefinitionVersion) -> Iterator[Touch]:
    """Those that wait end their way on the version they began with: said, never left to guess."""
    versions = [v.id for v in schemas.versions("workflow", version.key)]
    rows = select(literal(1)).where(
        RecordProposal.state == "open", RecordProposal.workflow_version_id.in_(versions)
    )
    count = session.scalar(select(func.count()).select_from(rows.limit(MOST).subquery()))
    if count:
        label = _("Modifications de fiches en cours : elles finissent sur leur version du circuit")
        yield Touch(label, int(count), url_for("registry.open_proposals"))


def _records(entity: str, field: str = "") -> int:
    rows = select(literal(1)).select_from(Record).where(Record.entity == entity)
    if field:
        rows = rows.where(Record.data.has_key(field.strip("/")))
    return int(session.scalar(select(func.count()).select_from(rows.limit(MOST).subquery())) or 0)


def _citing(entity: str) -> tuple[list[frozenset[str]], ...]:
    """Names cited by views of the entity, by rules of roles on it, by lists taken from it."""
    views = [
        citations(v.body)
        for v in schemas.live_all("view")
        if v.body.get("of") == f"entity:{entity}"
    ]
    rules = [
        citations(rule)
        for role in schemas.live_all("role")
        for rule in role.body.get("rules", ())
        if rule.get("entity") in (entity, "*")
    ]
    lists = [
        citations(v.body.get("source"))
        for v in schemas.live_all("reference-list")
        if (v.body.get("source") or {}).get("entity") == entity
    ]
    return views, rules, lists
