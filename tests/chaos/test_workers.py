"""Workers killed and told to stop while receipts leave; Redis gone."""

from __future__ import annotations

import json
import shutil
import signal
import time
from collections.abc import Callable

from core.actor import HOUSE
from core.database import session, unit_of_work
from tests.kit.books import ask, left, receipts, undone
from tests.kit.ledger import Ledger, title
from tests.kit.stack import Stack
from tests.kit.works import Works, filed

LEASED = "SELECT count(*) FROM job WHERE done_at IS NULL AND lease_until > now()"
BEGUN_BEFORE = "SELECT count(*) FROM job WHERE done_at IS NULL AND id <= :last AND tries > 0"
SENT = "SELECT count(*) FROM mail WHERE state = 'sent' AND subject IS NOT NULL"
RETRIED = "SELECT count(*) FROM job WHERE tries > 1"
FAILED = "SELECT count(*) FROM job WHERE parked_at IS NOT NULL OR (done_at IS NULL AND error <> '')"


def file_many(stack: Stack, people: Works, first: int, count: int) -> None:
    """Requests handed in through the acts people use; their receipts wait."""
    with stack.app.app_context(), unit_of_work():
        for number in range(first, first + count):
            filed(people, description=title(number))
            session.expunge_all()


def letters(stack: Stack, *, live: bool) -> None:
    """Whether a receipt is also a letter."""
    from schemas import operations, queries

    with stack.app.app_context(), unit_of_work():
        if live:
            last = queries.versions("template", "lettre-recepisse")[0]
            operations.save_draft(HOUSE, "template", "lettre-recepisse", dict(last.body))
            operations.publish(HOUSE, "template", "lettre-recepisse")
        else:
            operations.retire(HOUSE, "template", "lettre-recepisse")


def test_r04_a_run_of_five_hundred_receipts_whose_worker_is_killed(
    stack: Stack, scene: tuple[Stack, Works, str], tell: Callable[..., None]
) -> None:
    count, before, kept = 500, len(receipts(stack.var)), ask(stack, "SELECT count(*) FROM mail")
    file_many(stack, scene[1], 4000, count)
    stack.start("clock", "worker")
    stack.wait_until(lambda: ask(stack, SENT) > kept + count // 4, 300, "some receipts have left")
    last = ask(stack, "SELECT max(id) FROM job")
    stack.kill("worker")
    killed = time.monotonic()
    held = ask(stack, LEASED)
    stack.start("worker2")
    stack.wait_until(lambda: not ask(stack, BEGUN_BEFORE, last=last), 120, "what was held is done")
    resumed = time.monotonic() - killed
    stack.wait_until(lambda: not undone(stack), 400, "every receipt has left")
    mails = receipts(stack.var)
    sent = ask(stack, "SELECT count(*) FROM mail") - kept
    tell(
        "R-04",
        f"{count} receipts, worker and its horse killed -9",
        sent=len(mails) - before,
        mails=sent,
        held_at_the_kill=held,
        resumed_after=f"{resumed:.0f} s",
        taken_twice=ask(stack, RETRIED),
        failed=ask(stack, FAILED),
    )
    assert sent == len(mails) - before == count
    assert set(mails.values()) == {1}
    assert held > 0
    assert resumed <= 60


def test_r04_letters_half_made_are_made_once(
    stack: Stack, scene: tuple[Stack, Works, str], tell: Callable[..., None]
) -> None:
    count = 30
    letters(stack, live=True)
    file_many(stack, scene[1], 5000, count)
    made = "SELECT count(*) FROM issued_document WHERE file_id IS NOT NULL"
    stack.start("clock", "worker")
    stack.wait_until(lambda: ask(stack, made) > count // 4, 120, "some letters are made")
    stack.kill("worker")
    stack.start("worker2")
    took = stack.wait_until(lambda: not undone(stack), 180, "every letter is made")
    letters(stack, live=False)
    whole, files = (
        ask(stack, made),
        ask(stack, "SELECT count(*) FROM stored_file WHERE owner_kind = 'issued'"),
    )
    tell(
        "R-04", f"{count} letters, worker killed -9", made=whole, files=files, after=f"{took:.0f} s"
    )
    assert whole == files == count


def test_r05_a_worker_told_to_stop_ends_its_row_and_loses_none(
    stack: Stack, scene: tuple[Stack, Works, str], tell: Callable[..., None]
) -> None:
    count, before, lay = 60, len(receipts(stack.var)), left(stack.var)
    file_many(stack, scene[1], 6000, count)
    stack.start("clock", "worker")
    stack.wait_until(lambda: left(stack.var) > lay, 60, "the first receipt has left")
    begun = time.monotonic()
    stack.kill("worker", signal.SIGTERM, group=False)
    ended = time.monotonic() - begun
    held = ask(stack, LEASED)
    stack.start("worker2")
    took = stack.wait_until(lambda: not undone(stack), 120, "every receipt has left")
    tell(
        "R-05",
        f"{count} receipts, worker told to stop",
        ended_after=f"{ended:.1f} s",
        still_held=held,
        sent=len(receipts(stack.var)) - before,
        rest_after=f"{took:.0f} s",
    )
    assert held == 0
    assert len(receipts(stack.var)) - before == count


def test_r06_redis_killed_with_a_hundred_jobs_and_started_empty(
    stack: Stack, scene: tuple[Stack, Works, str], tell: Callable[..., None]
) -> None:
    before = len(receipts(stack.var))
    file_many(stack, scene[1], 7000, 50)
    waiting = undone(stack)
    stack.crash(stack.redis)
    shutil.rmtree(stack.redis.data)
    stack.redis.start()
    stack.start("clock", "worker")
    took = stack.wait_until(lambda: not undone(stack), 60, "all are done")
    sent = len(receipts(stack.var)) - before
    tell(
        "R-06",
        f"{waiting} jobs waiting, Redis killed -9 and emptied",
        done_after=f"{took:.0f} s",
        mails=sent,
        left=undone(stack),
    )
    assert waiting >= 100
    assert sent == 50


def test_r07_redis_down_before_a_submission(
    stack: Stack, ledger: Ledger, tell: Callable[..., None]
) -> None:
    before = left(stack.var)
    stack.start("web", "clock", "worker")
    usual = max(ledger.submit(number) for number in (8000, 8007, 8008, 8009))
    stack.wait_until(lambda: left(stack.var) == before + 4, 60, "the first receipts left")
    stack.crash(stack.redis)
    took = [ledger.submit(number) for number in range(8001, 8006)]
    status, answer = stack.get("/readyz")
    ready = json.loads(answer)
    late = stack.wait_until(lambda: left(stack.var) == before + 9, 60, "mails left")
    stack.redis.start()
    stack.wait_until(
        lambda: json.loads(stack.get("/readyz")[1])["status"] == "ok", 30, "it is well"
    )
    ledger.submit(8006)
    stack.wait_until(lambda: left(stack.var) == before + 10, 60, "the bell is back")
    tell(
        "R-07",
        "Redis down before 5 submissions",
        statuses=dict(ledger.statuses),
        slowest=f"{max(took):.2f} s",
        with_redis=f"{usual:.2f} s",
        readyz=f"{status} {ready['status']}",
        mails_after=f"{late:.0f} s",
        worker_lives=stack.parts["worker"].running,
    )
    assert ledger.statuses == {201: 10}
    assert max(took) < max(1, 2 * usual)  # under a second, unless the machine is busy anyway
    assert (status, ready["status"]) == (200, "degraded")
