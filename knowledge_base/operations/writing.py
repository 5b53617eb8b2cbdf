"""Write an entry and show it at once: files, packs, commands, programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.actor import Actor
from core.errors import Conflict, Invalid
from core.ids import uuid7
from core.problems import Problem
from knowledge_base.domain.content import faults
from knowledge_base.fields import blocks_problems, merged, problems_of, shape_problems
from knowledge_base.models import Entry
from knowledge_base.operations.publishing import shown
from knowledge_base.queries import by_key


def write_entry(
    actor: Actor,
    key: str,
    fields: Mapping[str, Any],
    *,
    version: int | None = None,
    new: bool = False,
) -> Entry:
    """Write the entry `key`, new or changed; what `fields` leaves out stays as it is.

    `answer` is Markdown; `blocks` says more. `version` is the one the writer saw: another one
    meanwhile is a conflict. `new` refuses a key that is taken. The same content again changes
    nothing. A draft that somebody is writing stays beside it.
    """
    ready = prepared(key, fields, new=new)
    if ready.problems:
        raise Invalid(ready.problems)
    found = ready.found
    if found is not None and version is not None and found.version != version:
        raise Conflict
    if found is not None and ready.same:
        return found
    return write_prepared(actor, key, ready)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What writing these fields would show, looked at before anything is written."""

    found: Entry | None
    content: dict[str, Any]
    problems: list[Problem]

    @property
    def same(self) -> bool:
        """Whether readers are shown exactly that already."""
        found = self.found
        return found is not None and found.state == "published" and self.content == found.body


def write_prepared(actor: Actor, key: str, ready: Prepared) -> Entry:
    """Show what was found to hold."""
    row = ready.found or Entry(id=uuid7(), key=key, live_no=0, origin={}, body={})
    shown(actor, row, ready.content)
    return row


def prepared(key: str, fields: Mapping[str, Any], *, new: bool = False) -> Prepared:
    """The document these fields make of the entry `key`, and what does not hold in it."""
    found = by_key(key)
    problems = problems_of(key, fields)
    if new and found is not None:
        problems.append(Problem("/key", "entry-key-taken"))
    content: dict[str, Any] = {}
    if not _unreadable(problems):
        shape = blocks_problems(fields)
        content = {} if shape else merged(found.body if found else {}, fields)
        problems += shape
        if not shape:
            problems += [p for p in faults(content) if p.path not in {q.path for q in problems}]
        problems += [] if problems else shape_problems(content)
    return Prepared(found, content, problems)


def _unreadable(problems: list[Problem]) -> bool:
    """Whether what was sent is no document at all: nothing more is said of it."""
    return any(p.code not in _READABLE for p in problems)


_READABLE: Final = frozenset({"entry-key", "entry-key-taken", "entry-key-reserved", "entry-long"})
