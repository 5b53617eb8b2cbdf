"""A circuit carried over to live requests, and its deadlines, under kills and doubled processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import text

from core import clock
from core.actor import HOUSE
from core.database import session, unit_of_work
from tests.chaos.conftest import at_rest
from tests.chaos.test_workers import file_many
from tests.kit.books import ask, undone
from tests.kit.remapped import KEY, mapped, shorter
from tests.kit.stack import Stack
from tests.kit.works import Works, circuit

ITEMS = "SELECT count(*) FROM remap_item WHERE outcome = 'done'"
OVER = "SELECT count(*) FROM remap_run WHERE mode <> 'rehearsal' AND state = 'done'"
#: Requests whose history tells of the run another number of times than once.
NOT_ONCE = """SELECT count(*) FROM (
  SELECT i.request_id FROM remap_item i LEFT JOIN change c
    ON c.subject_id = i.request_id AND c.act = 'request.remapped'
  GROUP BY i.request_id HAVING count(c.id) <> 1) x"""
#: Requests in no status of the version they run on.
ASTRAY = """SELECT count(*) FROM request q JOIN definition_version v ON v.id = q.workflow_version_id
WHERE NOT EXISTS (SELECT 1 FROM jsonb_array_elements(v.body->'statuses') s
  WHERE s->>'key' = q.status)"""
#: Both have passed, the reminder first.
LATE = """UPDATE timer SET due_at = CAST(:now AS timestamptz) - CASE key WHEN 'rappel'
  THEN interval '40 minutes' ELSE interval '20 minutes' END
WHERE fired_at IS NULL AND key IN ('rappel', 'tard')"""
MAILS = "SELECT count(*) FROM mail WHERE template_key = 'relance'"
STEPS = "SELECT count(*) FROM step WHERE transition = 'seul'"
TWICE = """SELECT (SELECT count(*) FROM (SELECT subject_id FROM step WHERE transition = 'seul'
  GROUP BY 1 HAVING count(*) > 1) x) + (SELECT count(*) FROM (SELECT about_id FROM mail
  WHERE template_key = 'relance' GROUP BY 1 HAVING count(*) > 1) y)"""
BEHIND = """SELECT count(*) FROM request q JOIN remap_item i ON i.request_id = q.id
JOIN definition_version v ON v.id = q.workflow_version_id WHERE v.status <> 'published'
OR v.number < (SELECT max(number) FROM definition_version w WHERE w.kind = 'workflow'
  AND w.key = :key AND w.status = 'published')"""


@pytest.fixture(autouse=True)
def _the_usual_circuit_afterwards(scene: tuple[Stack, Works, str]) -> Iterator[None]:
    """Other trials work with the three levels."""
    yield
    at_rest(scene[0])
    publish(scene[0], circuit(tests=[], title="Trois niveaux, encore"), "stay")
    at_rest(scene[0])


def publish(stack: Stack, document: dict[str, Any], policy: str) -> None:
    """Put a circuit in service; what follows waits for a worker."""
    from schemas import operations

    with stack.app.app_context(), unit_of_work():
        operations.save_draft(HOUSE, "workflow", KEY, document)
        operations.publish(HOUSE, "workflow", KEY, policy=policy)


def test_r03_a_circuit_carried_over_by_workers_that_are_killed(
    stack: Stack,
    scene: tuple[Stack, Works, str],
    tell: Callable[..., None],
    scaled: Callable[[int, int], int],
) -> None:
    count = scaled(2_000, 800)
    file_many(stack, scene[1], 20_000, count)
    at_rest(stack)
    with stack.app.app_context():
        targets = mapped(visas="decision", commission="decision")
    publish(stack, shorter(migrations=targets), "all")
    stack.start("clock", "worker")
    stack.wait_until(lambda: ask(stack, ITEMS) > 0, 60, "some requests are carried over")
    stack.kill("worker")
    by_the_first, killed = ask(stack, ITEMS), time.monotonic()
    stack.start("worker2")
    stack.wait_until(lambda: ask(stack, ITEMS) > by_the_first, 60, "another worker goes on")
    resumed = time.monotonic() - killed
    stack.kill("worker2")
    by_the_second = ask(stack, ITEMS)
    stack.start("worker3")
    took = stack.wait_until(lambda: bool(ask(stack, OVER)), 240, "all of them are")
    stack.wait_until(lambda: not undone(stack), 240, "nothing waits any more")
    tell(
        "R-03",
        f"{count} requests carried over, two workers killed -9",
        done_by_then=f"{by_the_first} then {by_the_second}",
        resumed_after=f"{resumed:.0f} s",
        ended_after=f"{took:.0f} s",
        not_told_once=ask(stack, NOT_ONCE),
    )
    assert by_the_first < count, "it had ended before it was killed"
    assert resumed <= 60
    assert ask(stack, ITEMS) >= count
    assert (ask(stack, NOT_ONCE), ask(stack, ASTRAY), ask(stack, BEHIND, key=KEY)) == (0, 0, 0)


def test_r21_two_clocks_and_two_workers_ring_each_deadline_once(
    stack: Stack,
    scene: tuple[Stack, Works, str],
    tell: Callable[..., None],
    scaled: Callable[[int, int], int],
) -> None:
    """Everything due at once: each request is reminded once and moved once, whoever wakes first."""
    count = scaled(250, 120)  # what leaves in one minute
    document = circuit(tests=[])
    document["title"] = "Échéances"
    document["transitions"].append(
        {"key": "seul", "from": ["depose"], "to": "decision", "by": ["system"]}
    )
    document["timers"] += [
        {"key": "rappel", "in": "depose", "anchor": "latest-arrival", "after": "PT1H",
         "actions": [{"do": "notify", "template": "relance", "to": ["demandeur"]}]},
        {"key": "tard", "in": "depose", "anchor": "latest-arrival", "after": "PT2H",
         "fire": "seul"},
    ]  # fmt: skip
    publish(stack, document, "stay")
    file_many(stack, scene[1], 30_000, count)
    at_rest(stack)
    with stack.app.app_context(), unit_of_work():
        session.execute(text(LATE), {"now": clock.now()})
    mails, steps = ask(stack, MAILS), ask(stack, STEPS)
    stack.start("clock", "clock2", "worker", "worker2")
    stack.wait_until(lambda: ask(stack, STEPS) - steps >= count, 180, "all have moved")
    stack.wait_until(lambda: not undone(stack), 240, "nothing waits any more")
    rung, moved = ask(stack, MAILS) - mails, ask(stack, STEPS) - steps
    tell(
        "R-21", f"{count} requests, two clocks and two workers", reminded=rung, moved=moved,
        twice=ask(stack, TWICE),
    )  # fmt: skip
    assert (rung, moved, ask(stack, TWICE)) == (count, count, 0)
