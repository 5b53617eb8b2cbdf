"""Requests live random lives on random circuits, in the database: moves, visas, people who stand
in for others, answers changed by both sides, time that goes by, what was done taken back. Whatever
is tried, and in whatever order, the sentences of DEFINITIONS 5 hold (FAULTS C-06)."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from accounts import operations as accounts
from accounts import queries as people
from accounts.operations import Absence
from catalogue import operations, queries
from catalogue.models import Request
from catalogue.operations import correcting, editing
from catalogue.standing import form_names, standing_of
from core import clock
from core.database import session
from core.errors import PreauError
from core.models import Job
from core.running import run_all
from form_factory import operations as forms
from tests.kit.house import undone
from tests.kit.people import person
from tests.kit.thorough import some
from tests.kit.works import actor, filed, publish, works
from tests.workflows.circuits import status, transition
from tests.workflows.living import living
from tests.workflows.naive import naive, verdict
from workflows import queries as workflows
from workflows.domain.check import findings
from workflows.domain.circuit import Circuit
from workflows.models import Step, Timer, Vote
from workflows.operations import timing

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture]  # fmt: skip
GROUPS = ("gestionnaire", "direction", "visa_technique", "visa_budget")
#: All that is written of a request, one figure a table; what is refused changes none of them.
WRITTEN = text(
    "SELECT (SELECT md5(x::text) FROM request x WHERE id = :id), "
    + ", ".join(
        f"(SELECT md5(string_agg(x::text, '|' ORDER BY x::text)) FROM {table} x"
        f" WHERE subject_id = :id)"
        for table in ("step", "vote", "timer", "tick")
    )
    + ", (SELECT count(*) FROM job), (SELECT count(*) FROM message)"
)


@st.composite
def documents(draw: Any) -> dict[str, Any]:
    """A random circuit a publication takes, under the name of the works: both sides may change
    answers, and what the school hands in again is merged."""
    document = draw(living().filter(lambda d: findings(Circuit.of(d)).publishable))
    kinds = {s["key"]: s for s in document["statuses"]}
    document |= {"key": "travaux-3-niveaux", "tests": [], "functions": {
        "demandeur": {"from": "request.members"}, **{g: {"from": "group"} for g in GROUPS},
    }}  # fmt: skip
    for one in document["statuses"]:
        if one["kind"].startswith("waiting"):
            editor = "demandeur" if one["kind"] == "waiting-user" else "gestionnaire"
            one["editable_by"] = [editor]
    for timer in document.get("timers", ()):
        for action in timer.get("actions", ()):
            action["template"] = "relance"
    for move in document["transitions"]:
        if draw(st.booleans()):
            move["actions"] = [{"do": "notify", "template": "relance", "to": ["demandeur"]}]
        if any(kinds[key]["kind"] == "waiting-user" for key in move["from"]):
            move["checks"] = ["form.complete"]
    return document


class Life:
    """One request, its people, and all that may be tried."""

    def __init__(self, document: dict[str, Any], seed: int) -> None:
        self.document, self.chance = document, random.Random(seed)
        scene = works()
        publish("workflow", document)
        self.people = {name: getattr(scene, name) for name in ("head", *GROUPS[:2])}
        self.people["aide"] = person("aide@example.test", "agent", name="Nadia Aubert")
        both = person("deux@example.test", "agent", name="Luc Deux",
                      groups=("secteur", "direction"))  # fmt: skip
        self.people["deux"] = both
        self.request_id = filed(scene).id
        session.commit()
        self.taken = 0

    @property
    def row(self) -> Request:
        return session.get_one(Request, self.request_id, populate_existing=True)

    def lived(self, steps: int) -> None:
        with time_machine.travel(clock.now(), tick=False) as traveller:
            self.check()
            for _ in range(steps):
                act = self.chance.choice(ACTS)
                before = tuple(session.execute(WRITTEN, {"id": self.request_id}).one())
                try:
                    act(self, traveller)
                    session.commit()
                    self.taken += 1
                except PreauError:
                    session.rollback()
                    after = tuple(session.execute(WRITTEN, {"id": self.request_id}).one())
                    assert after == before, f"{act.__name__} was refused and wrote"
                self.check()

    # -- what may be tried ---------------------------------------------------------------------
    def anybody(self) -> tuple[Any, Any]:
        """Somebody, and the request as they find it."""
        who = actor(self.chance.choice(list(self.people.values())))
        return who, self.seen_by(who)

    def seen_by(self, who: Any) -> Any:
        return queries.request_for(who, self.row.reference, lock=True)

    def move(self, _traveller: Any) -> None:
        ways = self.document["transitions"]
        here = [w for w in ways if self.row.status in w["from"]]
        key = self.chance.choice(here if here and self.chance.random() < 0.9 else ways)["key"]
        who, seen = self.anybody()
        operations.move(who, seen, key, comment="Voici pourquoi.", confirmed=True)

    def vote(self, _traveller: Any) -> None:
        function = self.chance.choice(("gestionnaire", "direction", "demandeur"))
        who, seen = self.anybody()
        choice = self.chance.choice(("accept", "reject"))
        operations.vote(who, seen, function, choice, comment="Voici pourquoi.")

    def time_goes_by(self, traveller: Any) -> None:
        traveller.shift(self.chance.choice([timedelta(minutes=3), timedelta(1), timedelta(12)]))
        timing.sweep()
        session.commit()
        run_all()

    def take_back(self, _traveller: Any) -> None:
        last = workflows.steps_of(self.request_id, 3)
        step = self.chance.choice(last)
        own = [p for p in self.people.values() if p.id == step.actor_id]
        who = actor((own or list(self.people.values()))[0])
        operations.undo(who, self.seen_by(who), step.id)

    def school_types(self, _traveller: Any) -> None:
        who = actor(self.people["head"])
        seen = self.seen_by(who)
        draft = correcting.open_correction(who, seen)
        session.flush()
        said = {"description": f"Refaire la salle numéro {self.chance.randrange(99)}"}
        correcting.patch_answers(who, seen, draft.id, said)

    def agent_changes_answers(self, _traveller: Any) -> None:
        who = actor(self.people["gestionnaire"])
        seen = self.seen_by(who)
        edit = editing.begin(who, seen)
        session.flush()
        said = {"description": f"Refaire la cour numéro {self.chance.randrange(99)}"}
        names = form_names(who, seen.request)
        forms.patch_answers(who, edit.draft_id, said, names, keep_rows=True)
        editing.apply_edit(who, seen, comment="Vu au téléphone.", expected_version=None)

    def somebody_is_away(self, _traveller: Any) -> None:
        absent, other = self.chance.choice(
            (("gestionnaire", "aide"), ("direction", "gestionnaire"))
        )
        account, stand_in = self.people[absent], self.people[other]
        running = [r for r in people.replacements_of(account.id) if r.ended_at is None]
        if running and self.chance.random() < 0.5:
            accounts.end_replacement(actor(account), running[0])
            return
        seats = [str(seat.id) for seat in people.standing_seats(account.id)]
        day = clock.today()
        accounts.name_stand_in(
            actor(account), account, Absence(stand_in.email, seats, day, day + timedelta(20))
        )

    # -- what holds, read plainly --------------------------------------------------------------
    def check(self) -> None:
        row = self.row
        steps = [s for s in reversed(workflows.steps_of(row.id)) if s.undone_at is None]
        kinds = {s["key"]: s for s in self.document["statuses"]}
        here = kinds[row.status]
        at, markers = self.document["initial"], []
        for step in steps:
            found = naive(self.document, at, markers, step.transition)
            assert found is not None
            assert (step.from_status, step.to_status) == (at, found[0])
            at, markers = found
        assert (row.status, list(row.markers)) == (at, markers), "the journal tells the head"
        assert row.status not in row.markers
        assert len(set(row.markers)) == len(row.markers)
        assert row.status_kind == here["kind"] not in {"draft", "automatic"}
        assert (row.closed_at is not None) == (here["kind"] == "final")
        assert len({s.version for s in steps}) == len(steps)
        self.four_eyes(steps)
        self.votes(row, here)
        self.timers(row)
        self.outbox(row)

    def four_eyes(self, steps: list[Step]) -> None:
        """No pair of eyes saw a file twice where the circuit wants two; a stand-in is a pair."""
        rules = {t["key"]: t.get("not_same_actor_as", ()) for t in self.document["transitions"]}
        latest: dict[str, set[Any]] = {}
        for step in steps:
            pair = {step.actor_id, step.principal_id} - {None}
            if step.function != "system":
                assert not any(latest.get(k, set()) & pair for k in rules[step.transition])
            latest[step.transition] = pair

    def votes(self, row: Request, here: dict[str, Any]) -> None:
        """One voice a round, about the answers of the moment, and undecided while it is awaited."""
        cast = select(Vote).where(Vote.subject_id == row.id, Vote.dropped_at.is_(None))
        live = list(session.scalars(cast.execution_options(populate_existing=True)))
        now = [v for v in live if v.entry_no == row.entry_no]
        voices = [v for one in now for v in {one.account_id, one.principal_id} - {None}]
        assert len(voices) == len(set(voices)), "one vote a person and round, whoever they are"
        parallel = here.get("parallel")
        if parallel is None:
            assert not now
            return
        who = actor(self.people["gestionnaire"])
        seen = queries.request_for(who, row.reference)
        answers = workflows.round_of(row, standing_of(who, row, seen.versions)).answers
        assert {v.answers_sha256 for v in now} <= {answers}, "votes fall with the answers"
        kept = [
            v for v in live
            if parallel["keep_if_unchanged"] and v.verdict == "accept"
            and v.answers_sha256 == answers and v.entry_no < row.entry_no
        ]  # fmt: skip
        said = {v.function: v.verdict for v in [*kept, *now] if v.function in parallel["votes"]}
        assert verdict(parallel, said) == "", "what is decided has moved on"
        awaited = [seat for seat in parallel["votes"] if seat not in said]
        assert row.waiting_functions == awaited, "whose voice counts is not awaited"

    def timers(self, row: Request) -> None:
        """Those of this stay and no others; a deadline is armed, or has had its say."""
        rows = list(session.scalars(select(Timer).where(Timer.subject_id == row.id)))
        meant = [t for t in self.document.get("timers", ()) if row.status == t["in"]]
        for timer in rows:
            if timer.fired_at is None:
                assert timer.entry_no == row.entry_no
                assert timer.key in {t["key"] for t in meant}
        for one in meant:
            assert one.get("silence") or any(timer.key == one["key"] for timer in rows)

    def outbox(self, row: Request) -> None:
        """What was taken back sends nothing; every other move says all it has to, once."""
        acts = {t["key"]: len(t.get("actions", ())) for t in self.document["transitions"]}
        steps = session.scalars(
            select(Step).where(Step.subject_id == row.id).order_by(Step.id.desc())
        ).all()
        latest = next(step.id for step in steps if step.undone_at is None)
        for step in steps:
            known = Job.once.startswith(f"workflows.action:step:{step.id}:")
            found = session.scalars(select(Job).where(known)).all()
            if step.undone_at is not None:
                assert not [job for job in found if job.done_at is None]
            assert len(found) <= acts[step.transition], "a step back takes back what has not left"
            assert step.id != latest or len(found) == acts[step.transition]


ACTS = (
    *[Life.move] * 6, *[Life.vote] * 6, Life.time_goes_by, Life.take_back, Life.take_back,
    Life.school_types, Life.agent_changes_answers, Life.somebody_is_away,
)  # fmt: skip


@pytest.mark.audit
@settings(max_examples=some(1), deadline=None, suppress_health_check=SLOW)
@given(documents(), st.integers(0, 2**32))
def test_c06_a_life_of_sixty_acts_keeps_every_promise(
    house: Flask, document: dict[str, Any], seed: int
) -> None:
    with undone(house):
        Life(document, seed).lived(60)


@pytest.mark.audit
@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(documents(), st.integers(0, 2**32))
def test_c06_sixty_lives_of_eighty_acts_keep_every_promise(
    house: Flask, document: dict[str, Any], seed: int
) -> None:
    with undone(house):
        Life(document, seed).lived(80)


def test_a_request_that_ends_as_it_is_handed_in_is_closed(app: Flask) -> None:
    """A declaration: nothing is left to decide."""
    scene = works(
        statuses=[status("brouillon", "draft"), status("notee", "final")], initial="brouillon",
        transitions=[transition("deposer", "brouillon", "notee", "demandeur")],
        timers=[], tabs=[], tests=[],
    )  # fmt: skip
    request = filed(scene)
    assert (request.status_kind, request.closed_at) == ("final", request.submitted_at)
