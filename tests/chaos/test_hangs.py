"""Redis that hangs, visitors that are too many: bounded waits, plain refusals, nothing lost."""

from __future__ import annotations

import os
import signal
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from core.ids import ulid
from tests.chaos.test_web import SOUND
from tests.kit.books import ask, held_against, receipts, undone
from tests.kit.ledger import Ledger, title
from tests.kit.line import Line
from tests.kit.stack import Stack

#: Tens of thousands of arrivals: numbers no other trial uses.
STORM = 2_000_000


def test_r08_redis_hangs_and_pages_do_not(
    stack: Stack,
    ledger: Ledger,
    scaled: Callable[[int, int], int],
    tell: Callable[..., None],
) -> None:
    """FAULTS R-08: requests are bounded, the sixth try is refused, mails leave by the clock."""
    before, hang = len(receipts(stack.var)), scaled(30, 8)
    stack.start("web", "worker", "clock")
    usual = max(ledger.submit(number) for number in (11_000, 11_001, 11_002))
    stack.wait_until(lambda: len(receipts(stack.var)) == before + 3, 60, "the first receipts left")
    assert stack.redis.process is not None
    os.killpg(stack.redis.process.pid, signal.SIGSTOP)
    stopped, took, tries = time.monotonic(), [], []
    try:
        visitor = Line(stack.port)
        for number in range(6):
            took.append(ledger.submit(11_010 + number))
            answer = visitor.sign_in("personne@example.test", "un mot de passe bien faux")
            tries.append(answer.status)
        ready = stack.status("/readyz")
        late = stack.wait_until(
            lambda: len(receipts(stack.var)) == before + 9, 60, "mails left without the bell"
        )
        time.sleep(max(0.0, hang - (time.monotonic() - stopped)))
    finally:
        os.killpg(stack.redis.process.pid, signal.SIGCONT)
    ledger.submit(11_020)
    back = stack.wait_until(lambda: len(receipts(stack.var)) == before + 10, 60, "the bell is back")
    tell(
        "R-08",
        f"Redis hangs {hang} s",
        statuses=dict(ledger.statuses),
        slowest=f"{max(took):.2f} s",
        with_redis=f"{usual:.2f} s",
        six_tries=tries,
        readyz=ready,
        mails_after=f"{late:.0f} s",
        bell_back_after=f"{back:.0f} s",
        worker_lives=stack.parts["worker"].running,
    )
    assert set(ledger.statuses) == {201}
    assert max(took) < max(1.5, 3 * usual)  # half a second of waiting at most, once in five
    assert tries[:5] == [422] * 5
    assert tries[5] == 429
    assert ready == 200
    assert stack.parts["worker"].running


def test_r26_ten_times_too_many(
    stack: Stack,
    ledger: Ledger,
    scaled: Callable[[int, int], int],
    tell: Callable[..., None],
) -> None:
    """FAULTS R-26: 503 with Retry-After, what was acknowledged is stored, then it is over."""
    stack.start("web")
    usual = statistics.median(ledger.submit(number) for number in range(12_000, 12_010))
    storm = Storm(stack, ledger, first=STORM)
    storm.rage(seconds=scaled(60, 10), clients=100)
    begun = time.monotonic()
    stack.wait_until(
        lambda: ledger.submit(12_000 + 20 + len(ledger.told) % 900) < max(1.0, 3 * usual),
        30,
        "it serves as before",
    )
    calm = time.monotonic() - begun
    kept = storm.acknowledged
    ledger.told = dict(kept)
    found = held_against(stack, ledger, range(STORM, storm.next_number))
    stored = ask(stack, STORED, titles=[title(n) for n in range(STORM, storm.next_number)])
    refusals = sorted(storm.waits[503])
    tell(
        "R-26",
        f"{sum(storm.statuses.values())} arrivals by 100 clients",
        statuses=dict(sorted(storm.statuses.items())),
        **found,
        stored=stored,
        slowest_answer=f"{max(max(w) for w in storm.waits.values()):.1f} s",
        refused_in=f"{statistics.median(refusals):.2f} s" if refusals else "–",
        always_retry_after=ledger.retry_after,
        recovered_after=f"{calm:.1f} s",
    )
    assert set(storm.statuses) <= {201, 503}
    assert storm.statuses[503] > 0
    assert ledger.retry_after
    assert found == {"acknowledged": len(kept), **SOUND}
    assert stored == len(kept), "what was refused is not half done"
    assert max(max(w) for w in storm.waits.values()) < 20
    assert calm < 10
    stack.start_again("clock", "worker")
    stack.wait_until(lambda: not undone(stack), 600, "every receipt has left")


STORED = "SELECT count(*) FROM request WHERE title = ANY(:titles)"


class Storm:
    """Clients that never wait and never try again."""

    def __init__(self, stack: Stack, ledger: Ledger, first: int) -> None:
        self.stack, self.ledger, self.next_number = stack, ledger, first
        self.statuses: Counter[int] = Counter()
        self.waits: dict[int, list[float]] = {201: [], 503: []}
        self.acknowledged: dict[int, str] = {}
        self.lock = threading.Lock()

    def rage(self, seconds: float, clients: int) -> None:
        """All of them, for as long."""
        end = time.monotonic() + seconds
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(lambda _: self.one(end), range(clients)))

    def one(self, end: float) -> None:
        """One client."""
        while time.monotonic() < end:
            with self.lock:
                number, self.next_number = self.next_number, self.next_number + 1
            begun = time.monotonic()
            status, answer = self.ledger.post(ulid(), number)
            took = time.monotonic() - begun
            with self.lock:
                self.statuses[status] += 1
                self.waits.setdefault(status, []).append(took)
                if status == 201:
                    self.acknowledged[number] = answer["ref"]
