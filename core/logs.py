"""Structured logs: one JSON line per event, no personal data, no line broken by a hostile value."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

#: Keys that never reach a log, whatever a caller hands over (FAULTS P-13).
SECRET = frozenset(
    {"password", "token", "cookie", "authorization", "answers", "data", "email", "iban", "body"}
)


def configure(level: str = "INFO") -> None:
    """One JSON line on stderr per event (line breaks and control characters come out escaped)."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            hide_secrets,
            bare_exception,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    _quiet_neighbours()


class _Stderr(logging.StreamHandler[Any]):
    """Writes to what stderr is at that moment, not to what it was when the house opened."""

    @property
    def stream(self) -> Any:
        return sys.stderr

    @stream.setter
    def stream(self, _: Any) -> None:
        """Given by the base class, and not kept."""


def _quiet_neighbours() -> None:
    """What libraries tell through `logging` leaves by the same door, tracebacks without values."""
    handler = _Stderr()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                bare_exception,
                structlog.processors.JSONRenderer(ensure_ascii=True),
            ],
        )
    )
    handler.set_name("preau")
    root = logging.getLogger()
    root.handlers = [h for h in root.handlers if h.get_name() != "preau"] + [handler]


def hide_secrets(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop what a log must not hold, by key."""
    for key in SECRET & event.keys():
        event[key] = "…"
    return event


def bare_exception(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Type and place of an exception, never its text nor local values."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["at"] = place_of(error)
        event["trace"] = [
            f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno}"
            for frame in traceback.extract_tb(error.__traceback__)[-12:]
            if "/" in frame.filename
        ]
    return event


def place_of(error: BaseException) -> str:
    """File and line where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return ""
    last = frames[-1]
    return f"{last.filename.rsplit('/', 1)[-1]}:{last.lineno}"
