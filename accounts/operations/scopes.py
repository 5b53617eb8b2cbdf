"""The tree of places grows; a place once set does not move."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from accounts import queries
from accounts.models import Scope
from accounts.queries.scopes import ROOT
from core.database import session
from core.errors import Invalid
from core.i18n import _
from core.ids import uuid7
from core.problems import Problem

_CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")


def place(
    kind: str, code: str, label: str, parent_path: str | None, *, path_code: str | None = None
) -> Scope:
    """The scope of `kind` and `code`, made under `parent_path` if it is new, renamed if need be.

    Without a parent it is the root of the organisation, whose path is always `/org`.
    """
    found = queries.scope_by_code(kind, code)
    if found is None:
        found = _planted(kind, code, label, parent_path, path_code or code)
    if found.label != label:
        found.label = label
    return found


def place_many(kind: str, wanted: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """`place` for thousands: (code, label, path of a parent that stands) → code → path."""
    session.flush()  # the statements below go past the session
    above = session.scalars(select(Scope).where(Scope.path.in_({row[2] for row in wanted})))
    parents = {scope.path: scope.id for scope in above}
    rows = {
        code: {
            "id": uuid7(), "kind": kind, "code": code, "label": label,
            "path": f"{parent}/{code}", "parent_id": parents.get(parent),
        }
        for code, label, parent in wanted
    }  # fmt: skip
    if any(not _CODE.fullmatch(code) for code in rows):
        raise Invalid([Problem("/code", "bad-scope-code")])
    if any(row["parent_id"] is None for row in rows.values()):
        raise Invalid([Problem("/parent", "unknown-scope")])
    if rows:
        session.execute(insert(Scope).values(list(rows.values())).on_conflict_do_nothing())
    found = {
        scope.code: scope
        for scope in session.scalars(
            select(Scope).where(Scope.kind == kind, Scope.code.in_(list(rows)))
        )
    }
    if len(found) < len(rows):  # a path is taken by something else
        raise Invalid([Problem("/code", "bad-scope-code")])
    for code, scope in found.items():
        if scope.label != rows[code]["label"]:
            scope.label = str(rows[code]["label"])
    return {code: scope.path for code, scope in found.items()}


def root_scope(label: str | None = None) -> Scope:
    """The organisation itself, made on first need."""
    found = queries.scope_by_path(ROOT)
    if found is None:
        return place("organisation", ROOT.strip("/"), label or _("Toute l’organisation"), None)
    return found


def _planted(kind: str, code: str, label: str, parent_path: str | None, path_code: str) -> Scope:
    if not _CODE.fullmatch(code) or not _CODE.fullmatch(path_code):
        raise Invalid([Problem("/code", "bad-scope-code")])
    parent = None
    if parent_path is not None:
        parent = root_scope() if parent_path == ROOT else queries.scope_by_path(parent_path)
        if parent is None:
            raise Invalid([Problem("/parent", "unknown-scope")])
    path = f"{parent.path}/{path_code}" if parent is not None else ROOT
    session.flush()  # the statement below goes past the session
    session.execute(
        insert(Scope)
        .values(
            id=uuid7(),
            kind=kind,
            code=code,
            label=label,
            path=path,
            parent_id=parent.id if parent is not None else None,
        )
        .on_conflict_do_nothing()  # two imports at once plant one tree
    )
    found = queries.scope_by_code(kind, code)
    if found is None:  # the path is taken by something else
        raise Invalid([Problem("/code", "bad-scope-code")])
    return found
