"""What the editor of roles hangs at `schemas.editors`, and what its pages share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from core.i18n import _
from core.web import current_actor
from schemas import acting
from schemas import operations as schemas_acts
from schemas.heading import editor_head

KIND, RIGHTS, RULES = "role", "droits", "fiches"
Document = dict[str, Any]


class RoleEditor:
    """« Droits » comes first: « Modifier » leads there."""

    key = "role-editor"
    kind = KIND

    def tabs(self, definition: Any) -> list[dict[str, Any]]:
        """The rights by category, and what is opened of records."""
        key = definition.key
        rules = url_for("accounts.design_rules", key=key)
        return [
            {"key": RIGHTS, "label": _("Droits"), "url": url_for("accounts.design_role", key=key)},
            {"key": RULES, "label": _("Fiches et champs"), "url": rules},
        ]


def head(key: str, tab: str) -> dict[str, Any]:
    """The head of the editor; `head.shown.body` is the document to edit."""
    return editor_head(KIND, key, tab)


def act(
    key: str,
    edit: Callable[[Document], Document],
    label: str,
    location: str,
    page: Callable[..., Mapping[str, Any]],
) -> ResponseReturnValue:
    """One act on the draft, then `location`; a refusal shows the `page` again, as it was typed."""

    def changed(seen: int | None) -> object:
        return schemas_acts.change(current_actor(), KIND, key, edit, label, seen=seen)

    return acting.act(changed, location, page)
