"""Patterns that say « at least » and « at most » say what comparing says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from form_factory.domain.ordered import day_from, day_until, decimal_from, decimal_until
from schemas.domain.gate.patterns import compiled

DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))
AMOUNTS = st.decimals(-20000, 20000, places=2, allow_nan=False)


@given(DAYS, DAYS)
def test_days(limit: date, day: date) -> None:
    text = day.isoformat()
    assert bool(compiled(day_from(limit.isoformat())).search(text)) is (day >= limit)
    assert bool(compiled(day_until(limit.isoformat())).search(text)) is (day <= limit)


@given(AMOUNTS, AMOUNTS | st.sampled_from([Decimal("0.00"), Decimal("-0.00"), Decimal("9.99")]))
def test_amounts(limit: Decimal, amount: Decimal) -> None:
    assert bool(compiled(decimal_from(limit, 2)).search(f"{amount:.2f}")) is (amount >= limit)
    assert bool(compiled(decimal_until(limit, 2)).search(f"{amount:.2f}")) is (amount <= limit)


@given(st.integers(-3000, 3000), st.integers(-3000, 3000))
def test_whole_amounts(limit: int, amount: int) -> None:
    at = Decimal(limit)
    assert bool(compiled(decimal_from(at, 0)).search(str(amount))) is (amount >= limit)
    assert bool(compiled(decimal_until(at, 0)).search(str(amount))) is (amount <= limit)
