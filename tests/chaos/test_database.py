"""PostgreSQL crashed and taken away while people submit."""

from __future__ import annotations

import html
import re
import signal
import time
from collections.abc import Callable

from core.sessions import COOKIE
from tests.chaos.test_web import SOUND, submitting
from tests.kit.books import held_against
from tests.kit.ledger import Ledger
from tests.kit.line import Line
from tests.kit.stack import Stack
from tests.kit.works import Works


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
    stack: Stack,
    ledger: Ledger,
    scene: tuple[Stack, Works, str],
    scaled: Callable[[int, int], int],
    tell: Callable[..., None],
) -> None:
    """FAULTS R-10: 503 with Retry-After; what was being typed is in the page and is sent again."""
    away_for = scaled(20, 8)
    stack.start("web")
    ledger.submit(9900)
    with stack.inside():
        email = scene[1].head.email
    head = Line(stack.port)
    assert head.sign_in(email).status == 303
    begun = head.post("/teleservices/travaux/commencer/demander", autre="1")
    step = begun.headers["Location"].rpartition("/")[0] + "/p2"
    head.get(step)
    stack.crash(stack.postgres, signal.SIGINT)
    away = time.monotonic()
    seen = {
        path: stack.status(path, Cookie=f"{COOKIE}=of-an-open-session")
        for path in ("/healthz", "/readyz", "/connexion", "/bureau")
    }
    slow = time.monotonic() - away
    late = head.post(step, description=WORDS, _action="next", _key="of-the-page")
    kept = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', late.text))
    with submitting(ledger, range(9901, 9911)):
        time.sleep(max(0.0, away_for - (time.monotonic() - away)))
        stack.postgres.start()
    found = held_against(stack, ledger, range(9900, 9911))
    again = head.post(step, **{name: html.unescape(value) for name, value in kept.items()})
    tell(
        "R-10",
        f"PostgreSQL away {away_for} s",
        **found,
        statuses=dict(sorted(ledger.statuses.items())),
        pages=seen,
        four_pages=f"{slow:.1f} s",
        form=f"{late.status} then {again.status}",
        typed_words_kept=WORDS in head.get(step).text,
    )
    assert seen == {"/healthz": 200, "/readyz": 503, "/connexion": 503, "/bureau": 503}
    assert set(ledger.statuses) <= {201, 503}
    assert found == {"acknowledged": 11, **SOUND}
    assert (late.status, late.headers["Retry-After"]) == (503, "5")
    assert WORDS in late.text
    assert again.status in {303, 422}
    assert WORDS in head.get(step).text


WORDS = "Remplacer tous les stores avant la rentrée"
