"""What a request that moved brings into the house: a record nobody typed twice.

`{"do": "create-record", "entity": "intervenant", "values": {"nom": "/nom", "etat": "à voir"}}`: a
value that begins with "/" is an answer of the request, any other one stands for itself. The record
is made in the name of who decided, with the rights of the moment (FAULTS, A-14); where nobody who
decided may make one, or it does not hold, the file of the request says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from accounts import queries as accounts
from catalogue.models import Request
from catalogue.recording import deciders, value_of
from catalogue.standing import KIND
from core import history
from core.actor import HOUSE
from core.database import session
from core.errors import Forbidden, PreauError
from form_factory.domain.pointers import MISSING
from registry import operations as registry
from schemas import queries as schemas

if TYPE_CHECKING:
    from registry.models import Record
    from workflows.models import Step

MADE, REFUSED = "request.record-made", "request.record-refused"


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
        request = session.get(Request, subject_id) if subject_kind == KIND else None
        if request is None or _done(request, once):
            return
        values = {
            key: wanted
            for key, value in settings["values"].items()
            if (wanted := value_of(request, value)) is not MISSING
        }
        try:
            made = _made(step, settings["entity"], values)
        except PreauError as refusal:
            _note(request, REFUSED, once, reason=str(refusal))
            return
        _note(request, MADE, once, label=made.label, entity=made.entity, record=str(made.id))


def _made(step: Step, entity: str, values: Mapping[str, Any]) -> Record:
    """By the first of those who decided who may; the refusal of the last one otherwise."""
    version = schemas.live("entity", entity)
    refusal: PreauError = Forbidden()
    for account_id in deciders(step) if version is not None else ():
        try:
            with session.begin_nested():
                return registry.create_record(accounts.actor_of(account_id), version, values)
        except PreauError as refused:
            refusal = refused
    raise refusal


def _done(request: Request, once: str) -> bool:
    """Whether this very action was told of already: its job may come twice."""
    told = (line for line in history.lines_of(KIND, request.id) if line.act in {MADE, REFUSED})
    return any(line.facts.get("once") == once for line in told)


def _note(request: Request, act: str, once: str, *, reason: str = "", **facts: str) -> None:
    history.record(
        HOUSE, KIND, request.id, act, version=request.version,
        facts={"once": once, **facts}, reason=reason or None,
    )  # fmt: skip
