"""Due dates: on the wall of the authority, in working days when asked, stored in UTC."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.domain.deadlines import Anchors, Calendar, NoWorkingDay, due
from workflows.domain.parts import Timer

PARIS = ZoneInfo("Europe/Paris")


def timer(after: str, calendar: str = "", anchor: str = "latest-arrival") -> Timer:
    return Timer("t", "s", anchor, after, calendar)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def when(after: str, start: str, calendar: str = "", **calendars: Calendar) -> str:
    """The due date as read on a wall in Paris."""
    found = due(timer(after, calendar), Anchors(paris(start).astimezone(UTC)), calendars)
    assert found.tzinfo is UTC
    return found.astimezone(PARIS).isoformat(timespec="minutes")


@pytest.mark.parametrize(
    ("after", "start", "expected"),
    [
        ("P15D", "2026-11-20T10:30", "2026-12-05T10:30+01:00"),
        # DST: the same hour on the wall, one hour less or more in between
        ("P1D", "2026-03-28T10:30", "2026-03-29T10:30+02:00"),
        ("P1D", "2026-10-24T10:30", "2026-10-25T10:30+01:00"),
        ("PT24H", "2026-03-28T10:30", "2026-03-29T11:30+02:00"),
        ("P1D", "2026-03-28T02:30", "2026-03-29T03:30+02:00"),  # 2 h 30 does not exist that day
        ("P1M", "2026-01-31T08:00", "2026-02-28T08:00+01:00"),
        ("P1Y", "2028-02-29T08:00", "2029-02-28T08:00+01:00"),
        ("P2W", "2026-11-20T10:30", "2026-12-04T10:30+01:00"),
        ("P1DT2H", "2026-11-20T23:30", "2026-11-22T01:30+01:00"),
        ("PT15M", "2026-12-31T23:50", "2027-01-01T00:05+01:00"),
    ],
)
def test_plain_time(after, start, expected):
    assert when(after, start) == expected


WORKING = Calendar.of(
    {
        "time_zone": "Europe/Paris",
        "working_days": ["mon", "tue", "wed", "thu", "fri"],
        "closed": [
            {"date": "2026-12-25", "label": "Noël"},
            {"from": "2027-01-01", "to": "2027-01-01", "label": "Jour de l’an"},
        ],
    }
)


@pytest.mark.parametrize(
    ("after", "start", "expected"),
    [
        ("P1D", "2026-11-20T10:30", "2026-11-23T10:30+01:00"),  # a Friday
        ("P1D", "2026-11-21T10:30", "2026-11-23T10:30+01:00"),  # a Saturday
        ("P10D", "2026-11-20T10:30", "2026-12-04T10:30+01:00"),
        ("P1D", "2026-12-24T10:30", "2026-12-28T10:30+01:00"),  # Christmas on a Friday
        ("P6D", "2026-12-24T10:30", "2027-01-05T10:30+01:00"),
        ("P1D", "2026-03-27T10:30", "2026-03-30T10:30+02:00"),  # over the change of clocks
    ],
)
def test_working_days(after, start, expected):
    assert when(after, start, "ouvres", ouvres=WORKING) == expected


def test_a_calendar_nobody_knows_counts_monday_to_friday():
    assert when("P1D", "2026-12-24T10:30", "perdu") == "2026-12-25T10:30+01:00"


def test_another_zone_has_its_own_wall():
    reunion = Calendar(zone="Indian/Reunion")
    start = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)  # already Saturday there
    found = due(timer("P1D", "c"), Anchors(start), {"c": reunion})
    assert found == datetime(2026, 11, 22, 21, 0, tzinfo=UTC)


def test_a_long_closure_is_passed_over():
    summer = Calendar.of(
        {
            "time_zone": "Europe/Paris",
            "working_days": ["tue"],
            "closed": [{"from": "2026-07-01", "to": "2027-08-31", "label": "Travaux"}],
        }
    )
    assert when("P2D", "2026-06-30T08:00", "c", c=summer) == "2027-09-14T08:00+02:00"


def test_a_calendar_that_never_opens_does_not_hang_and_counts_monday_to_friday():
    closed = Calendar(weekdays=frozenset())
    assert when("P1D", "2026-11-20T10:30", "c", c=closed) == "2026-11-23T10:30+01:00"
    with pytest.raises(NoWorkingDay):
        closed.after(datetime(2026, 1, 1, tzinfo=UTC).date(), 1)


def test_the_anchor_is_the_one_asked_for():
    start = datetime(2026, 11, 20, 9, tzinfo=UTC)
    anchors = Anchors(start, start - timedelta(days=10), start - timedelta(days=20))
    days = [due(timer("P30D", "", a), anchors) - start
            for a in ("latest-arrival", "first-arrival", "submission")]  # fmt: skip
    assert [d.days for d in days] == [30, 20, 10]


@given(st.integers(0, 30_000 * 24 * 60), st.integers(1, 60))
def test_a_working_deadline_falls_on_a_working_day_after_exactly_that_many(minutes, count):
    began = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ends = due(timer(f"P{count}D", "c"), Anchors(began), {"c": WORKING})
    first, last = began.astimezone(PARIS).date(), ends.astimezone(PARIS).date()
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    assert WORKING.works_on(last)
    assert sum(map(WORKING.works_on, days)) == count


# Every zone of France; those of the mainland change their clocks, Miquelon too, on other days.
ZONES = (
    "Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne",
    "Indian/Reunion", "Indian/Mayotte", "America/Miquelon", "Pacific/Tahiti", "Pacific/Noumea",
    "Pacific/Wallis",
)  # fmt: skip
SPRING, AUTUMN = datetime(2026, 3, 26, tzinfo=UTC), datetime(2026, 10, 22, tzinfo=UTC)
NEAR_A_CHANGE = st.one_of(
    st.integers(0, 5 * 1440).map(lambda minutes: SPRING + timedelta(minutes=minutes)),
    st.integers(0, 5 * 1440).map(lambda minutes: AUTUMN + timedelta(minutes=minutes)),
    st.integers(-900, 1600).map(lambda days: SPRING + timedelta(days=days, minutes=187)),
)
NO = Timer(
    "t", "s", "submission", "P30D", fire="x", silence="refused", corrections="suspend"
)  # fmt: skip


@given(NEAR_A_CHANGE, st.sampled_from(ZONES), st.integers(1, 90), st.booleans())
def test_c13_c14_a_deadline_that_decides_ends_with_its_last_day_wherever_it_is(
    moment, zone, days, working
):
    """Whatever the clocks do meanwhile: 23 h 59 on the wall of the place, once."""
    began = moment
    known = {"": Calendar(zone=zone), "c": WORKING}
    timer = Timer("t", "s", "submission", f"P{days}D", "c" if working else "", fire="x")
    ends = due(timer, Anchors(began, submitted=began), known).astimezone(ZoneInfo(zone))
    first = began.astimezone(ZoneInfo(zone)).date()
    assert (ends.hour, ends.minute, ends.second) == (23, 59, 59)
    expected = WORKING.after(first, days) if working else first + timedelta(days=days)
    assert ends.date() == expected


@given(NEAR_A_CHANGE, st.sampled_from(ZONES), st.lists(st.integers(0, 9), max_size=6))
def test_days_of_correction_are_not_counted_by_the_clock_of_a_refusal(moment, zone, gaps):
    """Each pause moves the end by as many days as it lasted, on the wall of the place."""
    at = began = moment
    pauses = []
    for gap in gaps:
        since = at + timedelta(days=1)
        at = since + timedelta(days=gap, hours=1)
        pauses.append((since, at))
    anchors = Anchors(at, submitted=began, completed=at if pauses else None, pauses=tuple(pauses))
    known = {"": Calendar(zone=zone)}
    ends = due(NO, anchors, known).astimezone(ZoneInfo(zone)).date()
    wall = ZoneInfo(zone)
    lost = sum((b.astimezone(wall).date() - a.astimezone(wall).date()).days for a, b in pauses)
    assert ends == began.astimezone(wall).date() + timedelta(days=30 + lost)
    yes = replace(NO, silence="accepted", corrections="restart")
    start = at if pauses else began
    assert due(yes, anchors, known).astimezone(wall).date() == (
        start.astimezone(wall).date() + timedelta(days=30)
    )


def test_c14_an_hour_that_comes_twice_rings_once():
    """2 h 30 on 25 October 2026 is two instants: the first one counts."""
    assert when("P1D", "2026-10-24T02:30") == "2026-10-25T02:30+02:00"
    assert when("P1D", "2026-10-25T02:30") == "2026-10-26T02:30+01:00"


def test_a_rhythm_counts_from_the_anchor():
    weekly = Timer("t", "s", "latest-arrival", "P1M", every="P1M")
    start = paris("2026-01-31T08:00").astimezone(UTC)
    days = [due(weekly, Anchors(start), None, turn).astimezone(PARIS).date() for turn in range(3)]
    assert [str(day) for day in days] == ["2026-02-28", "2026-03-31", "2026-04-30"]
