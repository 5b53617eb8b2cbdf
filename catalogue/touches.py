"""What the catalogue holds of a definition about to change: drafts, requests, who cites it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from flask import url_for
from sqlalchemy import ColumnElement, Select, String, cast, func, literal, select
from sqlalchemy.dialects.postgresql import JSONPATH

from catalogue.models import Request, SavedView
from catalogue.permissions import Permission
from core.database import session
from core.i18n import _
from core.web import current_actor
from schemas import queries as schemas
from schemas.domain.changes import Change
from schemas.touches import MOST, Touch, citations, cites, fields_of

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

#: Answers that are looked into: the latest requests, so that a page never reads a whole table.
LOOKED_INTO: Final = 10_000
#: Requests that are under way.
OPEN: Final = (Request.submitted_at.is_not(None), Request.closed_at.is_(None))


class CatalogueTouches:
    """Fills `schemas.touches`."""

    key = "catalogue"

    def touched(
        self, version: DefinitionVersion, document: Mapping[str, Any], changes: Sequence[Change]
    ) -> Iterator[Touch]:
        """By kind: what runs on it, then what cites each question that changes."""
        versions = [v.id for v in schemas.versions(version.kind, version.key)]
        if version.kind == "form":
            yield from _running(Request.form_version_id.in_(versions))
            yield from _answers(versions, fields_of(changes))
            yield from _citing(version.key, fields_of(changes))
        elif version.kind == "service":
            yield from _running(Request.service_key == version.key)
        elif version.kind == "workflow":
            yield from _running(Request.workflow_version_id.in_(versions))
            yield from _waiting(versions, changes)

    def under_way(self, version: DefinitionVersion, document: Mapping[str, Any]) -> tuple[int, int]:
        """Requests that are not over: those that keep their version, those a circuit moves."""
        versions = schemas.versions(version.kind, version.key)
        if version.kind == "service":
            return _count(Request.service_key == version.key, *OPEN), 0
        if version.kind not in {"form", "workflow"}:
            return 0, 0
        runs_on = getattr(Request, f"{version.kind}_version_id")
        named = {str(entry["from"]) for entry in _migrations(version.kind, document)}
        moved = [v.id for v in versions if v.sha256 in named]
        every = _count(runs_on.in_([v.id for v in versions]), *OPEN)
        follows = _count(runs_on.in_(moved), *OPEN) if moved else 0
        return every - follows, follows


def _migrations(kind: str, document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """What a circuit says of those that run on older versions of it."""
    return document.get("migrations", ()) if kind == "workflow" else ()


def _running(of: ColumnElement[bool]) -> Iterator[Touch]:
    reads = current_actor().holds(Permission.REQUESTS_PROCESS)
    here = url_for("catalogue.desk") if reads else None
    yield Touch(_("Brouillons en cours"), _count(of, Request.submitted_at.is_(None)))
    under_way = _count(of, *OPEN)
    yield Touch(_("Demandes en cours"), under_way, here)
    yield Touch(_("Demandes terminées"), _count(of, Request.closed_at.is_not(None)), here)


def _waiting(versions: Collection[UUID], changes: Sequence[Change]) -> Iterator[Touch]:
    """Requests that stand in a status that goes."""
    for change in changes:
        steps = change.path.split("/")
        if change.code == "part-removed" and steps[1:2] == ["statuses"] and len(steps) == 3:
            count = _count(
                Request.workflow_version_id.in_(versions),
                Request.status == steps[2],
                Request.closed_at.is_(None),
            )
            if count:
                yield Touch(_("Demandes dans : %(label)s", label=change.label), count)


def _count(*where: ColumnElement[bool]) -> int:
    return _bounded(select(literal(1)).select_from(Request).where(*where))


def _bounded(rows: Select[Any]) -> int:
    return int(session.scalar(select(func.count()).select_from(rows.limit(MOST).subquery())) or 0)


def _answers(versions: Collection[UUID], fields: Sequence[str]) -> Iterator[Touch]:
    """How many of the latest requests hold an answer to each question, each read once."""
    if not fields:
        return
    latest = (
        select(Request.answers)
        .where(Request.form_version_id.in_(versions), Request.submitted_at.is_not(None))
        .order_by(Request.id.desc())
        .limit(LOOKED_INTO)
        .subquery()
    )
    found = {f"/{key}": count for key, count in session.execute(_by_key(latest))}
    inner = [field for field in fields if field.count("/") > 1 and f"/{_head(field)}" in found]
    if inner:
        found |= dict(zip(inner, session.execute(_inside(latest, inner)).one(), strict=True))
    for field in fields:
        yield Touch(_("Réponses données"), min(found.get(field, 0), MOST), field=field)


def _by_key(latest: Any) -> Select[Any]:
    """Answers by the name they stand under: one reading of each request for all questions."""
    key = func.jsonb_object_keys(latest.c.answers).label("key")
    named = select(key).select_from(latest).subquery()
    return select(named.c.key, func.count()).group_by(named.c.key)


def _inside(latest: Any, fields: Sequence[str]) -> Select[Any]:
    """Answers within rows and groups."""
    counted: list[Any] = [
        func.count().filter(func.jsonb_path_exists(latest.c.answers, cast(_path(f), JSONPATH)))
        for f in fields
    ]
    return select(*counted)


def _head(field: str) -> str:
    return field.strip("/").split("/")[0]


def _path(field: str) -> ColumnElement[str]:
    """`/lots/montant` → `$."lots"[*]."montant"`: rows are opened, objects are their own row."""
    steps = [step.replace("\\", "").replace('"', "") for step in field.strip("/").split("/")]
    return cast(literal("$" + "[*]".join(f'."{step}"' for step in steps)), String)


def _citing(form: str, fields: Sequence[str]) -> Iterator[Touch]:
    """Services on this form and their circuits, lists and views that name a question."""
    services = [
        found
        for found in schemas.live_all("service")
        if any(button["form"] == form for button in found.body["buttons"])
    ]
    circuits = {found.body["workflow"] for found in services}
    listed = [citations(found.body.get("desk", {})) for found in services]
    sheets = [
        citations({name: part for name, part in found.body.items() if name != "desk"})
        for found in services
    ]
    guards = [citations(v.body) for v in schemas.live_all("workflow") if v.key in circuits]
    views = list(_views())
    for field in fields:
        for label, documents in (
            (_("Services et leurs règles"), sheets),
            (_("Circuits : gardes et onglets"), guards),
            (_("Listes et exports du bureau"), listed),
            (_("Vues enregistrées"), views),
        ):
            yield Touch(label, sum(cites(cited, field) for cited in documents), field=field)


def _views() -> Iterator[frozenset[str]]:
    """Names of answers in the views people keep and those that came with packs."""
    rows = session.execute(select(SavedView.columns, SavedView.filter).limit(LOOKED_INTO))
    for columns, filtered in rows:
        yield _named([*columns, *(filtered or {}).get("fields", {})])
    for version in schemas.live_all("desk-view"):
        body = version.body
        yield _named([*body.get("columns", ()), *body.get("filters", {})])


def _named(names: Collection[str]) -> frozenset[str]:
    ours = (name.removeprefix("r.") for name in names if name.startswith("r."))
    return frozenset(name.removesuffix("-min").removesuffix("-max") for name in ours)
