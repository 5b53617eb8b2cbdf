"""What happened, said aloud: `during` hears inside the transaction, `after` hears from the outbox.

An event is a frozen dataclass in the past tense holding ids and plain values only. For each `after`
subscriber one row of `job` is written in the same transaction; a worker delivers it, at least once,
so each subscriber must bear repetition.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from core import jobs
from core.database import session

E = TypeVar("E")
Subscriber = Callable[[Any], None]

_DURING: dict[type, list[Subscriber]] = defaultdict(list)
_AFTER: dict[type, list[Subscriber]] = defaultdict(list)
_BY_NAME: dict[str, Subscriber] = {}
_EVENTS: dict[str, type] = {}


def during(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Subscribe inside the transaction: may refuse the act by raising."""

    def subscribe(subscriber: Callable[[E], None]) -> Callable[[E], None]:
        _DURING[event_type].append(subscriber)
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
    for subscriber in _DURING[type(event)]:
        subscriber(event)
    payload = _plain(dataclasses.asdict(event))
    for subscriber in _AFTER[type(event)]:
        jobs.enqueue(
            "deliver",
            {"event": _name(type(event)), "to": _name(subscriber), "payload": payload},
        )


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
    return {*_DURING, *_AFTER}


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
    return {f.name: str(f.type) for f in dataclasses.fields(event_type)}


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
