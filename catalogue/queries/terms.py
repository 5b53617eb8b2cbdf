"""What a filter of the desk says, as SQL. Values are always bound, never written in (X-06)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, true

from catalogue.domain.desk import DeskFilter, ListedAnswer, Shape, field_of
from catalogue.models import Request
from catalogue.queries.answers import text_of, value_of
from catalogue.queries.gate import under
from catalogue.queries.placing import waiting_for_a_place
from core import clock
from core.actor import Actor
from core.clock import PARIS
from core.errors import BadInput
from core.folding import words_of
from registry.models import Record
from schemas.models import DefinitionVersion

#: More words than anybody types narrow nothing more.
MOST_WORDS = 8
NATURES = {
    "agence": ("waiting-agent", "automatic"),
    "demandeur": ("waiting-user",),
    "fin": ("final",),
}
_DAYS = {
    "depose": Request.submitted_at,
    "arrivee": Request.entered_at,
    "echeance": Request.due_at,
    "activite": Request.updated_at,
}
#: One word with a digit in it.
_CODE = re.compile(r"(?=\D*[0-9])[A-Za-z0-9.-]{3,40}")
Term = ColumnElement[bool]


def terms(actor: Actor, wanted: DeskFilter, listed: Sequence[ListedAnswer]) -> Iterator[Term]:
    """One clause a name; a name or a value that means nothing is refused."""
    answers = {name: answer for answer in listed for name in answer.field.names}
    for name, values in wanted.fields:
        if name in answers:
            yield _answer(answers[name], name, values)
            continue
        field = field_of(name)
        if field is None:
            raise BadInput  # an answer this service does not list
        if field.shape is Shape.DAYS:
            yield _day(_DAYS[field.key], name, values[0])
        elif name != "tour":  # whose turn it is stands in the gate
            yield _TERMS[name](actor, values)
    yield from _words(Request.words, wanted.text)


def _words(column: Any, text: str) -> Iterator[Term]:
    for word in words_of(text)[:MOST_WORDS]:
        yield column.contains(word, autoescape=True)


def _service(_actor: Actor, keys: Sequence[str]) -> Term:
    return Request.service_key.in_(keys)


def _status(_actor: Actor, values: Sequence[str]) -> Term:
    """« circuit:status »: a key means nothing across circuits; alone, it is taken in any."""
    clauses = []
    for value in values:
        circuit, _colon, status = value.rpartition(":")
        clause = Request.status == status
        if circuit:
            pinned = select(DefinitionVersion.id).where(
                DefinitionVersion.kind == "workflow", DefinitionVersion.key == circuit
            )
            clause = and_(clause, Request.workflow_version_id.in_(pinned))
        clauses.append(clause)
    return or_(*clauses)


def _nature(_actor: Actor, keys: Sequence[str]) -> Term:
    if not set(keys) <= set(NATURES):
        raise BadInput
    clause = Request.status_kind.in_([kind for key in keys for kind in NATURES[key]])
    return clause if "fin" in keys else and_(Request.closed_at.is_(None), clause)


def _agent(actor: Actor, values: Sequence[str]) -> Term:
    value = values[0]
    if value == "aucun":
        return Request.assignee_id.is_(None)
    if value == "moi":
        return _mine(actor)
    if value == "moi-ou-aucun":
        return or_(_mine(actor), Request.assignee_id.is_(None))
    return Request.assignee_id == _uuid(value)


def _mine(actor: Actor) -> Term:
    """Given to me, or to those whose place I take: what of theirs I may see, the gate says."""
    others = {seat.stands_in_for for seat in actor.memberships if seat.stands_in_for}
    if not others:
        return Request.assignee_id == actor.account_id
    return Request.assignee_id.in_([actor.account_id, *sorted(others)])


def _establishment(_actor: Actor, values: Sequence[str]) -> Term:
    """The record itself, its code, or words of its name."""
    try:
        return Request.establishment_id == UUID(values[0])
    except ValueError:
        named: Term = and_(true(), *_words(Request.establishment_words, values[0]))
        if not _CODE.fullmatch(values[0]):
            return named
        coded = select(Record.id).where(Record.code == values[0])
        return or_(Request.establishment_id.in_(coded), named)


def _place(_actor: Actor, values: Sequence[str]) -> Term:
    if not values[0].startswith("/"):
        raise BadInput
    return under(values[0])


def _late(_actor: Actor, values: Sequence[str]) -> Term:
    if values[0] != "oui":
        raise BadInput
    return and_(Request.closed_at.is_(None), Request.due_at < clock.now())


def _tags(_actor: Actor, keys: Sequence[str]) -> Term:
    return or_(*(Request.tags.contains([key]) for key in keys))


def _to_place(_actor: Actor, values: Sequence[str]) -> Term:
    if values[0] != "oui":
        raise BadInput
    return waiting_for_a_place()


_TERMS: Mapping[str, Callable[[Actor, Sequence[str]], Term]] = {
    "service": _service,
    "statut": _status,
    "nature": _nature,
    "agent": _agent,
    "etablissement": _establishment,
    "territoire": _place,
    "retard": _late,
    "etiquette": _tags,
    "placer": _to_place,
}


def _day(column: Any, name: str, value: str) -> Term:
    """Days of the authority, both ends included."""
    last = name.endswith("-au")
    try:
        day = date.fromisoformat(value) + timedelta(days=last)
        edge = datetime.combine(day, time(), PARIS)
    except (ValueError, OverflowError) as error:
        raise BadInput from error
    clause: Term = column < edge if last else column >= edge
    return clause


def _answer(answer: ListedAnswer, name: str, values: Sequence[str]) -> Term:
    shape, column = answer.field.shape, value_of(answer)
    if shape is Shape.CHOICE:
        return text_of(answer).in_(values)
    if len(values) > 1:
        raise BadInput
    if shape is Shape.NUMBERS:
        number = number_of(values[0])
        return column <= number if name.endswith("-max") else column >= number
    if shape is Shape.DAYS:
        day = _date(values[0])
        return column <= day if name.endswith("-au") else column >= day
    if shape is Shape.ONE:
        if values[0] not in {"true", "false"}:
            raise BadInput
        return text_of(answer) == values[0]
    return text_of(answer).icontains(values[0], autoescape=True)


def number_of(text: str) -> Decimal:
    """« 1 240,50 » as people type it."""
    try:
        number = Decimal("".join(text.split()).replace(",", "."))
    except InvalidOperation as error:
        raise BadInput from error
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise BadInput
    return number


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput from error


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BadInput from error
