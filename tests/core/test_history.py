"""History: lines chained by hash; an edit, a deletion or an insertion shows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from core.actor import HOUSE
from core.database import session
from core.history import difference, digest, lines_of, record
from core.ids import uuid7
from core.models import Change


def written(subject: UUID, lines: int = 4) -> list[Change]:
    for number in range(1, lines + 1):
        record(
            HOUSE,
            "probe",
            subject,
            "probe.changed",
            version=number,
            patch=[{"path": "/a", "old": number - 1, "new": number}],
            reason="Il le fallait.",
        )
        session.flush()
    return list(reversed(lines_of("probe", subject)))


def is_sound(lines: list[Change]) -> bool:
    """The chain as an auditor follows it: each line hashes to its hash and names the one before."""
    before = ""
    for line in lines:
        if line.previous_hash != before or digest(line) != line.hash:
            return False
        before = line.hash
    return True


def test_lines_of_one_subject_form_one_chain(app: Flask) -> None:
    subject = uuid7()
    lines = written(subject)
    written(uuid7())
    assert is_sound(lines)
    assert [line.version for line in lines] == [1, 2, 3, 4]
    assert len({line.hash for line in lines}) == 4


@pytest.mark.parametrize(
    "change",
    [
        {"actor_id": uuid7()},
        {"act": "probe.other"},
        {"patch": []},
        {"facts": {"x": 1}},
        {"reason": "Autre."},
        {"version": 9},
        {"subject_id": uuid7()},
    ],
)
def test_one_line_changed_is_seen(app: Flask, change: dict[str, Any]) -> None:
    lines = written(uuid7())
    for name, value in change.items():
        setattr(lines[1], name, value)
    assert not is_sound(lines)


def test_a_line_taken_out_or_put_in_is_seen(app: Flask) -> None:
    lines = written(uuid7())
    assert not is_sound([lines[0], *lines[2:]])
    assert not is_sound(lines[1:])
    assert not is_sound([lines[1], lines[0], *lines[2:]])
    forged = Change(
        subject_kind="probe",
        subject_id=lines[0].subject_id,
        version=5,
        at=lines[-1].at,
        actor_id=None,
        actor_name="",
        via="ui",
        act="probe.forged",
        patch=[],
        facts={},
        reason=None,
        previous_hash=lines[1].hash,
        hash="",
    )
    forged.hash = digest(forged)
    assert not is_sound([*lines[:2], forged, *lines[2:]])


def test_the_newest_lines_come_first_and_are_bounded(app: Flask) -> None:
    subject = uuid7()
    written(subject, 5)
    assert [line.version for line in lines_of("probe", subject, limit=2)] == [5, 4]


def test_a_difference_names_what_came_what_went_and_what_changed() -> None:
    assert difference({"a": 1, "b": 2, "c": 3}, {"b": 2, "c": 4, "d": None, "e": 5}) == [
        {"path": "/a", "old": 1, "new": None},
        {"path": "/c", "old": 3, "new": 4},
        {"path": "/e", "old": None, "new": 5},
    ]
    assert difference({"a": [1]}, {"a": [1]}) == []
