"""« Droits »: for which roles the service is, and in words who sees, starts and processes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from accounts import queries as accounts
from catalogue.domain.designing.places import RIGHTS
from catalogue.pages.blueprint import pages
from catalogue.pages.designing import persona
from catalogue.pages.designing.circuit import functions_of
from catalogue.pages.designing.door import (
    Document,
    Wrong,
    designs,
    page,
    posted,
    written,
)
from catalogue.permissions import Permission
from schemas.domain.designing.posted import ticked


@pages.get("/administration/services/<key>/droits")
@designs
def design_rights(key: str) -> ResponseReturnValue:
    """Who the draft is for."""
    return _page(key)


@pages.post("/administration/services/<key>/droits")
@designs
def write_rights(key: str) -> ResponseReturnValue:
    """Keep the roles that are ticked."""

    def edit(document: Document) -> Document:
        if "audience-shown" in request.form:
            before = document.get("audience", ())
            document["audience"] = ticked(posted(), "audience", before)
        return document

    return written(key, RIGHTS, edit, lambda wrong: _page(key, wrong))


def _page(key: str, wrong: Wrong | None = None) -> ResponseReturnValue:
    return page(key, RIGHTS, wrong=wrong, context=_context)


def _context(body: Document) -> dict[str, Any]:
    audience = list(body.get("audience", ()))
    choices = persona.roles()
    known = dict(choices)
    choices += [(key, key) for key in audience if key not in known]
    live = accounts.live_roles()
    seen = audience or list(known)
    return {
        "choices": choices,
        "audience": audience,
        "readers": _titles(seen, live),
        "starters": _titles([k for k in seen if _may(live, k, Permission.REQUESTS_FILE)], live),
        "agents": sorted(r.title for r in live.values() if _is_agent(r)),
        "designers": sorted(r.title for r in live.values() if "definitions:read" in r.permissions),
        "functions": functions_of(str(body.get("workflow", ""))),
        "bindings": body.get("bindings", {}),
        "group_labels": {group.key: group.label for group, _number in accounts.groups()},
    }


def _is_agent(role: Any) -> bool:
    return Permission.REQUESTS_PROCESS in role.permissions


def _may(live: Mapping[str, Any], key: str, permission: str) -> bool:
    return key in live and permission in live[key].permissions


def _titles(keys: list[str], live: Mapping[str, Any]) -> list[str]:
    return [live[key].title if key in live else key for key in keys]
