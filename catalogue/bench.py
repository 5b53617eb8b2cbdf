"""The figures `workflow.bulk`: a run of requests, beside one statement that writes the same rows.

The run goes the whole way: selection frozen, dry run, jobs taken under their lease, a transaction a
chunk. The baseline is one statement by hand: it decides nothing, and commits once.
"""

from __future__ import annotations

import gc
import os
import resource
import time
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from typing import Any, Final

from sqlalchemy import Engine, text

from catalogue.bench_data import KEY, MOVE, prepare
from catalogue.models import BulkRun
from catalogue.operations import bulk
from catalogue.operations.bulk import Chosen, Wanted
from catalogue.queries import DeskFilter
from core.actor import Actor
from core.database import let_go, session, unit_of_work
from core.events import deliveries_of
from core.running import run_all
from workflows.events import Moved

Figure = dict[str, Any]
COUNT: Final = int(os.environ.get("PREAU_BENCH_BULK", "10000"))
MANY: Final = 10 * COUNT
ROUNDS: Final = 2


def figures(owner: Engine) -> Iterator[Figure]:
    """Time of a run and of its dry run, then the memory of one ten times as long."""
    agent = prepare(owner, 2 * ROUNDS * COUNT + MANY)
    let_go()
    gc.freeze()  # as a worker does
    ours, dry, theirs = [], [], []
    for turn in range(ROUNDS):
        first = 2 * turn * COUNT
        theirs.append(_timed(partial(by_hand, owner, agent, first))[0])
        took, run_id = _timed(partial(chosen, agent, first + COUNT))
        dry.append(took)
        ours.append(_timed(partial(launched, run_id))[0])
    value, baseline = median(ours), median(theirs)
    yield {
        "name": "workflow.bulk", "value": round(value, 2), "unit": "s",
        "baseline": round(baseline, 2), "ratio": round(value / baseline, 1), "n": COUNT,
    }  # fmt: skip
    yield {
        "name": "workflow.bulk.dry-run", "value": round(median(dry), 2), "unit": "s",
        "baseline": 2.0, "ratio": round(median(dry) / 2.0, 2), "n": COUNT,
    }  # fmt: skip
    yield memory(agent)


def memory(agent: Actor) -> Figure:
    """Megabytes the process grows by during a run of ten times as many."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with unit_of_work():
        run = bulk.prepare(agent, Wanted("move", MOVE), Chosen(view=view()))
        bulk.launch_when_ready(run)
        run_id, count = run.id, run.totals["of"]
    run_all()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    _checked(run_id, count)
    return {
        "name": "workflow.bulk.memory", "value": round(grown, 1), "unit": "MB",
        "baseline": round(before / 1024, 1), "ratio": round(1 + grown / (before / 1024), 2),
        "n": count,
    }  # fmt: skip


def view() -> DeskFilter:
    """All that waits in the first status."""
    return DeskFilter.asking(service=[KEY], statut=["depose"])


def chosen(agent: Actor, first: int) -> Any:
    """A run over `COUNT` requests, with its dry run; its id."""
    numbers: list[tuple[str, int | None]] = [
        (f"M-{n:07}", None) for n in range(first + 1, first + COUNT + 1)
    ]
    with unit_of_work():
        return bulk.prepare(agent, Wanted("move", MOVE), Chosen(numbers)).id


def launched(run_id: Any) -> None:
    """The run worked on to its end, as a worker does."""
    with unit_of_work():
        bulk.launch(session.get_one(BulkRun, run_id, with_for_update=True))
    run_all()
    _checked(run_id, COUNT)


def _checked(run_id: Any, count: int) -> None:
    let_go()
    run = session.get_one(BulkRun, run_id)
    if run.state != "done" or run.totals.get("done") != count:
        raise AssertionError(run.totals)
    let_go()


def by_hand(owner: Engine, agent: Actor, first: int) -> None:
    """The same rows by one statement."""
    listeners = len(deliveries_of(Moved, ""))
    known = {"first": first, "last": first + COUNT, "by": agent.account_id, "each": listeners}
    with owner.begin() as there:
        there.execute(text("SET LOCAL statement_timeout = 0"))
        moved = there.execute(text(_BY_HAND), known).scalar()
    if moved != COUNT:
        raise AssertionError(moved)


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    found = act()
    return time.perf_counter() - started, found


_BY_HAND: Final = """
WITH run AS (
  INSERT INTO bulk_run (id, account_id, account_name, via, act, key, settings, comment, state,
    selection, totals, created_at)
  VALUES (gen_random_uuid(), :by, 'Amina Benali', 'ui', 'move', 'instruire', '{}', '', 'done',
    '{}', '{}', now()) RETURNING id),
moved AS (
  UPDATE request SET status = 'visas', status_kind = 'waiting-agent', markers = '["depose"]',
    entered_at = now(), entry_no = entry_no + 1, waiting_functions = '["gestionnaire"]',
    due_at = now() + interval '14 days', updated_at = now(), version = version + 1
  WHERE reference > 'M-' || lpad(CAST(:first AS text), 7, '0')
    AND reference <= 'M-' || lpad(CAST(:last AS text), 7, '0')
  RETURNING id, version),
steps AS (
  INSERT INTO step (subject_id, transition, from_status, to_status, direction, function, actor_id,
    actor_name, at, version, before)
  SELECT id, 'instruire', 'depose', 'visas', 'forward', 'gestionnaire', :by, 'Amina Benali', now(),
    version, jsonb_build_object('status', 'depose', 'status_kind', 'waiting-agent', 'markers',
      '[]'::jsonb, 'entry_no', 1, 'entered_at', now(),
      'waiting_functions', '["gestionnaire"]'::jsonb)
  FROM moved RETURNING id, subject_id, version),
timers AS (
  INSERT INTO timer (id, subject_kind, subject_id, key, entry_no, due_at)
  SELECT gen_random_uuid(), 'request', id, 'relance', 2, now() + interval '14 days' FROM moved),
lines AS (
  INSERT INTO change (subject_kind, subject_id, version, at, actor_id, actor_name, via, act, patch,
    facts, previous_hash, hash)
  SELECT 'request', s.subject_id, s.version, now(), :by, 'Amina Benali', 'ui', 'request.moved',
    '[]', jsonb_build_object('transition', 'instruire', 'label', 'Envoyer aux visas',
      'from', 'Déposée', 'to', 'À viser', 'step', s.id),
    p.hash, encode(sha256((p.hash || s.id)::bytea), 'hex')
  FROM steps s CROSS JOIN LATERAL (
    SELECT hash FROM change WHERE subject_kind = 'request' AND subject_id = s.subject_id
    ORDER BY id DESC LIMIT 1) AS p),
items AS (
  INSERT INTO bulk_item (run_id, seq, request_id, version, outcome, step_id, left_version,
    held_until)
  SELECT run.id, row_number() OVER (), s.subject_id, s.version - 1, 'done', s.id, s.version, now()
  FROM steps s, run),
actions AS (
  INSERT INTO job (kind, args, once, created_at, available_at, lease_no, tries, progress)
  SELECT 'workflows.action', jsonb_build_object('subject_kind', 'request', 'subject_id', subject_id,
      'step', id, 'do', 'notify', 'once', 'step:' || id, 'settings',
      '{"template": "complement", "to": ["demandeur"]}'::jsonb),
    'workflows.action:step:' || id || '/0', now(), now() + interval '1 day', 0, 0, '{}' FROM steps),
heard AS (
  INSERT INTO job (kind, args, once, created_at, available_at, lease_no, tries, progress)
  SELECT 'deliver', jsonb_build_object('event', 'workflows.events.Moved', 'to', 'heard.' || n,
      'payload', jsonb_build_object('subject_kind', 'request', 'subject_id', subject_id, 'step_id',
        id, 'transition', 'instruire', 'from_status', 'depose', 'to_status', 'visas',
        'actor_id', CAST(:by AS text))),
    'deliver/' || n || '/step/' || id, now(), now() + interval '1 day', 0, 0, '{}'
  FROM steps, generate_series(1, :each) AS n)
SELECT count(*) FROM moved
"""
