"""Name of a role, whose it is, and its rights by category."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain import designing
from accounts.explained import categories
from accounts.pages.blueprint import pages
from accounts.pages.designing.editor import RIGHTS, Document, act, head
from core.access import PERMISSIONS, requires
from core.i18n import _
from schemas.acting import allowed, shown
from schemas.permissions import Permission


@pages.get("/administration/roles/<string:key>/modifier")
@requires(Permission.DEFINITIONS_WRITE)
def design_role(key: str) -> ResponseReturnValue:
    """All rights of the house, ticked or not."""
    allowed()
    return shown(_page(key, {}))


@pages.post("/administration/roles/<string:key>/modifier")
@requires(Permission.DEFINITIONS_WRITE)
def settle_role(key: str) -> ResponseReturnValue:
    """Keep them in the draft."""
    form = request.form

    def edit(document: Document) -> Document:
        return designing.settle_rights(
            document,
            title=form.get("title", ""),
            staff=form.get("staff") == "1",
            delegable=form.get("delegable") == "1",
            permissions=form.getlist("permissions"),
            known=PERMISSIONS,
        )

    location = url_for("accounts.design_role", key=key)
    return act(key, edit, _("Droits modifiés"), location, lambda errors: _page(key, errors))


def _page(key: str, errors: Mapping[str, list[str]]) -> dict[str, Any]:
    context = head(key, RIGHTS)
    document = context["head"]["shown"].body
    form, posted = request.form, bool(errors)
    held = form.getlist("permissions") if posted else document.get("permissions", [])
    return {
        **context,
        "template": "accounts/design/rights.html",
        "key": key,
        "title": form.get("title", "") if posted else str(document.get("title", "")),
        "staff": form.get("staff") == "1" if posted else bool(document.get("staff")),
        "delegable": form.get("delegable") == "1" if posted else bool(document.get("delegable")),
        "held": held,
        "categories": categories(),
        "errors": errors,
    }
