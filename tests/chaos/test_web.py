"""Web processes killed while people submit."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator

from tests.kit.books import held_against, receipts, undone
from tests.kit.ledger import Ledger
from tests.kit.stack import Stack

SOUND = {"lost": 0, "double": 0, "incomplete": 0, "orphans": 0}


@contextlib.contextmanager
def submitting(ledger: Ledger, numbers: range, clients: int = 6) -> Iterator[threading.Thread]:
    """Clients at work in threads of their own, until the block and they are done."""
    thread = threading.Thread(target=ledger.submit_all, args=(numbers, clients))
    thread.start()
    try:
        yield thread
        thread.join()
    finally:
        ledger.stop.set()
        thread.join()


def test_r01_a_thousand_submissions_and_twenty_web_processes_killed(
    stack: Stack, ledger: Ledger, tell: Callable[..., None]
) -> None:
    numbers, kills, chance = range(1000), 20, random.Random(1)
    stack.start("web", "worker", "clock")
    killed, begun = 0, time.monotonic()
    with submitting(ledger, numbers) as clients:
        while clients.is_alive():
            if killed < kills and len(ledger.told) > (killed + 1) * len(numbers) // (kills + 2):
                with contextlib.suppress(ProcessLookupError, IndexError):
                    os.kill(chance.choice(stack.web_children()), signal.SIGKILL)
                    killed += 1
            clients.join(0.05)
    rate = len(numbers) / (time.monotonic() - begun)
    found = held_against(stack, ledger, numbers)
    took = stack.wait_until(lambda: not undone(stack), 300, "every receipt is sent")
    mails = receipts(stack.var)
    tell(
        "R-01",
        f"{len(numbers)} submissions, {killed} kill -9 of web processes",
        **found,
        receipts=len(mails),
        cut=ledger.statuses[0],
        slowest=f"{ledger.slowest:.1f} s",
        receipts_after=f"{took:.0f} s",
        a_second=f"{rate:.1f}",
    )
    assert killed == kills
    assert ledger.statuses[500] == 0
    assert found == {"acknowledged": len(numbers), **SOUND}
    assert len(mails) >= len(numbers)
    assert set(mails.values()) == {1}


def test_r02_the_master_killed_and_started_again(
    stack: Stack, ledger: Ledger, tell: Callable[..., None]
) -> None:
    numbers = range(2000, 2060)
    begun = time.monotonic()
    stack.start("web", "clock")
    first = time.monotonic() - begun
    back: list[float] = []
    with submitting(ledger, numbers):
        for turn in (1, 2):
            stack.wait_until(lambda turn=turn: len(ledger.told) >= 15 * turn, 60, "some are in")
            stack.kill("web", group=False)
            stack.start_again("web")
            back.append(stack.wait_until(lambda: stack.status("/readyz") == 200, 30, "it serves"))
    found = held_against(stack, ledger, numbers)
    tell(
        "R-02",
        f"{len(numbers)} submissions, master killed twice",
        **found,
        back_after=f"{max(back):.1f} s",
        first_start=f"{first:.1f} s",
    )
    assert found == {"acknowledged": len(numbers), **SOUND}
    assert max(back) < max(5, 1.5 * first)  # five seconds, unless the machine is busy anyway
