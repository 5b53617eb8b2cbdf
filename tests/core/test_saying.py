"""Dates, hours, sizes and amounts in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from core import clock, saying

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def standing_still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Wednesday 25 November 2026, ten in the morning in Paris."""
    app = Flask(__name__)
    Babel(app, default_locale="fr")
    saying.init_saying(app)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 25, 8, 20, tzinfo=UTC), "aujourd’hui à 9 h 20"),
        (datetime(2026, 11, 24, 16, 42, tzinfo=UTC), "hier à 17 h 42"),
        (datetime(2026, 11, 23, 13, 5, tzinfo=UTC), "lundi à 14 h 05"),
        (datetime(2026, 11, 14, 13, 5, tzinfo=UTC), "samedi 14 novembre à 14 h 05"),
        (datetime(2025, 7, 14, 22, 30, tzinfo=UTC), "mardi 15 juillet 2025 à 0 h 30"),
    ],
)
def test_a_moment_is_told_from_today(at: datetime, said: str) -> None:
    assert saying.moment(at).replace("\u202f", " ") == said


def test_a_day_has_its_year_only_when_it_is_another_one() -> None:
    assert saying.day(date(2026, 11, 28)) == "samedi 28 novembre"
    assert saying.day("2027-01-04") == "lundi 4 janvier 2027"
    assert saying.short_day(date(2026, 11, 28)) == "28 nov."


def test_sizes_and_amounts_do_not_break_over_lines() -> None:
    assert saying.size(245_760) == "240\u202fKo"
    assert saying.size(5_600_000) == "5,3\u202fMo"
    assert saying.money(Decimal("48.20")) == "48,20\u202f€"
    assert saying.money("6480") == "6\u202f480,00\u202f€"


def test_nothing_is_said_of_what_is_missing() -> None:
    assert [saying.day(None), saying.moment(None), saying.hour(""), saying.money(None)] == [""] * 4


def test_english_readers_get_english_words() -> None:
    with force_locale("en"):
        assert saying.day(date(2026, 11, 28)) == "Saturday, November 28"
        assert saying.hour(NOW).replace("\u202f", " ") == "10:00 AM"
