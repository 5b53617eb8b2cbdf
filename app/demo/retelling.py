"""The same request told of another school, on other days: a sheaf of rows of its own."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from app.demo.sheaf import Row, Sheaf
from core.canonical import canonical
from core.history import digest
from core.models import Change

#: Columns that say when, by table; a deadline is one more of them.
WHEN: Mapping[str, tuple[str, ...]] = {
    "answer_draft": ("updated_at", "closed_at"),
    "request": (
        "created_at", "updated_at", "submitted_at", "closed_at", "entered_at", "due_at",
    ),
    "annotation": ("updated_at",),
    "step": ("at", "undone_at"),
    "vote": ("at", "dropped_at"),
    "tick": ("at",),
    "timer": ("due_at", "held_until", "fired_at"),
    "message": ("created_at",),
    "stored_file": ("created_at",),
    "change": ("at",),
}  # fmt: skip
#: Rows that carry an id of their own.
_OWN = ("answer_draft", "request", "annotation", "vote", "timer", "message", "stored_file")


@dataclass(frozen=True, slots=True)
class Teller:
    """Who asks, and for which school."""

    account_id: str
    name: str
    email: str
    record_id: str
    code: str
    label: str
    scope_path: str

    @property
    def words(self) -> tuple[str, ...]:
        """What stands in the rows of a request for him and his school."""
        return (
            self.account_id, self.name, self.email,
            self.record_id, self.scope_path, self.code, self.label,
        )  # fmt: skip


class Tale:
    """A request that was really filed and processed, ready to be told again."""

    def __init__(self, sheaf: Sheaf, teller: Teller) -> None:
        self._text = json.dumps(sheaf, ensure_ascii=False)
        self._ids = [row["id"] for table in _OWN for row in sheaf[table]]
        self._words = dict.fromkeys(_quoted(word) for word in teller.words if word)
        known = sorted((*self._ids, *self._words), key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known)))
        self.request = sheaf["request"][0]
        self.steps = len(sheaf["step"])
        self.over = self.request["status_kind"] == "final"

    def told_by(self, teller: Teller, rng: Random) -> Sheaf:
        """The rows of another request: other ids, other people, the same story."""
        new = {each: str(UUID(int=rng.getrandbits(128), version=4)) for each in self._ids}
        said = dict(zip(self._words, map(_quoted, teller.words), strict=True))
        table = {**said, **new}
        told: Sheaf = json.loads(self._known.sub(lambda m: table[m[0]], self._text))
        token = "".join(rng.choices("23456789ABCDEFGHJKMNPQRSTVWXYZ", k=10))
        told["request"][0]["provisional"] = f"B-{token}"
        for file in told["stored_file"]:
            file["storage_name"] = f"{rng.getrandbits(128):032x}"
        return told


def _quoted(word: str) -> str:
    return json.dumps(word, ensure_ascii=False)[1:-1]


def moved(sheaf: Sheaf, by: timedelta) -> None:
    """The same days, `by` earlier."""
    for table, columns in WHEN.items():
        for row in sheaf[table]:
            for column in columns:
                if row.get(column):
                    row[column] = _earlier(row[column], by)
    for step in sheaf["step"]:
        if step["before"].get("entered_at"):
            step["before"]["entered_at"] = _earlier(step["before"]["entered_at"], by)


def _earlier(moment: str, by: timedelta) -> str:
    return (datetime.fromisoformat(moment) - by).isoformat()


def numbered(sheaf: Sheaf, steps: Iterator[int], changes: Iterator[int]) -> None:
    """Numbers for the journal and the history, and the names one gives the other."""
    new = {}
    for step in sheaf["step"]:
        new[step["id"]] = step["id"] = next(steps)
    for line in sheaf["change"]:
        line["id"] = next(changes)
        if line["facts"].get("step") in new:
            line["facts"]["step"] = new[line["facts"]["step"]]


def revoted(sheaf: Sheaf, former_answers: Mapping[str, Any]) -> None:
    """Votes are about the answers as they stand here."""
    answers = sheaf["request"][0]["answers"]
    former, present = _sha(former_answers), _sha(answers)
    for vote in sheaf["vote"]:
        if vote["answers_sha256"] == former:
            vote["answers_sha256"] = present


def _sha(answers: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(dict(answers)).encode()).hexdigest()


def chained(lines: Sequence[Row]) -> None:
    """The history of one request, each line sealed by the one before."""
    before = ""
    for line in lines:
        line["previous_hash"] = before
        values = {**line, "at": datetime.fromisoformat(line["at"])}
        for name in ("subject_id", "actor_id"):
            values[name] = UUID(values[name]) if values[name] else None
        before = line["hash"] = digest(Change(**values))
