"""What every page of the entity editor does: the document it is about, one act on the draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask.typing import ResponseReturnValue

from core.errors import Invalid
from core.problems import Problem
from core.web import current_actor
from registry.domain import check
from registry.domain.designing import settled
from schemas import acting
from schemas import operations as schemas_acts
from schemas import queries as schemas
from schemas.acting import allowed, refused, shown
from schemas.heading import editor_head

__all__ = [
    "Document", "act", "allowed", "body_of", "gathered", "head", "live_body",
    "published_identities", "refused", "shown",
]  # fmt: skip

KIND = "entity"
Document = dict[str, Any]
Edit = Callable[[Document], Document]


def head(key: str, tab: str) -> dict[str, Any]:
    """The head of the editor; what it says is also `head.shown.body`, the document to edit."""
    return editor_head(KIND, key, tab)


def body_of(context: Mapping[str, Any]) -> Document:
    """The document the page is about."""
    found: Document = context["head"]["shown"].body
    return found


def live_body(key: str) -> Document | None:
    """What is in service."""
    found = schemas.live(KIND, key)
    return found.body if found else None


def published_identities(key: str) -> dict[str, str]:
    """Key → x-id of the fields of every version that was published: theirs for ever."""
    known: dict[str, str] = {}
    for version in schemas.versions(KIND, key):
        if version.status != "draft":
            for name, x_id in check.identities(version.body).items():
                known.setdefault(name, x_id)
    return known


@contextmanager
def gathered(problems: list[Problem]) -> Iterator[None]:
    """Refusals go into `problems`: all that is wrong on a page is told at once."""
    try:
        yield
    except Invalid as refusal:
        problems.extend(refusal.problems)


def act(
    key: str, edit: Edit, label: str, location: str, page: Callable[..., Mapping[str, Any]]
) -> ResponseReturnValue:
    """One act on the draft, then `location`; a refusal shows the `page` again, as it was typed.

    `page(errors)` gives the template and its context.
    """
    live = live_body(key)

    def changed(seen: int | None) -> object:
        return schemas_acts.change(
            current_actor(), KIND, key, lambda d: settled(edit(d), live), label, seen=seen
        )

    return acting.act(changed, location, page)
