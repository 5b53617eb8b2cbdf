"""`preau bench auth.timing`: what a visitor could learn with a stop-watch (FAULTS S-04)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import erf, sqrt
from statistics import median
from time import perf_counter
from typing import Any

from accounts import operations
from core.actor import HOUSE
from core.database import session

N = 200
#: A median may differ by so little that no network lets it through.
MOST_MS, MOST_PART = 5.0, 0.05
KNOWN, UNKNOWN = "connue@banc.example", "inconnue@banc.example"
CHOSEN = "tulipe marron 48 vitesse"


def figures() -> Iterator[dict[str, Any]]:
    """Signing in with a wrong password, and asking for a link, by who has an account and who has
    none; the value is the difference of the medians, the baseline what may not be passed."""
    operations.create_account(HOUSE, KNOWN, "Connue Du-Banc", password=CHOSEN)
    session.commit()
    yield _figure("auth.timing.sign_in", lambda email: operations.sign_in(email, "autre chose"))
    yield _figure("auth.timing.link", operations.ask_for_link)


def _figure(name: str, act: Callable[[str], Any]) -> dict[str, Any]:
    known, unknown = _times(act)
    apart = abs(median(known) - median(unknown)) * 1000
    most = min(MOST_MS, max(MOST_PART * median(known) * 1000, 0.5))
    return {
        "name": name,
        "value": round(apart, 3),
        "unit": "ms",
        "baseline": round(most, 3),
        "ratio": round(apart / most, 2),
        "n": N,
        "p": round(rank_p(known, unknown), 4),
    }


def _times(act: Callable[[str], Any]) -> tuple[list[float], list[float]]:
    """Seconds of both, in turn, so that a busy machine slows both; each act in its transaction."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(2 * N):
        begun = perf_counter()
        act((KNOWN, UNKNOWN)[turn % 2])
        session.flush()
        times[turn % 2].append(perf_counter() - begun)
        session.rollback()
    return times


def rank_p(one: list[float], other: list[float]) -> float:
    """How often chance alone sets two samples so far apart (Mann-Whitney, normal approximation)."""
    ranked = sorted([(t, 0) for t in one] + [(t, 1) for t in other])
    total = sum(place for place, (_time, whose) in enumerate(ranked, 1) if whose == 0)
    n, m = len(one), len(other)
    u = total - n * (n + 1) / 2
    z = (u - n * m / 2) / sqrt(n * m * (n + m + 1) / 12)
    return 1 - erf(abs(z) / sqrt(2))
