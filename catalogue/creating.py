"""What a request that moved brings into the house: a record nobody typed twice.

`{"do": "create-record", "entity": "intervenant", "values": {"nom": "/nom", "etat": "à voir"}}`: a
value that begins with "/" is an answer of the request, any other one stands for itself. The record
is made in the name of who decided, with the rights of the moment (FAULTS, A-14); where nobody who
decided may make one, or it does not hold, the file of the request says so. A request that is sent
back and comes through the same move again makes no second record while the first one is there.

The file of the request names the kind of record, never the record itself: whoever reads the one may
not read the other, and what is erased from the register must not stand on here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from accounts import queries as accounts
from catalogue.models import Request
from catalogue.recording import deciders, held, value_of, why
from catalogue.standing import KIND
from core import history
from core.actor import HOUSE
from core.database import session
from core.errors import Forbidden, PreauError
from core.models import Change
from form_factory.domain.pointers import MISSING
from registry import operations as registry
from registry import queries as records
from schemas import queries as schemas
from schemas.errors import UnknownDefinition

if TYPE_CHECKING:
    from registry.models import Record
    from workflows.models import Step

MADE, REFUSED, KEPT = "request.record-made", "request.record-refused", "request.record-kept"


class CreateRecord:
    """The action « create-record » of circuits of requests."""

    key = "create-record"

    def run(
        self,
        subject_kind: str,
        subject_id: UUID,
        step: Step,
        settings: Mapping[str, Any],
        once: str,
    ) -> None:
        """Make the record once, and say in the file of the request what became of it."""
        request = held(subject_id) if subject_kind == KIND else None
        told = _told(request) if request is not None else []
        if request is None or any(line.facts.get("once") == once for line in told):
            return  # the same job, a second time
        version, by = schemas.live("entity", settings["entity"]), _by(step, once)
        facts = {"entity": settings["entity"], "label": _title(version), "by": by}
        if any(_stands(line) for line in told if line.act == MADE and line.facts.get("by") == by):
            _note(request, KEPT, once, **facts)
            return
        values = {
            key: wanted
            for key, value in settings["values"].items()
            if (wanted := value_of(request, value)) is not MISSING
        }
        try:
            made = _made(step, version, values)
        except PreauError as refusal:
            _note(request, REFUSED, once, reason=why(refusal))
            return
        _note(request, MADE, once, **facts, record=str(made.id))


def _made(step: Step, version: Any, values: Mapping[str, Any]) -> Record:
    """By the first of those who decided who may; the refusal of the last one otherwise."""
    refusal: PreauError = Forbidden() if version is not None else UnknownDefinition()
    for account_id in deciders(step) if version is not None else ():
        try:
            with session.begin_nested():
                return registry.create_record(accounts.actor_of(account_id), version, values)
        except PreauError as refused:
            refusal = refused
    raise refusal


def _told(request: Request) -> list[Change]:
    """What was said of records so far, however long the history."""
    lines = select(Change).where(Change.subject_kind == KIND, Change.subject_id == request.id)
    return list(session.scalars(lines.where(Change.act.in_({MADE, REFUSED, KEPT}))))


def _by(step: Step, once: str) -> str:
    """Which effect of which move: the same each time a request comes by."""
    return f"{step.transition}:{once.rpartition(':')[2]}"


def _stands(line: Change) -> bool:
    """Whether the record that was made is still there."""
    return records.record(line.facts["entity"], UUID(line.facts["record"])) is not None


def _title(version: Any) -> str:
    return str(version.body["title"]) if version is not None else ""


def _note(request: Request, act: str, once: str, *, reason: str = "", **facts: str) -> None:
    history.record(
        HOUSE, KIND, request.id, act, version=request.version,
        facts={"once": once, **facts}, reason=reason or None,
    )  # fmt: skip
