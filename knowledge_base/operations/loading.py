"""Many entries at once: take them in, take them back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from core import history
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.problems import Problem
from knowledge_base.operations.writing import write_entry
from knowledge_base.queries import by_key


def load(actor: Actor, rows: Iterable[Any], source: str = "") -> dict[str, int]:
    """Write many entries by key: loading the same again changes nothing. All of them or none."""
    counts = {"written": 0, "same": 0}
    problems: list[Problem] = []
    for index, row in enumerate(rows):
        if not isinstance(row, Mapping):
            problems.append(Problem(f"/{index}", "entry-not-a-list"))
            continue
        key = str(row.get("key", ""))
        fields = {name: value for name, value in row.items() if name != "key"}
        fields.setdefault("source", source)
        before = by_key(key)
        seen = before.version if before else None
        try:
            after = write_entry(actor, key, fields)
        except Invalid as refusal:
            problems.extend(problem.under(f"/{index}") for problem in refusal.problems)
            continue
        counts["same" if after.version == seen else "written"] += 1
    if problems:
        raise Invalid(problems)
    return counts


def forget(actor: Actor, rows: Iterable[Any], since: datetime) -> dict[str, int]:
    """Take away entries made since then and never written anew; the others are the house's."""
    counts = {"forgotten": 0, "kept": 0}
    for row in rows:
        found = by_key(str(row.get("key", ""))) if isinstance(row, Mapping) else None
        if found is None:
            continue
        if found.live_no > 1 or found.created_at < since:
            counts["kept"] += 1
            continue
        history.record(actor, "entry", found.id, "entry.forgotten", facts={"key": found.key})
        session.delete(found)
        counts["forgotten"] += 1
    session.flush()  # who counts what is left finds it gone
    return counts
