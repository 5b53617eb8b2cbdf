"""Acts: write an entry, retire it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from core import clock, history
from core.actor import Actor
from core.database import session
from core.errors import Conflict, Invalid
from core.events import announce
from core.folding import fold
from core.ids import uuid7
from core.problems import Problem
from knowledge_base.domain.markdown import plain_of
from knowledge_base.events import EntryRetired, EntryWritten
from knowledge_base.models import Entry
from knowledge_base.queries import by_key

KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
LONGEST = {"question": 300, "answer": 20_000, "theme": 60, "source": 500}
FIELDS = ("question", "answer", "theme", "audience", "wordings", "source", "review_on")


def write_entry(
    actor: Actor,
    key: str,
    fields: Mapping[str, Any],
    *,
    version: int | None = None,
    new: bool = False,
) -> Entry:
    """Write the entry `key`, new or changed; what `fields` leaves out stays as it is.

    `version` is the one the writer saw: another one meanwhile is a conflict. `new` refuses a key
    that is taken. The same content again changes nothing.
    """
    found = by_key(key)
    problems = _problems(key, fields, known=found)
    if new and found is not None:
        problems.append(Problem("/key", "entry-key-taken"))
    if problems:
        raise Invalid(problems)
    if found is not None and version is not None and found.version != version:
        raise Conflict
    before = _content(found) if found else {}
    row = found or Entry(id=uuid7(), key=key, state="published", wordings=[], audience=[])
    for name in FIELDS:
        if name in fields:
            setattr(row, name, _typed(name, fields[name]))
    after = _content(row)
    if before == after and row.state == "published":
        return row
    row.state, row.retired_at = "published", None
    row.folded = fold(f"{row.question} {' '.join(row.wordings)} {plain_of(row.answer)}")
    row.updated_at, row.updated_by = clock.now(), actor.account_id
    session.add(row)
    session.flush()  # history names the version this makes
    history.record(
        actor,
        "entry",
        row.id,
        "entry.written",
        version=row.version,
        patch=history.difference(before, after),
    )
    announce(EntryWritten(row.id, row.key, actor.account_id))
    return row


def retire_entry(actor: Actor, row: Entry) -> None:
    """Show it no more; what was answered with it stays in history."""
    if row.state == "retired":
        return
    row.state, row.retired_at = "retired", clock.now()
    row.updated_at, row.updated_by = clock.now(), actor.account_id
    session.flush()  # history names the version this makes
    history.record(actor, "entry", row.id, "entry.retired", version=row.version)
    announce(EntryRetired(row.id, row.key, actor.account_id))


def _content(row: Entry) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in FIELDS}
    values["review_on"] = row.review_on.isoformat() if row.review_on else None
    return values


def _typed(name: str, value: Any) -> Any:
    if name == "review_on":
        return date.fromisoformat(value) if isinstance(value, str) and value else value or None
    if name in {"audience", "wordings"}:
        return [str(item).strip() for item in value if str(item).strip()]
    return str(value).replace("\r\n", "\n").strip()


def _problems(key: str, fields: Mapping[str, Any], known: Entry | None) -> list[Problem]:
    found = [] if KEY.fullmatch(key) else [Problem("/key", "entry-key")]
    for name in ("question", "answer"):
        given = fields.get(name, getattr(known, name, ""))
        if not isinstance(given, str) or not given.strip():
            found.append(Problem(f"/{name}", f"entry-{name}"))
    for name, value in fields.items():
        if name not in FIELDS:
            found.append(Problem(f"/{name}", "entry-unknown-field", {"name": name}))
        elif name in LONGEST and len(str(value)) > LONGEST[name]:
            found.append(Problem(f"/{name}", "entry-long", {"most": LONGEST[name]}))
        elif name in {"audience", "wordings"} and not _is_list_of_texts(value):
            found.append(Problem(f"/{name}", "entry-list"))
        elif name == "review_on" and not _is_date(value):
            found.append(Problem(f"/{name}", "entry-date"))
    return found


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)


def _is_date(value: Any) -> bool:
    if value is None or value == "" or isinstance(value, date):
        return True
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True
