"""Several agents act on one request at the very same moment (FAULTS C-01), with real commits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from core.database import session
from core.models import Change
from tests.kit.people import person, signed_in
from tests.kit.works import Works, filed, moved, works
from workflows.models import Step, Vote

EIGHT = 8


def at_once(app: Flask, acts: list[Callable[[Any], Any]], accounts: list[Any]) -> list[int]:
    """Each act by its own signed-in person, all let go together; the statuses."""
    clients = [signed_in(app, account) for account in accounts]
    tokens = [client.token() for client in clients]
    start = Barrier(len(acts))

    def run(number: int) -> int:
        with app.app_context():
            start.wait()
            return int(
                acts[number](
                    lambda path, data: clients[number].post(
                        path,
                        data={"csrf_token": tokens[number], **data},
                        headers={"Origin": "http://localhost"},
                    )
                ).status_code
            )

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, range(len(acts))))


def managers(scene: Works) -> list[Any]:
    """Eight people who hold the same function."""
    more = [
        person(f"m{n}@example.test", "agent", name=f"Agent {n}", groups=("secteur",))
        for n in range(EIGHT - 1)
    ]
    return [scene.gestionnaire, *more]


def test_c01_eight_agents_move_one_request_exactly_one_does(committed: Flask) -> None:
    with committed.app_context():
        scene = works()
        request = filed(scene)
        reference, seen, request_id = request.reference, request.version, request.id
        people = managers(scene)
        session.commit()
        acts = [
            lambda post: post(
                f"/demandes/{reference}/actions/demander_complement",
                {"version": seen, "comment": "Il manque le devis."},
            )
        ] * EIGHT
        statuses = at_once(committed, acts, people)
        session.expire_all()
        assert sorted(statuses) == [303] + [409] * (EIGHT - 1)
        made = session.scalar(
            select(func.count())
            .select_from(Step)
            .where(Step.subject_id == request_id, Step.transition == "demander_complement")
        )
        told = session.scalar(
            select(func.count())
            .select_from(Change)
            .where(
                Change.subject_id == request_id,
                Change.act == "request.moved",
                Change.facts["transition"].as_string() == "demander_complement",
            )
        )
        assert (made, told) == (1, 1)


def test_c01_two_visas_given_together_do_not_hinder_each_other(committed: Flask) -> None:
    with committed.app_context():
        scene = works()
        request = filed(scene)
        moved(scene, request, "instruire")
        reference, entry, request_id = request.reference, request.entry_no, request.id
        session.commit()
        acts = [
            lambda post, seat=seat: post(
                f"/demandes/{reference}/visas/{seat}", {"verdict": "accept", "entry": entry}
            )
            for seat in ("visa_technique", "visa_budget")
        ]
        statuses = at_once(committed, acts, [scene.visa_technique, scene.visa_budget])
        session.expire_all()
        assert statuses == [303, 303]
        assert len(session.scalars(select(Vote.id).where(Vote.subject_id == request_id)).all()) == 2
        session.refresh(request)
        assert request.status == "decision"
