"""Many entries at once: look at them first, take them in, take them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import history
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.problems import Problem
from knowledge_base.models import Entry
from knowledge_base.operations.drafting import begin_entry, change_draft
from knowledge_base.operations.writing import Prepared, prepared, write_entry, write_prepared
from knowledge_base.queries import by_key, version_of
from schemas.domain.merging import merge


@dataclass(frozen=True, slots=True)
class Looked:
    """What loading one row would do: new, changed, same, or refused with its problems."""

    outcome: str
    key: str
    question: str
    problems: tuple[Problem, ...] = ()


def load(
    actor: Actor, rows: Iterable[Any], source: str = "", *, publish: bool = True
) -> dict[str, int]:
    """Write many entries by key: loading the same again changes nothing. All of them or none.

    Without `publish` they are drafts, beside what is shown.
    """
    counts = {"written": 0, "same": 0}
    problems: list[Problem] = []
    for index, (one, key, ready) in enumerate(_looked_at(rows, source)):
        if ready is None or one.problems:
            problems += [problem.under(f"/{index}") for problem in one.problems]
        elif one.outcome == "same":
            counts["same"] += 1
        else:
            counts["written"] += 1
            if publish:
                write_prepared(actor, key, ready)
            else:
                _draft(actor, key, ready)
    if problems:
        raise Invalid(problems)
    return counts


def rehearse(rows: Sequence[Any], source: str = "") -> list[Looked]:
    """What loading these rows would do, one after the other; nothing is written here."""
    return [one for one, _key, _ready in _looked_at(rows, source)]


def _looked_at(rows: Iterable[Any], source: str) -> Iterator[tuple[Looked, str, Prepared | None]]:
    seen: set[str] = set()
    for row in rows:
        if not isinstance(row, Mapping):
            yield Looked("refused", "", "", (Problem("", "entry-not-a-list"),)), "", None
            continue
        key, fields = _split(row, source)
        ready = prepared(key, fields)
        problems = list(ready.problems)
        if key in seen:
            problems.append(Problem("/key", "entry-key-twice"))
        seen.add(key)
        outcome = "refused" if problems else _outcome(ready)
        question = str(row.get("question", ""))[:300]
        yield Looked(outcome, key, question, tuple(problems)), key, ready


def load_original(actor: Actor, rows: Iterable[Any]) -> dict[str, int]:
    """Entries of a pack: what the house changed since the last load stays, what it left is the
    pack's; where both changed the same thing, the house's stands."""
    counts = {"written": 0, "same": 0, "kept": 0}
    taken = list(rows)
    problems = [
        problem.under(f"/{index}")
        for index, one in enumerate(rehearse(taken))
        for problem in one.problems
    ]
    if problems:
        raise Invalid(problems)
    for row in taken:
        key, fields = _split(row, "")
        theirs = prepared(key, {**_BLANK, **fields}).content
        found = by_key(key)
        base = _base_of(found)
        if found is None or not base:
            ready = prepared(key, fields)
            counts["same" if ready.same else "written"] += 1
            found = write_entry(actor, key, fields)
        else:
            _update(actor, found, base, theirs, counts)
        if found.origin != theirs:
            found.origin = theirs
            session.flush()
    return {name: count for name, count in counts.items() if count or name != "kept"}


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


#: What a pack that names a field no more says of it.
_BLANK: dict[str, Any] = {
    "theme": "", "audience": [], "wordings": [], "source": "", "review_on": None,
    "valid_from": None, "valid_until": None, "variants": {}, "intent": "", "tree": {},
}  # fmt: skip


def _base_of(found: Entry | None) -> Mapping[str, Any]:
    """What both sides left: the last load, or, before it was kept, the first version."""
    if found is None or found.origin:
        return found.origin if found else {}
    return version_of(found, 1).content if found.live_no > 1 else {}


def _update(
    actor: Actor,
    found: Entry,
    base: Mapping[str, Any],
    theirs: Mapping[str, Any],
    counts: dict[str, int],
) -> None:
    if found.state == "retired":
        counts["kept"] += 1
        return
    merged = merge(base, found.body, theirs)
    if merged.clashes:
        counts["kept"] += 1
    if merged.document == found.body:
        counts["same"] += not merged.clashes
        return
    write_entry(actor, found.key, {**_BLANK, **merged.document})
    counts["written"] += not merged.clashes


def _draft(actor: Actor, key: str, ready: Prepared) -> None:
    found = by_key(key)
    if found is None:
        begin_entry(actor, ready.content, key)
    else:
        change_draft(actor, found, lambda _now: ready.content)


def _split(row: Mapping[str, Any], source: str) -> tuple[str, dict[str, Any]]:
    fields = {name: value for name, value in row.items() if name != "key"}
    if source:
        fields.setdefault("source", source)
    return str(row.get("key", "")), fields


def _outcome(ready: Prepared) -> str:
    if ready.found is None:
        return "new"
    return "same" if ready.same else "changed"
