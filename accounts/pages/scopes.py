"""Administration: the tree of scopes, one storey at a time."""

from __future__ import annotations

from typing import Any

from flask import request

from accounts import queries
from accounts.pages.blueprint import pages
from accounts.permissions import Permission
from core.access import requires
from core.errors import NotFound
from core.web import current_actor, render


@pages.get("/administration/perimetres")
@requires(Permission.ACCOUNTS_READ)
def scopes() -> str:
    """The scopes right under one of them; at first, those this person looks after."""
    actor = current_actor()
    path = request.args.get("sous")
    if path is None:
        roots = [queries.scope_by_path(p) for p in actor.scopes_for(Permission.ACCOUNTS_READ)]
        here = None
        children: list[tuple[Any, int | None]] = [(s, None) for s in roots if s is not None]
        if len(children) == 1:
            here = children[0][0]
    else:
        here = queries.scope_by_path(path) if "\x00" not in path else None
        if here is None or not actor.holds(Permission.ACCOUNTS_READ, here.path):
            raise NotFound
        children = []
    if here is not None:
        children = [*queries.children_of(here)]
    line = (
        [s for s in queries.line_of(here) if actor.holds(Permission.ACCOUNTS_READ, s.path)]
        if here
        else []
    )
    holders = queries.grants_on(here) if here is not None else []
    return render(
        "accounts/scopes.html",
        here=here,
        line=line,
        children=children,
        holders=holders,
        titles=queries.live_roles(),
    )
