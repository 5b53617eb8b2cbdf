"""The door of the editor: what it shows of a draft, and how an act is written to it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.access import requires
from core.actor import Actor
from core.contributions import all_of
from core.database import session, unit_of_work
from core.errors import BadInput, Conflict, Invalid, PreauError, TooLarge
from core.web import current_actor
from core.words import message
from messaging.domain.naming import VARIABLES, Variable
from schemas import operations, queries
from schemas.heading import editor_head
from schemas.kinds import is_warning
from schemas.permissions import Permission, need

KIND: Final = "template"
TEXT, TRIAL = "texte", "apercu"
designs = requires(Permission.DEFINITIONS_WRITE)

Document = dict[str, Any]
Edit = Callable[[Document], Document]


@dataclass(frozen=True, slots=True)
class Wrong:
    """The page as it was typed, over the draft as it stands: nothing is lost by a refusal."""

    body: Document
    refusal: PreauError | None = None
    #: Of the answer, when no refusal says it.
    status: int = 200
    errors: Mapping[str, str] = field(default_factory=dict)


def designer() -> Actor:
    """Who designs: definitions are everybody's, so the right is held on the whole organisation."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_WRITE)
    return actor


def body_of(key: str) -> Document:
    """The document being edited: the draft, else what is in service, else the last version."""
    queries.definition_for(current_actor(), KIND, key)
    version = queries.draft(KIND, key) or queries.live(KIND, key) or queries.versions(KIND, key)[0]
    return copy.deepcopy(dict(version.body))


def head_of(key: str, tab: str) -> dict[str, Any]:
    """What every page of the editor wears."""
    around = editor_head(KIND, key, tab)
    service = chosen_service()
    endpoint = "messaging.design_text" if tab == TEXT else "messaging.design_trial"
    here = url_for(endpoint, key=key, service=service or None)
    around["head"]["here"] = here
    return {**around, "key": key, "here": here, "service": service}


def problems_of(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What stands between the draft and its publication, each with the id of its control."""
    return [
        {"text": message(one), "field": _control(one.path), "warning": is_warning(one)}
        for one in operations.problems_in_document(dict(body))
    ]


def _control(path: str) -> str:
    steps = path.split("/")[1:]
    if steps[:1] == ["blocks"] and len(steps) > 1:
        return f"blocks-{steps[1]}-text"
    return steps[0] if steps and steps[0] in {"title", "subject", "file"} else ""


def known(key: str, service: str) -> list[Variable]:
    """All that may be put in this text, each name once."""
    found = [one for room in all_of(VARIABLES) for one in room.variables(key, service)]
    return list({one.name: one for one in found}.values())


def chosen_service() -> str:
    """The service whose answers are offered, when one was chosen."""
    return request.args.get("service", "")[:80]


def written(
    key: str,
    edit: Edit,
    label: str,
    show: Callable[[Wrong], ResponseReturnValue],
    *,
    again: Callable[[], int] = lambda: 0,
    focus: Callable[[], str] = lambda: "",
) -> ResponseReturnValue:
    """Apply one act to the draft and go back to its page; a refusal shows the page as typed."""
    actor = designer()
    before = body_of(key)
    after = edit(copy.deepcopy(before))
    try:
        with unit_of_work(idempotent=True) as work:
            operations.change(actor, KIND, key, edit, label, seen=seen())
            location = url_for(
                "messaging.design_text",
                key=key,
                service=chosen_service() or None,
                vers=focus() or None,
                _anchor=focus() or None,
            )
            work.outcome["location"] = location
    except (Conflict, Invalid, TooLarge) as refusal:
        session.rollback()
        told = {one.path: message(one) for one in getattr(refusal, "problems", ())}
        return show(Wrong(after, refusal, refusal.status, told))
    if status := again():
        return show(Wrong(after, status=status))
    return redirect(location, code=303)


def seen() -> int | None:
    """The version of the draft that the page had shown."""
    said = request.form.get("vu", "")
    if not said:
        return None
    if not said.isdecimal() or len(said) > 9:
        raise BadInput
    return int(said)
