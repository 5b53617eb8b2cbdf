"""Old answers whose question is asked again (a version taken back) find their place again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from form_factory.domain.drafts import Draft, same
from form_factory.domain.form import Field, Form
from form_factory.domain.normal import is_blank
from form_factory.domain.pointers import MISSING, parts_of, pointer_of, put, value_at
from form_factory.domain.rebase import matched, read_as

#: An answer that met another one given at the same time: it has no place to find again.
ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Way:
    """From the version that asked last, by the one a draft comes from, to the one it goes to."""

    asked: Callable[[Mapping[str, Any]], Form]
    middle: Form
    new: Form


def brought_back(
    draft: Draft, waiting: Sequence[Mapping[str, Any]], way: Way
) -> tuple[Draft, list[dict[str, Any]]]:
    """The draft with those that found their place, and those that wait on. An answer somebody has
    changed since stays as it is."""
    answers: dict[str, Any] = deepcopy(dict(draft.answers))
    left = [dict(each) for each in waiting if not _back(answers, draft, each, way)]
    return replace(draft, answers=answers), left


def unanswered(attention: Sequence[str], before: Draft, after: Draft) -> list[str]:
    """What is to be looked at, without the questions that have found their answer again."""
    return [p for p in attention if same(_at(before.answers, p), _at(after.answers, p))]


def _at(answers: Any, pointer: str) -> Any:
    for part in parts_of(pointer):
        if isinstance(answers, list) and part.isdigit() and int(part) < len(answers):
            answers = answers[int(part)]
        elif isinstance(answers, Mapping):
            answers = answers.get(part, MISSING)
        else:
            return MISSING
    return answers


def _back(answers: dict[str, Any], draft: Draft, each: Mapping[str, Any], way: Way) -> bool:
    if each["why"] == ELSEWHERE:
        return False
    first, plain = way.asked(each), _plain(each)
    before, after = matched(first, way.new).get(plain, (None, None))
    if before is None or after is None:
        return False
    if not _cells(before) <= _cells(after):
        return False
    value, why = read_as(each["value"], before, after)
    place = _place(answers, draft, after, each.get("row"))
    if why or place is None:
        return False
    document, path = place
    if not same(value_at(document, path), _left(each["value"], before, first, way)):
        return False
    put(document, path, value)
    return True


def _cells(rows: Field) -> set[tuple[str | None, str]]:
    """What a row kept as a whole holds: read only by a question that calls all of it the same."""
    return {(cell.x_id, cell.key) for cell in rows.items}


def _left(value: Any, before: Field, first: Form, way: Way) -> Any:
    """What stands there while nobody has touched it: what the version between made of it."""
    between = matched(first, way.middle).get(before.pointer, (None, None))[1]
    if between is None:
        return MISSING
    read, _why = read_as(value, before, between)
    after = matched(way.middle, way.new).get(between.pointer, (None, None))[1]
    return MISSING if is_blank(read) or after is None else read_as(read, between, after)[0]


def _plain(each: Mapping[str, Any]) -> str:
    """`/lots/1/montant` → `/lots/montant`, as questions are called."""
    return "/".join(part for part in each["pointer"].split("/") if not part.isdigit())


def _place(
    answers: dict[str, Any], draft: Draft, after: Field, row: str | None
) -> tuple[dict[str, Any], tuple[str, ...]] | None:
    """The object that holds the answer: the document, or its row when it is still there."""
    if after.row_of is None:
        return answers, after.path
    ids = list(draft.rows.get(pointer_of(after.row_of), ()))
    rows = value_at(answers, after.row_of)
    if row not in ids or not isinstance(rows, list) or len(rows) != len(ids):
        return None
    held = rows[ids.index(row)]
    return (held, after.path) if isinstance(held, dict) else None
