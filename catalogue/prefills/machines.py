"""Asking other machines: all at once, within one time; one that fails is left alone for a while.

What they said is kept in this process for the minutes their source says, so that opening a form
twice asks once; a failure is kept for half a minute, and after three in a row nobody waits for the
machine for a minute. No transaction is open for writing here, and no lock held.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from catalogue.domain.sources import taken
from core import clock, jsondoor, outbound
from core.errors import PreauError
from core.kept import Kept
from core.outbound import OutboundFailed

#: For all machines of a form together, whatever each of them is given.
BUDGET: Final = 3.5
_AT_ONCE: Final = 8
_AGAIN: Final = timedelta(seconds=30)
_QUIET: Final = timedelta(seconds=60)
_TRIES: Final = 3
#: The machine answered that it knows nothing of that.
_NOTHING: Final = frozenset({204, 404, 410})


@dataclass(frozen=True, slots=True)
class Question:
    """One call: all of it, so that no thread looks into the database."""

    source: str
    version: int
    url: str
    headers: tuple[tuple[str, str], ...]
    seconds: float
    minutes: int
    names: Sequence[Mapping[str, str]]

    @property
    def name(self) -> tuple[str, int, str]:
        return self.source, self.version, self.url


@dataclass(frozen=True, slots=True)
class Said:
    """What a machine answered, or why it did not."""

    values: Mapping[str, Any]
    failed: str = ""
    status: int = 0
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class _Remembered:
    said: Said
    until: datetime


_ANSWERS: Final[Kept[tuple[str, int, str], _Remembered]] = Kept(512)
#: Source and its version → failures in a row, and until when it is left alone.
_FAILURES: Final[Kept[tuple[str, int], tuple[int, datetime]]] = Kept(128)


def answers(questions: Collection[Question]) -> dict[str, Said]:
    """Source → what it says; one that did not answer in time has failed."""
    found: dict[str, Said] = {}
    to_ask: list[Question] = []
    for one in questions:
        known = _remembered(one)
        if known is None:
            to_ask.append(one)
        else:
            found[one.source] = known
    if to_ask:
        found |= _asked(to_ask)
    return found


def ask(question: Question, allowed: Collection[str]) -> Said:
    """One call, now; nothing is kept of it."""
    try:
        answer = outbound.get(
            question.url, dict(question.headers), allowed=allowed, seconds=question.seconds
        )
        if answer.status in _NOTHING:
            return Said({}, status=answer.status)
        if answer.status != 200:
            return Said({}, "status", answer.status, answer.body)
        document = jsondoor.parse(answer.body)
    except OutboundFailed as fault:
        return Said({}, str(fault))
    except PreauError as refusal:  # not an address of the outer world, not JSON, too deep
        return Said({}, refusal.code)
    return Said(taken(document, question.names), status=answer.status, body=answer.body)


def _asked(questions: Sequence[Question]) -> dict[str, Said]:
    allowed = outbound.operator_allows()
    pool = ThreadPoolExecutor(min(len(questions), _AT_ONCE), thread_name_prefix="lookup")
    try:
        running = {pool.submit(ask, one, allowed): one for one in questions}
        done, _late = wait(running, timeout=BUDGET)
        found = [
            (one, call.result() if call in done else Said({}, "TimeoutError"))
            for call, one in running.items()
        ]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # a name that never resolves waits alone
    for one, said in found:
        _remember(one, said)
    return {one.source: said for one, said in found}


def _remembered(one: Question) -> Said | None:
    now, kept = clock.now(), _ANSWERS.get(one.name)
    if kept is not None and kept.until > now:
        return kept.said
    failures = _FAILURES.get((one.source, one.version))
    if failures is not None and failures[0] >= _TRIES and failures[1] > now:
        return Said({}, "quiet")
    return None


def _remember(one: Question, said: Said) -> None:
    now, line = clock.now(), (one.source, one.version)
    if said.failed:
        before = _FAILURES.get(line)
        _FAILURES.put(line, ((before[0] if before else 0) + 1, now + _QUIET))
        _ANSWERS.put(one.name, _Remembered(Said({}, said.failed, said.status), now + _AGAIN))
        return
    _FAILURES.put(line, (0, now))
    if one.minutes:
        kept = Said(said.values, status=said.status)
        _ANSWERS.put(one.name, _Remembered(kept, now + timedelta(minutes=one.minutes)))
