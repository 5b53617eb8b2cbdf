"""Ten thousand submissions under every kind of kill, then runs on many of them killed midway."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.chaos.conftest import at_rest
from tests.chaos.test_web import SOUND, submitting
from tests.chaos.test_workers import file_many
from tests.kit.books import TWICE_TOLD, ask, held_against, receipts, undone
from tests.kit.ledger import Ledger, title
from tests.kit.stack import Stack
from tests.kit.works import Works

#: Past whatever number the storm of R-26 may reach: a number is one request in the whole house.
FIRST = 1_000_000
PARKED = "SELECT count(*) FROM job WHERE parked_at IS NOT NULL"
DONE_TO_IT = ("horse killed", "worker killed", "worker told to stop")
#: Runs, and requests that each is made of at least.
RUNS, ENOUGH = 3, 900
BULK = "demander_complement"
MOVED = f"""
    SELECT count(*) FILTER (WHERE r.status = 'a_completer' AND s.n = 1), count(*)
    FROM request r
    LEFT JOIN (SELECT subject_id, count(*) AS n FROM step WHERE transition = '{BULK}' GROUP BY 1) s
        ON s.subject_id = r.id
    WHERE r.title = ANY(:titles)
"""


class Hand:
    """What strikes: one kind at a time, by chance, and counts."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.chance = stack, random.Random(1)
        self.turn: Iterator[str] = iter(())
        self.strikes = {
            "web": self.web,
            "worker": self.worker,
            "postgres": self.postgres,
            "redis": self.redis,
        }

    def web(self) -> None:
        """One of the processes that serve pages."""
        with contextlib.suppress(ProcessLookupError, IndexError):
            os.kill(self.chance.choice(self.stack.web_children()), signal.SIGKILL)

    def worker(self) -> None:
        """A worker with its horse; another one takes its place."""
        name = self.chance.choice(("worker", "worker2"))
        self.stack.kill(name)
        self.stack.start_again(name)

    def postgres(self) -> None:
        """The database, as by a cut of power."""
        self.stack.crash(self.stack.postgres, signal.SIGQUIT)
        self.stack.postgres.start()

    def redis(self) -> None:
        """The bell."""
        self.stack.crash(self.stack.redis)
        self.stack.redis.start()


def plan(counts: dict[str, int]) -> list[str]:
    """All strikes, shuffled."""
    found = [what for what, count in counts.items() for _ in range(count)]
    random.Random(2).shuffle(found)
    return found


@pytest.fixture(scope="module")
def storm(scene: tuple[Stack, Works, str], scaled: Callable[[int, int], int]) -> dict[str, Any]:
    """The ten thousand, filed once for this file: what was done, and what was found after."""
    stack, _, key = scene
    at_rest(stack)
    ledger = Ledger(stack.port, key)
    count = scaled(10_000, 300)
    numbers, before = range(FIRST, FIRST + count), len(receipts(stack.var))
    kills = {
        "web": scaled(50, 3),
        "worker": scaled(50, 3),
        "postgres": scaled(20, 1),
        "redis": scaled(10, 1),
    }
    stack.start("web", "worker", "worker2", "clock")
    hand, strikes, begun = Hand(stack), plan(kills), time.monotonic()
    done = 0
    with submitting(ledger, numbers, clients=8) as clients:
        for place, what in enumerate(strikes, 1):
            due = place * count // (len(strikes) + 1)
            while clients.is_alive() and len(ledger.told) < due:
                clients.join(0.05)
            hand.strikes[what]()
            done += 1
    took = time.monotonic() - begun
    found = held_against(stack, ledger, numbers)
    rest = stack.wait_until(lambda: not undone(stack), 3600, "every job is done")
    stack.stop_parts()
    return {
        "count": count,
        "kills": kills,
        "struck": done == len(strikes),
        "found": found,
        "ledger": ledger,
        "took": took,
        "rest": rest,
        "receipts": len(receipts(stack.var)) - before,
    }


def test_r01_to_r09_ten_thousand_submissions_under_every_kill(
    storm: dict[str, Any], stack: Stack, tell: Callable[..., None]
) -> None:
    """FAULTS R-01, R-03, R-04, R-06, R-09: acknowledged is stored once; each mail leaves once."""
    ledger, count, mails = storm["ledger"], storm["count"], receipts(stack.var)
    tell(
        "R-01…09",
        f"{count} submissions · "
        + " · ".join(f"{n} kill -9 of {what}" for what, n in storm["kills"].items()),
        **storm["found"],
        receipts=storm["receipts"],
        sent_twice=sum(n > 1 for n in mails.values()),
        told_twice=ask(stack, TWICE_TOLD),
        parked=ask(stack, PARKED),
        statuses=dict(sorted(ledger.statuses.items())),
        slowest=f"{ledger.slowest:.1f} s",
        a_second=f"{count / storm['took']:.1f}",
        rest_after=f"{storm['rest']:.0f} s",
    )
    assert storm["struck"]
    assert storm["found"] == {"acknowledged": count, **SOUND}
    assert ledger.statuses[500] == 0
    assert storm["receipts"] == count
    assert set(mails.values()) == {1}
    assert ask(stack, TWICE_TOLD) == 0
    assert ask(stack, PARKED) == 0


@pytest.mark.usefixtures("storm")
@pytest.mark.parametrize("turn", range(RUNS), ids=["horse", "worker", "told-to-stop"])
def test_r03_a_run_on_many_requests_whose_worker_is_killed_midway(
    stack: Stack,
    scene: tuple[Stack, Works, str],
    agent_key: str,
    scaled: Callable[[int, int], int],
    tell: Callable[..., None],
    turn: int,
) -> None:
    """FAULTS R-03, R-04, R-05: each request moved once, the report says so, within a minute."""
    whole = scaled(10_000, 300) // RUNS
    more = range(FIRST + 20_000 + turn * ENOUGH, FIRST + 20_000 + (turn + 1) * ENOUGH - whole)
    file_many(stack, scene[1], more.start, len(more))  # a short run has too few to be cut in two
    share = [*range(FIRST + turn * whole, FIRST + (turn + 1) * whole), *more]
    titles = [title(number) for number in share]
    refs = _references(stack, titles)
    count = len(refs)
    stack.start("web", "worker", "clock")
    stack.wait_until(lambda: not undone(stack), 1800, "nothing waits")
    body = {
        "transition": BULK,
        "selection": {"requests": [{"ref": ref} for ref in refs]},
        "comment": "Complétez, s’il vous plaît.",
    }
    status, run = stack.call("POST", "/requests/bulk", agent_key, body)
    assert status == 202, run

    def moved() -> int:
        return int(ask(stack, MOVED, titles=titles) or 0)

    stack.wait_until(lambda: moved() > 0, 900, "the run is under way", every=0.02)
    at = moved()
    _strike(stack, turn)
    killed = time.monotonic()
    stack.wait_until(lambda: moved() == count, 300, "all have moved")
    resumed = time.monotonic() - killed

    def ended() -> bool:
        told = stack.call("GET", f"/jobs/{run['id']}", agent_key)[1]
        return bool(told) and told["state"] == "done"

    stack.wait_until(ended, 60, "the report is there")
    told = stack.call("GET", f"/jobs/{run['id']}", agent_key)[1]
    mails = receipts(stack.var)
    tell(
        ("R-03", "R-04", "R-05")[turn],
        f"run on {count} requests, {DONE_TO_IT[turn]}",
        at_the_kill=at,
        moved=moved(),
        report=told["counts"],
        sent_twice=sum(n > 1 for n in mails.values()),
        done_after=f"{resumed:.0f} s",
    )
    assert 0 < at < count, "the kill came in the middle"
    assert moved() == count
    assert told["counts"]["done"] == count
    assert set(mails.values()) <= {1}
    assert resumed < 60 + count / 50


def _strike(stack: Stack, turn: int) -> None:
    if turn == 0:
        worker = stack.parts["worker"].process
        assert worker is not None
        for horse in stack.children(worker.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(horse, signal.SIGKILL)
        return
    stack.kill("worker", signal.SIGKILL if turn == 1 else signal.SIGTERM, group=turn == 1)
    stack.start_again("worker2")


def _references(stack: Stack, titles: list[str]) -> list[str]:
    from sqlalchemy import text

    from core.database import session

    with stack.inside():
        rows = session.execute(
            text("SELECT reference FROM request WHERE title = ANY(:titles) ORDER BY id"),
            {"titles": titles},
        )
        return [row[0] for row in rows]
