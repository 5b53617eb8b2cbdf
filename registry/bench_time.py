"""How long the statements of a call take inside PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from core.database import session

Sent = list[tuple[str, Any]]


def in_database(call: Callable[[], Any]) -> float:
    """Milliseconds of planning and running all that `call` sends, each statement run again."""
    with statements() as sent:
        call()
    found = sum(_milliseconds(statement, values) for statement, values in sent)
    session.rollback()
    return found


def plans(call: Callable[[], Any]) -> list[dict[str, Any]]:
    """The plan of each statement that `call` sends, as PostgreSQL tells it."""
    with statements() as sent:
        call()
    return [_explained(*one)["Plan"] for one in sent]


@contextmanager
def statements() -> Iterator[Sent]:
    """The SELECTs sent in the block, as the driver gets them."""
    sent: Sent = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")) and "set_config" not in statement:
            sent.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _milliseconds(statement: str, values: Any) -> float:
    told = _explained(statement, values)
    return float(told["Planning Time"]) + float(told["Execution Time"])


def _explained(statement: str, values: Any) -> dict[str, Any]:
    asked = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}"
    found: dict[str, Any] = session.connection().exec_driver_sql(asked, values).scalar_one()[0]
    return found
