"""A circuit changed at random under requests that are under way (FAULTS C-06): whatever is edited
and chosen, every request stands somewhere it can leave, has ended, or somebody was asked."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from catalogue.models import Request
from catalogue.operations.remapping.recording import removed
from catalogue.remap_models import RemapItem
from core.actor import HOUSE
from core.database import session
from core.running import run_all
from schemas import operations as definitions
from schemas import queries as schemas
from schemas.metaschema import problems_against
from tests.kit.house import undone
from tests.kit.thorough import some
from tests.kit.works import circuit, filed, works
from workflows import queries as workflows
from workflows.domain import ways
from workflows.domain.check import findings
from workflows.domain.circuit import Circuit, Kind
from workflows.models import Timer, Vote

KEY = "travaux-3-niveaux"
Document = dict[str, Any]
SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


def plain() -> Document:
    """The three levels without what conditions would refuse: any edit may be tried on it."""
    document = circuit()
    for way in document["transitions"]:
        way.pop("guard", None)
    return {**document, "tests": []}


def drop_status(document: Document, chance: random.Random) -> None:
    keys = [s["key"] for s in document["statuses"] if s["kind"] != "draft"]
    gone = chance.choice(keys)
    left = [key for key in keys if key != gone]
    document["statuses"] = [s for s in document["statuses"] if s["key"] != gone]
    for way in document["transitions"]:
        way["from"] = [key for key in way["from"] if key != gone]
        way["to"] = chance.choice(left) if way["to"] == gone else way["to"]
    document["transitions"] = [w for w in document["transitions"] if w["from"]]
    document["timers"] = [t for t in document["timers"] if t["in"] != gone]


def rename_status(document: Document, chance: random.Random) -> None:
    status = chance.choice([s for s in document["statuses"] if s["kind"] != "draft"])
    old, new = status["key"], f"n{chance.randrange(10**6)}"
    status["key"] = new
    for way in document["transitions"]:
        way["from"] = [new if key == old else key for key in way["from"]]
        way["to"] = new if way["to"] == old else way["to"]
    for timer in document["timers"]:
        timer["in"] = new if timer["in"] == old else timer["in"]


def turn_status(document: Document, chance: random.Random) -> None:
    status = chance.choice([s for s in document["statuses"] if s["kind"].startswith("waiting")])
    status["kind"] = chance.choice(["waiting-user", "waiting-agent", "automatic", "final"])
    status.pop("outcome", None)
    if status["kind"] == "final":
        status["outcome"] = "closed"
    if status["kind"] != "waiting-agent":
        status.pop("parallel", None)


def add_status(document: Document, chance: random.Random) -> None:
    name = f"a{chance.randrange(10**6)}"
    document["statuses"].append(
        {"key": name, "label": name, "tone": "sky", "icon": "tray", "kind": "waiting-agent"}
    )
    keys = [s["key"] for s in document["statuses"] if s["kind"] not in {"draft", "final"}]
    goals = [s["key"] for s in document["statuses"] if s["kind"] != "draft"]
    for source, to in ((chance.choice(keys), name), (name, chance.choice(goals))):
        if source != to:
            document["transitions"].append(
                {"key": f"v{chance.randrange(10**6)}", "label": "Suite", "from": [source],
                 "to": to, "by": ["gestionnaire"]}
            )  # fmt: skip


def drop_way(document: Document, chance: random.Random) -> None:
    ways_here = [w for w in document["transitions"] if w["key"] != "deposer"]
    document["transitions"].remove(chance.choice(ways_here))


def fewer_seats(document: Document, _chance: random.Random) -> None:
    for status in document["statuses"]:
        if "parallel" in status:
            status["parallel"]["votes"] = status["parallel"]["votes"][:1]


EDITS: tuple[Callable[[Document, random.Random], None], ...] = (
    drop_status, drop_status, rename_status, turn_status, add_status, drop_way, fewer_seats,
)  # fmt: skip


def edited(document: Document, chance: random.Random) -> Document:
    """Some edits, those a publication would refuse left out."""
    for _ in range(4):
        tried = copy.deepcopy(document)
        chance.choice(EDITS)(tried, chance)
        if not problems_against("workflow", tried) and findings(Circuit.of(tried)).publishable:
            document = tried
    return document


def spread(count: int, chance: random.Random, scene: Any) -> None:
    """Requests all over the circuit, with stacks of markers and votes as they may have them."""
    one = filed(scene)
    session.flush()
    here = workflows.bridge_of(one.workflow_version_id).circuit
    open_ = [s for s in here.statuses if s.kind in {Kind.WAITING_AGENT, Kind.WAITING_USER}]
    own = {"id", "reference", "provisional", "status", "status_kind", "markers"}
    others = [f'"{c.name}"' for c in Request.__table__.columns if c.name not in own]
    insert = text(
        f"INSERT INTO request (id, reference, provisional, status, status_kind, markers,"
        f" {', '.join(others)}) SELECT gen_random_uuid(), :ref, :ref, :status, :kind,"
        f" CAST(:markers AS jsonb), {', '.join(others)} FROM request WHERE id = :one"
    )
    for number in range(count):
        status = chance.choice(open_)
        marks = [s.key for s in here.statuses if s.marks and s.key != status.key]
        stack = chance.sample(marks, chance.randrange(len(marks) + 1))
        session.execute(
            insert,
            {"ref": f"R-{number}", "status": status.key, "kind": status.kind.value,
             "markers": str(stack).replace("'", '"'), "one": one.id},
        )  # fmt: skip


def publish(document: Document, chance: random.Random) -> None:
    draft = definitions.save_draft(HOUSE, "workflow", KEY, document)
    goals = [s["key"] for s in document["statuses"] if s["kind"] != "draft"] + ["ask", "stay"]
    chosen = {key: chance.choice(goals) for key in removed(draft)}
    shas = [v.sha256 for v in schemas.versions("workflow", KEY) if v.status != "draft"]
    entries = [{"from": sha, "status_map": chosen, "default": "ask"} for sha in shas]
    definitions.save_draft(HOUSE, "workflow", KEY, {**document, "migrations": entries})
    definitions.publish(HOUSE, "workflow", KEY, policy="all")
    session.flush()
    run_all()
    session.expire_all()


def check_all() -> None:
    """The invariant, and that all that belongs to a request is of the circuit it runs on."""
    live = schemas.live("workflow", KEY)
    assert live is not None
    told = dict(
        session.execute(
            select(RemapItem.request_id, RemapItem.outcome).order_by(RemapItem.run_id)
        ).all()
    )
    timers: dict[Any, list[Any]] = {}
    for timer in session.scalars(select(Timer).where(Timer.fired_at.is_(None))):
        timers.setdefault(timer.subject_id, []).append((timer.key, timer.entry_no))
    for row in session.scalars(select(Request).where(Request.submitted_at.is_not(None))):
        assert row.workflow_version_id is not None
        here = workflows.bridge_of(row.workflow_version_id).circuit
        status = here.status[row.status]
        assert status.kind.value == row.status_kind
        assert status.kind not in {Kind.DRAFT, Kind.AUTOMATIC}
        assert (row.closed_at is not None) == status.is_final
        assert status.is_final or any(
            ways.fireable_from(here, t, status.key) for t in here.leaving(status.key)
        )
        assert (
            status.is_final
            or row.workflow_version_id == live.id
            or (told[row.id] in {"asked", "stayed"})
        )
        assert len(set(row.markers)) == len(row.markers)
        assert status.key not in row.markers
        assert all(here.status[key].marks for key in row.markers)
        assert set(row.waiting_functions) <= set(here.functions)
        known = {t.key for t in here.timers_in(status.key)}
        for key, entry in timers.get(row.id, ()):
            assert key in known
            assert entry == row.entry_no
    assert not session.scalars(select(Vote).where(Vote.dropped_at.is_(None))).all()


def lived(house: Flask, seed: int, count: int, turns: int) -> None:
    chance = random.Random(seed)
    with undone(house):
        scene = works(transitions=plain()["transitions"], tests=[])
        spread(count, chance, scene)
        document = plain()
        for _ in range(turns):
            document = edited(document, chance)
            publish(document, chance)
            check_all()


@settings(max_examples=some(2), suppress_health_check=SLOW)
@given(seed=st.integers(0, 2**32))
def test_c06_no_request_is_lost_whatever_becomes_of_its_circuit(house: Flask, seed: int) -> None:
    lived(house, seed, count=24, turns=2)


@pytest.mark.audit
@settings(max_examples=some(1), suppress_health_check=SLOW)
@given(seed=st.integers(0, 2**32))
def test_c06_a_thousand_requests_and_five_versions(house: Flask, seed: int) -> None:
    lived(house, seed, count=1_000, turns=5)
