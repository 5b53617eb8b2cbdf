"""The client's book held against the tables: lost, double, incomplete; mails by Message-ID."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from sqlalchemy import text

from core.database import session
from tests.kit.ledger import Ledger, title
from tests.kit.stack import Stack

LINES = """
    WITH wanted AS (SELECT id, title, reference, status FROM request WHERE title = ANY(:titles)),
    told AS (
        SELECT subject_id AS id, count(*) AS n FROM change
        WHERE subject_kind = 'request' AND act = 'request.submitted' GROUP BY 1),
    stepped AS (SELECT subject_id AS id, count(*) AS n FROM step GROUP BY 1),
    owed AS (
        SELECT (args->'payload'->>'request_id')::uuid AS id, count(*) AS n FROM job
        WHERE kind = 'deliver' AND args->>'event' LIKE '%RequestSubmitted'
            AND args->>'to' LIKE '%acknowledge' GROUP BY 1)
    SELECT w.title, w.reference, coalesce(told.n, 0), coalesce(stepped.n, 0),
        coalesce(owed.n, 0), w.status
    FROM wanted w LEFT JOIN told USING (id) LEFT JOIN stepped USING (id) LEFT JOIN owed USING (id)
"""
ORPHANS = """
    SELECT count(*) FROM change c WHERE c.subject_kind = 'request'
        AND NOT EXISTS (SELECT FROM request r WHERE r.id = c.subject_id)
"""
#: Mails that stand twice in the tables for one and the same event.
TWICE_TOLD = """
    SELECT count(*) FROM (SELECT once FROM mail GROUP BY once HAVING count(*) > 1) AS twice
"""
UNDONE = "SELECT count(*) FROM job WHERE done_at IS NULL"


def held_against(stack: Stack, ledger: Ledger, numbers: Iterable[int]) -> dict[str, int]:
    """Each acknowledged submission is stored once with history, step and receipt to come."""
    titles = {title(number): number for number in numbers}
    with stack.inside():
        rows = session.execute(text(LINES), {"titles": list(titles)}).all()
        orphans = session.scalar(text(ORPHANS))
    stored = Counter(row[0] for row in rows)
    references = {row[0]: row[1] for row in rows}
    wrong = [n for n, ref in ledger.told.items() if references.get(title(n)) != ref]
    return {
        "acknowledged": len(ledger.told),
        "lost": len(wrong),
        "double": sum(count > 1 for count in stored.values()),
        "incomplete": sum(tuple(row[2:]) != (1, 1, 1, "depose") for row in rows),
        "orphans": int(orphans or 0),
    }


def undone(stack: Stack) -> int:
    """Jobs that still wait."""
    with stack.inside():
        return int(session.scalar(text(UNDONE)) or 0)


def ask(stack: Stack, question: str, **values: Any) -> Any:
    """One figure of the tables."""
    with stack.inside():
        return session.execute(text(question), values).scalar()


def left(var: Path) -> int:
    """How many mails lie in the outbox, unread: reading twenty thousand takes half a minute."""
    return sum(1 for _ in (var / "outbox").glob("*.eml"))


def receipts(var: Path) -> Counter[str]:
    """How often each Message-ID lies in the outbox."""
    return Counter(
        str(message_from_bytes(path.read_bytes(), policy=default)["Message-ID"])
        for path in (var / "outbox").glob("*.eml")
    )
