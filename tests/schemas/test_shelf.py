"""The shelf of live definitions reads beside the act under way, and takes nothing of it along."""

from __future__ import annotations

from uuid import uuid4

from core import history
from core.actor import HOUSE
from core.database import session
from schemas import bodies, operations, queries, shelf
from tests.schemas.documents import colours

KIND, KEY = "reference-list", "couleurs"


def test_what_the_act_wrote_stays_when_a_cold_shelf_is_filled_within_a_savepoint(app):
    """R-04: acts of bulk work stand in savepoints; a worker that just began knows no body yet."""
    operations.save_draft(HOUSE, KIND, KEY, colours())
    operations.publish(HOUSE, KIND, KEY)
    session.commit()
    subject = uuid4()
    with session.begin_nested():
        assert queries.live(KIND, "autre") is None
        shelf._shelf[0].live.clear()
        bodies._kept._values.clear()
        history.record(HOUSE, "record", subject, "record.proposed", first=True)
        assert queries.live(KIND, KEY).body == colours()
        history.record(HOUSE, "record", subject, "record.updated", version=2)
    session.expire_all()
    acts = [line.act for line in history.lines_of("record", subject)]
    assert acts == ["record.updated", "record.proposed"]
