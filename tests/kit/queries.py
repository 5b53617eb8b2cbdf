"""Counts the statements sent to the database, and shows them when there are too many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

UNCOUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK TO", "SELECT SET_CONFIG('PREAU.ACTOR'", "DISCARD")


@contextmanager
def queries_at_most(most: int) -> Iterator[list[str]]:
    """Fail when the block sends more than `most` statements; gives them as they come.

    Savepoints are not counted: tests work inside one, pages of the house do not. Nor is what each
    transaction begins with, saying who acts (core.wall).
    """
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(UNCOUNTED):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    if len(sent) > most:
        told = "\n\n".join(f"{n}. {text}" for n, text in enumerate(sent, 1))
        message = f"{len(sent)} statements where {most} are allowed:\n{told}"
        raise AssertionError(message)
