"""Answers taken up again after they were filed: what is open, what opens with it, what changed.

Only what was named may be given anew. A question that comes up because of it, or that no longer
holds because of it, opens as well: else nobody could hand the answers in. What was wrong before
anybody touched anything (a day that has passed since) is neither opened nor held against anyone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from core.problems import Problem
from form_factory.compiled import Compiled
from form_factory.domain.drafts import Draft
from form_factory.domain.form import Shape
from form_factory.domain.pointers import pointer_of
from form_factory.domain.scope import Scope, address_of, composed
from form_factory.evaluation import Outcome, evaluate, field_at
from form_factory.models import AnswerDraft
from form_factory.queries import DraftState, as_draft, facts_of, form_of, locked_in
from form_factory.references import unreached, untouched

#: Each round opens a question more; a form has no chain as long as this.
MOST_ROUNDS: Final = 12


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft of answers taken up again, as it would be handed in."""

    state: DraftState
    #: What may be answered: what was named, and what opened with it.
    scope: Scope
    #: The second part alone, in reading order.
    beyond: tuple[str, ...]
    #: As the answers stand while nothing is handed in.
    filed: Outcome


def opened(
    row: AnswerDraft, filed: Draft, names: Mapping[str, Any], named: Scope, language: str | None
) -> Opened:
    """The draft under `named`: everything else is as filed."""
    form = form_of(row.form_version_id, language)
    facts = facts_of(names)
    under_way, locked = as_draft(row), locked_in(row, form)
    before = evaluate(form, filed.answers, facts)
    shown = set(shown_in(filed, before))
    wrong = {(address_in(form, filed, each.path), each.code) for each in before.errors}
    scope, draft, outcome = named, filed, before
    for _ in range(MOST_ROUNDS):
        draft = composed(form.form, filed, under_way, scope)
        standing = untouched(form, draft, row.provenance or {}, locked)
        judge = partial(unreached, form, standing=standing)
        outcome = evaluate(form, draft.answers, facts, unreached=judge)
        fresh = [a for a in shown_in(draft, outcome) if a not in shown]
        fresh += [
            address
            for each in outcome.errors
            if (address := address_in(form, draft, each.path)) and (address, each.code) not in wrong
        ]
        more = [address for address in fresh if not scope.holds(address)]
        more = [address for address in more if scope.wider([address]).holds(address)]
        if not more:
            break
        scope = scope.wider(more)
    errors = [e for e in outcome.errors if _counts(form, draft, e, scope, wrong)]
    outcome = replace(outcome, errors=errors, valid=not errors)
    state = DraftState(row, form, draft, outcome, _pages(draft, outcome, scope) or None)
    return Opened(state, scope, _beyond(form, draft, outcome, scope, named), before)


def _counts(
    form: Compiled, draft: Draft, problem: Problem, scope: Scope, wrong: set[tuple[str, str]]
) -> bool:
    """Whether an error stands in the way: it is new, or about what may be mended."""
    address = address_in(form, draft, problem.path)
    return scope.holds(address) or (address, problem.code) not in wrong


def shown_in(draft: Draft, outcome: Outcome) -> Iterator[str]:
    """Addresses of the questions asked, those of rows with their identities, in reading order."""
    for page in outcome.pages:
        for field in page.fields():
            if field.pointer not in outcome.visible:
                continue
            yield field.pointer
            if field.shape is Shape.ROWS:
                for number, row in enumerate(draft.rows.get(field.pointer, ())):
                    for cell in field.items:
                        if f"{field.pointer}/{number}/{cell.key}" in outcome.visible:
                            yield address_of(cell, row)


def address_in(form: Compiled, draft: Draft, place: str) -> str:
    """`/lots/0/libelle` → `/lots[01H…]/libelle`; "" for a place that is no question."""
    field = field_at(form, place)
    if field is None:
        return ""
    if field.row_of is None:
        return field.pointer
    holder = pointer_of(field.row_of)
    number = place[len(holder) + 1 :].partition("/")[0]
    ids = draft.rows.get(holder, ())
    known = number.isdigit() and int(number) < len(ids)
    return address_of(field, ids[int(number)]) if known else holder


def _beyond(
    form: Compiled, draft: Draft, outcome: Outcome, scope: Scope, named: Scope
) -> tuple[str, ...]:
    found: Iterable[str] = shown_in(draft, outcome)
    computed = form.plan.computed
    return tuple(
        a for a in found if a in scope.addresses and not named.holds(a) and a not in computed
    )


def _pages(draft: Draft, outcome: Outcome, scope: Scope) -> frozenset[str]:
    """Pages where something may be answered."""
    return frozenset(
        page.id
        for page in outcome.pages
        if any(
            field.pointer in outcome.visible
            and scope.touches(field, draft.rows.get(field.pointer, ()))
            for field in page.fields()
        )
    )
