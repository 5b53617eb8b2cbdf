"""Asking other machines: all at once, within one time; one that fails is left alone for a while.

What they said is kept in this process for the minutes their source says, so that opening a form
twice asks once; a failure is kept for half a minute, and after three in a row nobody waits for the
machine for a minute. What it says of one address (« unknown », « not for you ») silences nobody:
the machine is well. No transaction is open for writing here, and no lock held.
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
from core.outbound import OutboundFailed, OutboundRefused

#: For all machines of a form together, whatever each of them is given.
BUDGET: Final = 3.5
_AT_ONCE: Final = 8
_AGAIN: Final = timedelta(seconds=30)
_QUIET: Final = timedelta(seconds=60)
_TRIES: Final = 3
#: The machine answered that it knows nothing of that.
_NOTHING: Final = frozenset({204, 404, 410})
_BUSY: Final = frozenset({408, 429})


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

    @property
    def in_trouble(self) -> bool:
        """Whether the machine itself did not answer, or said that it cannot now."""
        return bool(self.failed) and (not self.status or self.status in _BUSY or self.status > 499)


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
    except OutboundFailed as fault:
        return Said({}, str(fault))
    except OutboundRefused as refusal:
        return Said({}, refusal.code)
    if answer.status in _NOTHING:
        return Said({}, status=answer.status)
    if answer.status != 200:
        return Said({}, "status", answer.status, answer.body)
    try:
        document = jsondoor.parse(answer.body)
    except PreauError as refusal:  # not JSON, too deep
        return Said({}, refusal.code, answer.status, answer.body)
    return Said(taken(document, question.names), status=answer.status, body=answer.body)


def tried(question: Question) -> Said:
    """One call for whoever sets the source up: in the same time, and nothing is kept of it."""
    ((_question, said),) = _in_time([question])
    return said


def _asked(questions: Sequence[Question]) -> dict[str, Said]:
    found = _in_time(questions)
    for one, said in found:
        _remember(one, said)
    return {one.source: said for one, said in found}


def _in_time(questions: Sequence[Question]) -> list[tuple[Question, Said]]:
    allowed = outbound.operator_allows()
    pool = ThreadPoolExecutor(min(len(questions), _AT_ONCE), thread_name_prefix="lookup")
    try:
        running = {pool.submit(ask, one, allowed): one for one in questions}
        done, _late = wait(running, timeout=BUDGET)
        return [
            (one, call.result() if call in done else Said({}, "TimeoutError"))
            for call, one in running.items()
        ]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # a name that never resolves waits alone


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
    before = _FAILURES.get(line)
    row = (before[0] if before else 0) + 1 if said.in_trouble else 0
    _FAILURES.put(line, (row, now + _QUIET))
    if said.failed:
        _ANSWERS.put(one.name, _Remembered(Said({}, said.failed, said.status), now + _AGAIN))
        return
    if one.minutes:
        kept = Said(said.values, status=said.status)
        _ANSWERS.put(one.name, _Remembered(kept, now + timedelta(minutes=one.minutes)))
