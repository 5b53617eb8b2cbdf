"""The journal for programs: in order, past a number, of what one may see and nothing else."""

from __future__ import annotations

from typing import Any

from core.running import run_all
from tests.api.conftest import Program, filed, problem


def kinds(page: Any) -> list[tuple[str, str]]:
    return [(event["kind"], event["request"]) for event in page["items"]]


def test_events_are_read_in_order_from_where_one_stopped(
    head: Program, luthier: Program, stage: Any, program: Any
) -> None:
    assert head.get("/events").json["items"] == []
    ref = filed(head)["ref"]
    luthier.post(f"/requests/{ref}/messages", {"text": "Bien reçu"})
    luthier.post(f"/requests/{ref}/messages", {"text": "À surveiller", "audience": "internal"})
    luthier.post(f"/requests/{ref}/transitions", {"transition": "revoir", "comment": "Lequel ?"})
    run_all()
    every = luthier.get("/events").json
    told = kinds(every)
    assert (every["count"], every["count_is_bounded"]) == (len(told), False)
    assert ("request.submitted", ref) in told[:2]
    assert told[-1] == ("request.moved", ref)
    assert told.count(("message.posted", ref)) == 1, "an internal note is no event of both sides"
    assert "surveiller" not in str(every)
    seen, after = [], "0"
    for _ in range(10):
        page = luthier.get(f"/events?after={after}&limit=1").json
        assert page["count"] == len(told) - len(seen)
        seen += kinds(page)
        after = page["last"]
        if page["next"] is None:
            break
    assert seen == told
    assert luthier.get(f"/events?after={after}").json["items"] == []
    later = filed(head)["ref"]
    run_all()
    fresh = luthier.get(f"/events?after={after}").json
    assert {event["request"] for event in fresh["items"]} == {later}
    assert kinds(head.get(f"/events?after={after}").json) == kinds(fresh)
    moves = luthier.get("/events?kind=request.moved&limit=200").json["items"]
    assert {event["kind"] for event in moves} == {"request.moved"}
    assert kinds(program(stage.other_head).get("/events").json) == []


def test_an_unreadable_number_or_kind_is_refused(luthier: Program) -> None:
    for query in ("after=x", "after=-1", "after=1e3", "kind=rien", "limit=0", "after=" + "9" * 19):
        problem(luthier.get(f"/events?{query}"), 422)
