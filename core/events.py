"""What happened, said aloud: `during` hears inside the transaction, `after` hears from the outbox.

An event is a frozen dataclass in the past tense holding ids and plain values only. For each `after`
subscriber one row of `job` is written in the same transaction; a worker delivers it, at least once,
so each subscriber must bear repetition.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from core import jobs
from core.database import session

E = TypeVar("E")
Subscriber = Callable[[Any], None]

_DURING: dict[type, list[Subscriber]] = defaultdict(list)
_TOGETHER: dict[type, list[Subscriber]] = defaultdict(list)
_AFTER: dict[type, list[Subscriber]] = defaultdict(list)
_BY_NAME: dict[str, Subscriber] = {}
_EVENTS: dict[str, type] = {}
_HINTS: dict[type, dict[str, str]] = {}


def during(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Subscribe inside the transaction: may refuse the act by raising."""

    def subscribe(subscriber: Callable[[E], None]) -> Callable[[E], None]:
        _DURING[event_type].append(subscriber)
        return subscriber

    return subscribe


def together(
    event_type: type[E],
) -> Callable[[Callable[[Sequence[E]], None]], Callable[[Sequence[E]], None]]:
    """As `during`, for subscribers that take a list: one call for a whole chunk of a bulk act."""

    def subscribe(subscriber: Callable[[Sequence[E]], None]) -> Callable[[Sequence[E]], None]:
        _TOGETHER[event_type].append(subscriber)
        return subscriber

    return subscribe


def after(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Subscribe behind the commit, through the outbox: delivered at least once, oldest first."""

    def subscribe(subscriber: Callable[[E], None]) -> Callable[[E], None]:
        _AFTER[event_type].append(subscriber)
        _BY_NAME[_name(subscriber)] = subscriber
        _EVENTS[_name(event_type)] = event_type
        return subscriber

    return subscribe


def announce(event: Any) -> None:
    """Tell the house. `during` runs now; each `after` becomes a row that cannot be lost."""
    announce_all([event])


def announce_all(
    events: Sequence[Any], *, at: datetime | None = None, once: Sequence[str] = ()
) -> None:
    """Tell of many events: `during` of each, `together` of all, `after` rows in one statement.

    `at` holds the rows back until the grace of a bulk act is over; `once` names each event's rows,
    so that they can be found again (`deliveries_of`).
    """
    for event in events:
        for subscriber in _DURING[type(event)]:
            subscriber(event)
    for event_type in dict.fromkeys(map(type, events)):
        for subscriber in _TOGETHER[event_type]:
            subscriber([event for event in events if type(event) is event_type])
    names: Sequence[str | None] = once or [None] * len(events)
    jobs.enqueue_many(
        [
            {**row, "at": at}
            for event, name in zip(events, names, strict=True)
            for row in _deliveries(event, name)
        ]
    )


def deliveries_of(event_type: type, name: str) -> list[str]:
    """The keys under which the rows of one named event were written."""
    return [_once(subscriber, name) for subscriber in _AFTER[event_type]]


def _deliveries(event: Any, name: str | None) -> Iterator[dict[str, Any]]:
    subscribers = _AFTER[type(event)]
    if not subscribers:
        return
    payload = {f: _plain(getattr(event, f)) for f in _hints(type(event))}
    for subscriber in subscribers:
        args = {"event": _name(type(event)), "to": _name(subscriber), "payload": payload}
        key = _once(subscriber, name) if name else None
        yield {"kind": "deliver", "args": args, "once": key}


def _once(subscriber: Subscriber, name: str) -> str:
    return f"deliver:{_name(subscriber)}:{name}"


def deliver(job: jobs.Taken) -> None:
    """Runner of the kind `deliver`: give one event to one subscriber.

    The subscriber works in a unit of work of its own, opened by the runner.
    """
    subscriber = _BY_NAME[job.args["to"]]
    event_type = _EVENTS[job.args["event"]]
    subscriber(_rebuilt(event_type, job.args["payload"]))
    session.flush()  # a refusal of the database belongs to this delivery


def subscribers() -> dict[str, Subscriber]:
    """All `after` subscribers by name, for the walk over the house."""
    return dict(_BY_NAME)


def event_types() -> set[type]:
    """Every event somebody listens to."""
    return {*_DURING, *_TOGETHER, *_AFTER}


def _name(thing: Any) -> str:
    return f"{thing.__module__}.{thing.__qualname__}"


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value


def _rebuilt(event_type: type, payload: dict[str, Any]) -> Any:
    values = {}
    for name, hint in _hints(event_type).items():
        if name in payload:
            values[name] = _typed(hint, payload[name])
    return event_type(**values)


def _hints(event_type: type) -> dict[str, str]:
    if event_type not in _HINTS:
        _HINTS[event_type] = {f.name: str(f.type) for f in dataclasses.fields(event_type)}
    return _HINTS[event_type]


def _typed(hint: str, value: Any) -> Any:
    if value is None:
        return None
    if "UUID" in hint:
        return [UUID(v) for v in value] if isinstance(value, list) else UUID(value)
    if "datetime" in hint:
        return datetime.fromisoformat(value)
    if "date" in hint:
        return date.fromisoformat(value)
    return tuple(value) if hint.startswith("tuple") else value
