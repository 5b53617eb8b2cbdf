"""Answers of a request taken up again after they were filed: what is open, what is asked, what
has changed so far.

A correction is written beside the filed answers, in a draft of its own. When questions were named,
only those are open, and what opens with them (`form_factory.opening`); the rest of that draft does
not count, whatever was typed into it before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from catalogue.models import CorrectionAsk, Request
from core.database import session
from core.files import FileRef
from core.i18n import spoken
from core.ids import ulid
from form_factory import queries as forms
from form_factory.difference import Side, Told, told
from form_factory.domain.drafts import Draft
from form_factory.domain.rows import with_rows
from form_factory.domain.scope import Scope
from form_factory.opening import Opened, opened
from form_factory.queries import DraftState
from workflows.domain.circuit import Circuit

if TYPE_CHECKING:
    from form_factory.models import AnswerDraft

KIND = "request"


@dataclass(frozen=True, slots=True)
class Amended:
    """A draft of answers as it would be handed in now."""

    state: DraftState
    #: What may be answered; None when everything may.
    scope: Scope | None = None
    #: Addresses of what opened because of answers given, without having been named.
    beyond: tuple[str, ...] = ()
    asks: tuple[CorrectionAsk, ...] = ()


def filed(request: Request) -> Draft:
    """The answers as they were handed in."""
    return Draft(request.answers, request.rows)


def name_rows(request: Request) -> None:
    """Every filed row has an identity, by which it is found again."""
    form = forms.form_of(request.form_version_id).form
    known = with_rows(filed(request), form, ulid)
    rows = {pointer: list(ids) for pointer, ids in known.rows.items()}
    if rows != request.rows:
        request.rows = rows


def address_at(request: Request, place: str) -> str:
    """`/lots/0` → `/lots[01H…]`, as programs name what pages tick; anything else as it is."""
    holder, _slash, number = place.rpartition("/")
    ids = request.rows.get(holder)
    if ids and number.isascii() and number.isdigit() and int(number) < len(ids):
        return f"{holder}[{ids[int(number)]}]"
    return place


def place_of(request: Request, address: str) -> str:
    """The other way round."""
    holder, bracket, row = address.rstrip("]").partition("[")
    ids = list(request.rows.get(holder, ()))
    return f"{holder}/{ids.index(row)}" if bracket and row in ids else address


def open_asks(request_id: UUID) -> list[CorrectionAsk]:
    """What is to be corrected now, in the order it was asked."""
    query = select(CorrectionAsk).where(
        CorrectionAsk.request_id == request_id, CorrectionAsk.closed_at.is_(None)
    )
    return list(session.scalars(query.order_by(CorrectionAsk.id)))


def named_by(asks: Collection[CorrectionAsk]) -> Scope | None:
    """What was named; None when nothing was, or the whole form: everything is open then."""
    if not asks or any(not ask.address for ask in asks):
        return None
    return Scope(frozenset(ask.address for ask in asks))


def corrected(request: Request, row: AnswerDraft, names: Mapping[str, Any]) -> Amended:
    """The correction under way, whoever looks at it."""
    asks = tuple(open_asks(request.id))
    named = named_by(asks)
    if named is None:
        return Amended(forms.state_of(row, names), asks=asks)
    found = under(request, row, names, named)
    return Amended(found.state, found.scope, found.beyond, asks)


def under(request: Request, row: AnswerDraft, names: Mapping[str, Any], named: Scope) -> Opened:
    """A draft beside the filed answers of a request, with `named` open."""
    return opened(row, filed(request), names, named, spoken())


def awaits_applicant(circuit: Circuit, status: str) -> bool:
    """Whether people of the request may change its answers in this status."""
    found = circuit.status.get(status)
    return found is not None and any(
        f in circuit.functions and circuit.functions[f].source != "group" for f in found.editable_by
    )


def difference(request: Request, state: DraftState) -> list[Told]:
    """From the filed answers to those of a draft, in words."""
    after = Draft(state.outcome.answers, state.draft.rows)
    labels = forms.kept_beside(state, None).labels
    return told(
        state.compiled,
        Side(filed(request), request.labels, _files(state, request.answers, request)),
        Side(after, {**request.labels, **labels}, _files(state, after.answers, request)),
    )


def between(request: Request, state: DraftState, base: Draft) -> list[Told]:
    """From answers as they were to those filed now, in words."""
    known = _files(state, {**base.answers}, request) | _files(state, request.answers, request)
    return told(
        state.compiled,
        Side(base, request.labels, known),
        Side(filed(request), request.labels, known),
    )


def unsubmitted(request: Request, names: Mapping[str, Any]) -> int:
    """How many answers of the applicant's correction differ from those filed: never which."""
    if request.correction_draft_id is None:
        return 0
    row = forms.draft_row(request.correction_draft_id)
    changes = difference(request, corrected(request, row, names).state)
    return sum(not each.computed for each in changes)


def _files(state: DraftState, answers: Mapping[str, Any], request: Request) -> dict[str, FileRef]:
    found: dict[str, FileRef] = {}
    for owner in (("draft", state.row.id), (KIND, request.id)):
        found.update(forms.files_of(state.compiled, answers, owner))
    return found


def lines_of(changes: Iterable[Told]) -> list[list[str | None]]:
    """A difference as history keeps it: [question, before, after], long texts cut."""
    return [[each.label, _cut(each.before), _cut(each.after)] for each in changes]


def touched(address: str, changes: Sequence[Told]) -> bool:
    """Whether something changed at an address, or inside of it."""
    scope = Scope(frozenset({address}))
    return any(scope.holds(each.address) for each in changes)


def _cut(text: str | None) -> str | None:
    most = 2_000
    return text if text is None or len(text) <= most else text[: most - 1] + "…"
