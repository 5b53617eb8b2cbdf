"""Many requests written at once: rows of the list alone, with what a plain Python oracle reads."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, inspect, select

from core import clock
from core.database import session
from core.folding import fold
from core.ids import uuid7

PLACES = (
    ("/org/nord/a", "Collège Émile-Zola"),
    ("/org/nord/b", "Lycée de l’Œuvre"),
    ("/org/sud/c", "École du Val"),
)
TAGS = ("urgent", "a-relire", "budget-2027")
#: Amounts as forms keep them, and what no form would have kept.
TOTALS: tuple[Any, ...] = ("12.50", "1200.00", "980.00", "0.00", None, "", "beaucoup")
NATURES = ("entretien", "urgence", "projet")


@dataclass(slots=True)
class Crowd:
    """What was written: one plain mapping a request."""

    rows: list[dict[str, Any]] = field(default_factory=list)


def crowd(model: Any, count: int, agents: list[UUID], seed: int = 7) -> Crowd:
    """`count` requests like `model`, each in a status, a place and on days of its own."""
    from catalogue.models import Request, Tag
    from workflows import queries as workflows
    from workflows.operations.turns import turns_in

    dice = random.Random(seed)
    circuit = workflows.bridge_of(model.workflow_version_id).circuit
    statuses = [s for s in circuit.statuses if s.kind != "draft"]
    columns = {c.key: getattr(model, c.key) for c in inspect(Request).column_attrs}
    now = clock.now().replace(microsecond=0)
    for key in TAGS:
        if session.get(Tag, key) is None:
            session.add(Tag(key=key, name=key.replace("-", " ").capitalize(), tone="sky"))
    session.flush()
    rows = []
    for number in range(count):
        status = dice.choice(statuses)
        path, label = dice.choice(PLACES)
        final = status.kind == "final"
        answers = {**model.answers, "nature": dice.choice(NATURES), "total": dice.choice(TOTALS)}
        if answers["total"] is None:
            answers.pop("total")
        title = dice.choice(("Réparer la toiture", "Changer les stores", "100 % d’eau_x"))
        reference = f"C-{seed}-{number:06}"
        rows.append(
            {
                **columns,
                "id": uuid7(),
                "reference": reference,
                "provisional": f"P-{seed}-{number:06}",
                "scope_path": path,
                "establishment_label": label,
                "establishment_words": fold(label),
                "establishment_id": None,
                "title": title,
                "words": fold(f"{reference} {title} {label}"),
                "status": status.key,
                "status_kind": status.kind.value,
                "waiting_functions": turns_in(circuit, status.key),
                "answers": answers,
                "assignee_id": dice.choice([None, *agents]),
                "tags": sorted(dice.sample(TAGS, dice.choice((0, 0, 1, 2)))),
                "submitted_at": now - timedelta(hours=dice.randrange(0, 240)),
                "entered_at": now - timedelta(hours=dice.randrange(0, 100)),
                "updated_at": now - timedelta(hours=dice.randrange(0, 50)),
                "due_at": None
                if final or dice.random() < 0.3
                else now + timedelta(hours=dice.randrange(-96, 96)),
                "closed_at": now if final else None,
            }
        )
    for start in range(0, count, 1000):
        session.execute(insert(Request), rows[start : start + 1000])
    session.flush()
    return Crowd(rows)


def everything() -> set[str]:
    """The number of every request there is."""
    from catalogue.models import Request

    return {r for r in session.scalars(select(Request.reference)) if r is not None}


def day_of(moment: datetime) -> str:
    """The day of an instant on the wall of the authority."""
    return moment.astimezone(clock.PARIS).date().isoformat()


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
