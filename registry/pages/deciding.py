"""What deciders post: a verdict a field, perhaps another value, then a move or a visa."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from core.problems import Problem
from registry import entity_form
from registry.domain.verdicts import AMEND, VERDICTS
from registry.entity_form import Filling
from registry.operations import Said, Step
from registry.queries import Proposed


@dataclass(frozen=True, slots=True)
class Typed:
    """A page that is drawn again: what was posted, and where its controls are."""

    form: MultiDict[str, str]
    filling: Filling
    problems: tuple[Problem, ...] = ()


def keys_of(seen: Proposed) -> list[str]:
    """The fields this person may put another value in."""
    keys = [one.field.key for one in seen.fields if one.mine_to_answer]
    return entity_form.askable(seen.entity, keys)


def begun(seen: Proposed) -> Filling:
    """Controls that hold what would be written."""
    values = {one.field.key: one.change.value for one in seen.fields}
    return entity_form.begun(seen.entity, keys_of(seen), values)


def controls_of(seen: Proposed, typed: Typed | None) -> tuple[dict[str, Any], str, Any]:
    """Control of each field to decide, the state the page carries, its view."""
    if not keys_of(seen):
        return {}, "", None
    filling = typed.filling if typed else begun(seen)
    view, controls = entity_form.drawn(filling, typed.problems if typed else ())
    return controls, filling.state, view


def read(seen: Proposed) -> tuple[dict[str, Said], Step, Typed, str]:
    """What was posted: verdicts, the step, the page to be drawn again, the verb of the button."""
    values = {one.field.key: one.change.value for one in seen.fields}
    filling, act = entity_form.resumed(seen.entity, keys_of(seen), values, request.form)
    verdicts = {}
    for one in seen.fields:
        key = one.field.key
        verdict = request.form.get(f"_verdict-{key}", "")
        if verdict in VERDICTS:
            value = filling.draft.answers.get(key) if verdict == AMEND else None
            verdicts[key] = Said(verdict, value, _plain(f"_raison-{key}"))
    pressed = request.form.get("_do", "")
    verb, _, name = pressed.partition(":")
    choice, _, seat = name.partition(":")
    step = Step(
        move=name if verb == "move" else "", function=seat if verb == "vote" else "",
        choice=choice if verb == "vote" else "", comment=_plain("comment"),
        confirmed="_lu" in request.form,
    )  # fmt: skip
    problems = tuple(p for p in filling.problems if _key(p) in _amended(verdicts))
    return verdicts, step, Typed(request.form, filling, problems), act.verb


def _amended(said: dict[str, Said]) -> set[str]:
    return {key for key, each in said.items() if each.verdict == AMEND}


def _key(problem: Problem) -> str:
    return problem.path.strip("/").split("/")[0]


def _plain(name: str) -> str:
    return request.form.get(name, "").replace("\x00", "").strip()


def address_of(proposal_id: UUID) -> str:
    """The page of a proposal."""
    return url_for("registry.proposal", proposal_id=proposal_id)
