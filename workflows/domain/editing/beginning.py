"""What a circuit begins with: nothing but a draft, or another one."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from workflows.domain.editing.parts import Document

#: What of another circuit does not come along: it tells of that one alone.
OWN = ("kind", "format", "key", "title", "migrations")


def empty(draft: str, applicant: str) -> Document:
    """A draft that whoever files may write in; nothing leads anywhere yet."""
    status = {
        "key": "brouillon", "label": draft, "tone": "slate", "icon": "pencil", "kind": "draft",
        "editable_by": ["demandeur"],
    }  # fmt: skip
    return {
        "functions": {"demandeur": {"from": "request.members", "label": applicant}},
        "palette": "default",
        "statuses": [status],
        "initial": "brouillon",
        "transitions": [],
        "timers": [],
        "tabs": [],
    }


def like(model: Mapping[str, Any]) -> Document:
    """All of another circuit but what names it; keys stay: they are names within."""
    found = {name: value for name, value in model.items() if name not in OWN}
    return copy.deepcopy(found)
