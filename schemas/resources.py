"""Definitions for programs: the same acts as the pages, the same refusals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify

from core import conditional, paging
from core.access import requires
from core.api import (
    PREFIX,
    answers,
    body,
    bounded_page,
    json_body,
    operation_of,
    query,
    versioned,
)
from core.database import Work, unit_of_work
from core.problems import Problem
from core.web import current_actor
from core.words import message
from schemas import kinds, operations, queries
from schemas.changes import Told, all_compatible, changes_between
from schemas.difference import differences
from schemas.errors import NotPublishable, UnknownDefinition
from schemas.models import DefinitionVersion
from schemas.permissions import Permission, need
from schemas.serializers import (
    DifferencesOut,
    DiffQuery,
    DraftQuery,
    ListQuery,
    PageOut,
    PublishIn,
    VersionOut,
)

resources = Blueprint("schemas_api", __name__, url_prefix=PREFIX)


@resources.get("/definitions")
@requires(Permission.DEFINITIONS_READ)
@query(ListQuery)
@answers(PageOut)
def list_definitions(asked: dict[str, Any]) -> dict[str, Any]:
    """Definitions the caller may see, by kind and key."""
    found = queries.definitions_for(current_actor(), asked["kind"], asked["q"])
    lines, following = paging.part(found, _place, asked["cursor"], asked["limit"])
    items = [
        {
            "kind": line.definition.kind,
            "key": line.definition.key,
            "title": line.definition.title,
            "number": line.live_number,
            "has_draft": line.has_draft,
            "retired": line.definition.retired_at is not None,
        }
        for line in lines
    ]
    return bounded_page(items, following, len(found))


def _place(line: queries.Listed) -> list[str]:
    """Where a definition stands in the list: kinds one after the other, keys in order."""
    return [line.definition.kind, line.definition.key]


@resources.get("/definitions/<string:kind>/<string:key>")
@requires(Permission.DEFINITIONS_READ)
@answers(VersionOut)
def one_definition(kind: str, key: str) -> dict[str, Any]:
    """The live version, else the draft, with the numbers of all versions."""
    queries.definition_for(current_actor(), kind, key)
    versions = queries.versions(kind, key)
    shown = queries.live(kind, key) or (versions[0] if versions else None)
    if shown is None:
        raise UnknownDefinition
    return {**version_out(shown), "numbers": [v.number for v in versions]}


@resources.get("/definitions/<string:kind>/<string:key>/versions/<int:number>")
@requires(Permission.DEFINITIONS_READ)
@answers(VersionOut)
def one_version(kind: str, key: str, number: int) -> dict[str, Any]:
    """One version by its number."""
    return version_out(queries.version_for(current_actor(), kind, key, number))


@resources.get("/definitions/<string:kind>/<string:key>/diff")
@requires(Permission.DEFINITIONS_READ)
@query(DiffQuery)
@answers(DifferencesOut)
def diff(kind: str, key: str, asked: dict[str, Any]) -> dict[str, Any]:
    """What changed between two versions, by place and in words."""
    actor = current_actor()
    older = queries.version_for(actor, kind, key, asked["older"])
    newer = queries.version_for(actor, kind, key, asked["newer"])
    told = changes_between(kind, older.body, newer.body)
    return {
        "items": differences(older.body, newer.body),
        "changes": [change_out(each) for each in told],
        "compatible": all_compatible(told),
    }


@resources.put("/definitions/<string:kind>/<string:key>/draft")
@requires(Permission.DEFINITIONS_WRITE)
@versioned
@query(DraftQuery)
@answers(VersionOut)
def put_draft(kind: str, key: str, asked: dict[str, Any]) -> Any:
    """Keep the document of the body as the draft; a document that does not hold is not kept."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_WRITE)
    document = json_body()
    operations.refuse_unreadable(kind, key, document)
    refusing = [p for p in kinds.problems_of(document) if _refuses(p)]
    if refusing:
        raise NotPublishable(refusing)
    with unit_of_work(idempotent=True) as work:
        read = conditional.expected(asked["expected_version"])
        draft = operations.save_draft(actor, kind, key, document, seen=read)
        return _keep(work, draft, operations.problems_of(draft))


@resources.post("/definitions/<string:kind>/<string:key>/publish")
@requires(Permission.DEFINITIONS_PUBLISH)
@versioned
@body(PublishIn)
@answers(VersionOut)
def publish(kind: str, key: str, data: dict[str, Any]) -> Any:
    """Make the draft live."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_PUBLISH)
    with unit_of_work(idempotent=True) as work:
        version = operations.publish(
            actor,
            kind,
            key,
            data["reason"],
            seen=conditional.expected(data["expected_version"]),
            policy=data["policy"],
            drafts_until=data["drafts_until"],
        )
        return _keep(work, version)


def change_out(told: Told) -> dict[str, Any]:
    """A typed change with its sentence."""
    change = told.change
    return {
        "code": change.code,
        "text": told.text,
        "label": change.label,
        "before": told.before,
        "after": told.after,
        "compatible": change.compatible,
        "attention": change.attention,
        "path": change.path,
        "field": change.field,
    }


def version_out(version: DefinitionVersion, problems: Sequence[Problem] = ()) -> dict[str, Any]:
    """A version as programs see it."""
    return {
        "kind": version.kind,
        "key": version.key,
        "title": str(version.body.get("title", "")),
        "number": version.number,
        "status": version.status,
        "version": version.version,
        "sha256": version.sha256,
        "published_at": version.published_at,
        "policy": version.policy,
        "drafts_until": version.drafts_until,
        "document": version.body,
        "problems": [
            {"path": p.path, "keyword": p.code, "message": message(p), "severity": _severity(p)}
            for p in problems
        ],
    }


def _refuses(problem: Problem) -> bool:
    """Failing tests may be forced at publication: they do not keep a draft out."""
    return not (kinds.is_warning(problem) or kinds.is_failing_test(problem))


def _severity(problem: Problem) -> str:
    return str(problem.params.get("severity", "error"))


def _keep(work: Work, version: DefinitionVersion, problems: Sequence[Problem] = ()) -> Response:
    """The answer, kept in the same transaction for whoever sends the same act again."""
    out = VersionOut().dump(version_out(version, problems))
    work.outcome.update(body=out, status=200)
    return jsonify(out)


operation_of(put_draft).extra = {"document": True}
