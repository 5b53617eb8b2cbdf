"""Whatever breaks inside an act, nothing of it is written (FAULTS R-28)."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update

from catalogue import operations, queries
from catalogue.actions import Notify
from core import clock, events
from core.database import session, unit_of_work
from core.models import Job
from core.running import run_all
from tests.kit.works import Works, actor, filed, moved, works
from workflows.operations import undoing

TABLES = (
    "request",
    "step",
    "vote",
    "tick",
    "timer",
    "change",
    "job",
    "counter",
    "answer_draft",
    "answer_patch",
    "mail",
    "issued_document",
    "stored_file",
    "message",
    "annotation",
)
MOVING = [
    ("workflows.operations.moving", "awaited"),
    ("workflows.operations.moving", "write_head"),
    ("workflows.operations.moving", "record"),
    ("workflows.operations.moving", "announce_all"),
    ("workflows.operations.timing", "rearm"),
    ("workflows.operations.acting", "schedule"),
    ("core.jobs", "enqueue_many"),
    ("core.events", "_plain"),
]
SUBMITTING = [
    ("catalogue.operations.submitting", "foreign_files"),
    ("catalogue.operations.submitting", "_take_over"),
    ("catalogue.operations.submitting", "title_of"),
    ("catalogue.operations.submitting", "record"),
    ("catalogue.operations.submitting", "announce"),
    ("catalogue.operations.submitting", "_next_number"),
    ("form_factory.operations", "close_draft"),
]
VOTING = [
    ("workflows.operations.voting", "_write"),
    ("workflows.operations.voting", "announce"),
    ("workflows.operations.voting", "record"),
    ("workflows.operations.voting", "tally"),
]


class Broken(Exception):
    """What a hook raises once it has done its work."""


@pytest.fixture
def scene(app: Flask) -> Works:
    return works()


def written() -> dict[str, str]:
    """One fingerprint a table."""
    session.rollback()
    return {
        table: session.execute(
            text(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t")
        ).scalar()
        or ""
        for table in TABLES
    }


def submit(scene: Works) -> Callable[[], Any]:
    """A draft about to be handed in."""
    head = actor(scene.head)
    draft = filed_draft(scene)
    return lambda: operations.submit(head, queries.request_for(head, draft, lock=True))


def filed_draft(scene: Works) -> str:
    from catalogue import profiles
    from catalogue.standing import form_names
    from form_factory import operations as forms
    from schemas import queries as schemas
    from tests.kit.works import ANSWERS

    head = actor(scene.head)
    version = schemas.live("service", "travaux")
    assert version is not None
    request = operations.start(head, version, "demander", profiles.profiles_of(head)[0])
    forms.patch_answers(head, request.draft_id, ANSWERS, form_names(head, request))
    session.commit()
    return str(request.provisional)


def move(scene: Works) -> Callable[[], Any]:
    """A request about to be sent back to its applicant."""
    request = filed(scene)
    session.commit()
    reference, agent = request.reference, actor(scene.gestionnaire)
    return lambda: operations.move(
        agent,
        queries.request_for(agent, reference, lock=True),
        "demander_complement",
        comment="Il manque le devis.",
    )


def vote(scene: Works) -> Callable[[], Any]:
    """A last visa about to decide."""
    request = filed(scene)
    moved(scene, request, "instruire")
    first = actor(scene.visa_technique)
    operations.vote(
        first, queries.request_for(first, request.reference, lock=True), "visa_technique", "accept"
    )
    session.commit()
    reference, agent = request.reference, actor(scene.visa_budget)
    return lambda: operations.vote(
        agent, queries.request_for(agent, reference, lock=True), "visa_budget", "accept"
    )


def tick(scene: Works) -> Callable[[], Any]:
    """A line of the check-list about to be ticked, together with the move it opens."""
    request = filed(scene)
    session.commit()
    reference, agent = request.reference, actor(scene.gestionnaire)

    def act() -> None:
        seen = queries.request_for(agent, reference, lock=True)
        operations.tick(agent, seen, "surface", done=True)
        operations.move(agent, seen, "instruire")

    return act


HOOKS = {
    "submit": (submit, SUBMITTING + MOVING),
    "move": (move, MOVING),
    "tick": (tick, MOVING),
    "vote": (vote, VOTING + MOVING),
}


@pytest.mark.parametrize("name", HOOKS)
def test_r28_a_hook_that_breaks_undoes_the_whole_act(
    scene: Works, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare, hooks = HOOKS[name]
    act = prepare(scene)
    before = written()
    for module, hook in hooks:
        home = importlib.import_module(module)
        with monkeypatch.context() as patch:
            patch.setattr(home, hook, _breaking(getattr(home, hook)))
            with pytest.raises(Broken), unit_of_work():
                act()
        assert written() == before, f"{module}.{hook}"
    with unit_of_work():
        act()
    assert written() != before


@pytest.mark.parametrize("prepare", [submit, move, tick, vote])
def test_r28_whoever_hears_during_the_act_may_break_it_and_undo_it(
    scene: Works, prepare: Callable[[Works], Callable[[], Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from catalogue.events import RequestSubmitted
    from workflows.events import Moved, Voted

    def breaking(_: Any) -> None:
        raise Broken

    heard = {
        submit: (RequestSubmitted, Moved),
        move: (Moved,),
        tick: (Moved,),
        vote: (Voted, Moved),
    }
    act = prepare(scene)
    before = written()
    for event in heard[prepare]:
        with monkeypatch.context() as patch:
            patch.setitem(events._DURING, event, [*events._DURING[event], breaking])
            with pytest.raises(Broken), unit_of_work():
                act()
        assert written() == before


def test_r28_an_undo_that_breaks_leaves_the_move_as_it_was(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = works(**_with_undo())
    request = filed(scene)
    agent = actor(scene.gestionnaire)
    step = operations.move(
        agent,
        queries.request_for(agent, request.reference, lock=True),
        "demander_complement",
        comment="Il manque le devis.",
    )
    session.commit()
    step_id, reference = step.id, request.reference
    before = written()
    hooks: tuple[tuple[Any, str], ...] = (
        (undoing, "hold_back"),
        (undoing, "forget_after"),
        (undoing.timing, "rearm"),
        (undoing, "record"),
        (undoing, "announce"),
    )
    for home, name in hooks:
        with monkeypatch.context() as patch:
            patch.setattr(home, name, _breaking(getattr(home, name)))
            with pytest.raises(Broken), unit_of_work():
                operations.undo(agent, queries.request_for(agent, reference, lock=True), step_id)
        assert written() == before


def _with_undo() -> dict[str, Any]:
    from tests.kit.works import circuit

    transitions = circuit()["transitions"]
    for transition in transitions:
        if transition["key"] == "demander_complement":
            transition["undo"] = "PT10M"
    return {"transitions": transitions}


def test_r28_an_action_or_subscriber_that_breaks_is_undone_alone_and_tried_again(
    scene: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = submit(scene)
    with unit_of_work():
        act()
    before = {**written(), "job": ""}
    names = [name for name in events.subscribers() if name.startswith("catalogue.")]
    with monkeypatch.context() as patch:
        for name in names:
            patch.setitem(events._BY_NAME, name, _breaking(events._BY_NAME[name]))
        patch.setattr(Notify, "run", _breaking(Notify.run))
        assert run_all() > 0
        assert {**written(), "job": ""} == before
    with unit_of_work():
        session.execute(update(Job).values(available_at=clock.now() - timedelta(seconds=1)))
    run_all()
    after = written()
    assert after["mail"] != before["mail"]
    assert after["request"] == before["request"]


def _breaking(hook: Callable[..., Any]) -> Callable[..., Any]:
    def breaking(*args: Any, **kwargs: Any) -> None:
        hook(*args, **kwargs)
        session.flush()
        raise Broken

    return breaking
