"""PostgreSQL crashed and taken away while people submit."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

from core.sessions import COOKIE
from tests.chaos.test_web import SOUND, submitting
from tests.kit.books import held_against
from tests.kit.ledger import Ledger
from tests.kit.stack import Stack


def test_r09_the_database_crashes_in_mid_transaction(
    stack: Stack, ledger: Ledger, tell: Callable[..., None]
) -> None:
    numbers, crashes = range(9000, 9150), 3
    stack.start("web")
    web = set(stack.web_children())
    with submitting(ledger, numbers):
        for turn in range(1, crashes + 1):
            stack.wait_until(lambda turn=turn: len(ledger.told) > turn * 35, 90, "some are in")
            stack.crash(stack.postgres, signal.SIGQUIT)
            stack.postgres.start()
    found = held_against(stack, ledger, numbers)
    tell(
        "R-09",
        f"{len(numbers)} submissions, {crashes} crashes of PostgreSQL",
        **found,
        statuses=dict(sorted(ledger.statuses.items())),
        slowest=f"{ledger.slowest:.1f} s",
        same_web_processes=web == set(stack.web_children()),
    )
    assert found == {"acknowledged": len(numbers), **SOUND}
    assert ledger.statuses[500] == 0
    assert web == set(stack.web_children())


def test_r10_the_database_away_for_a_while(
    stack: Stack, ledger: Ledger, tell: Callable[..., None]
) -> None:
    stack.start("web")
    ledger.submit(9900)
    stack.crash(stack.postgres, signal.SIGINT)
    away = time.monotonic()
    seen = {
        path: stack.status(path, Cookie=f"{COOKIE}=of-an-open-session")
        for path in ("/healthz", "/readyz", "/connexion", "/bureau")
    }
    slow = time.monotonic() - away
    with submitting(ledger, range(9901, 9911)):
        time.sleep(8)
        stack.postgres.start()
    found = held_against(stack, ledger, range(9900, 9911))
    tell(
        "R-10",
        "PostgreSQL away 8 s",
        **found,
        statuses=dict(sorted(ledger.statuses.items())),
        pages=seen,
        four_pages=f"{slow:.1f} s",
    )
    assert seen == {"/healthz": 200, "/readyz": 503, "/connexion": 503, "/bureau": 503}
    assert set(ledger.statuses) <= {201, 503}
    assert found == {"acknowledged": 11, **SOUND}
