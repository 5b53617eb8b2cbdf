"""Many requests like one that was really filed: its steps, ticks and history are copied with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, inspect, select

from core.database import session
from core.folding import fold
from core.history import Line, record_all
from core.ids import uuid7


def copies(model: Any, count: int, by: Any) -> list[str]:
    """The numbers of `count` requests in the very state of `model`; `by` filed them."""
    from catalogue.models import Request
    from workflows.models import Step, Tick

    of = {c.key: getattr(model, c.key) for c in inspect(Request).column_attrs}
    rows = []
    for number in range(1, count + 1):
        reference, title = f"COP-{number:04}", f"Repeindre les murs, salle {number}"
        names = {"reference": reference, "provisional": f"B-{reference}", "title": title}
        words = fold(f"{reference} {title} {model.establishment_label}")
        rows.append({**of, **names, "id": uuid7(), "words": words})
    session.execute(insert(Request), rows)
    for table in (Step, Tick):
        columns = [c.key for c in inspect(table).column_attrs if c.key != "id"]
        lived = session.scalars(select(table).where(table.subject_id == model.id)).all()
        made = [
            {**{name: getattr(one, name) for name in columns}, "subject_id": row["id"]}
            for one in lived
            for row in rows
        ]
        if made:
            session.execute(insert(table), made)
    filed = [Line(by, row["id"], "request.submitted", model.version, {}) for row in rows]
    record_all("request", filed)
    session.flush()
    return [row["reference"] for row in rows]
