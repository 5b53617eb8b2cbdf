"""What a list of values offers: by search, by parent, and for ever by key."""

from __future__ import annotations

from datetime import date

from core.actor import HOUSE
from schemas import operations, queries
from tests.schemas.documents import colours

PLACES = [
    {"key": "35", "label": "Ille-et-Vilaine"},
    {"key": "35238", "label": "Rennes", "parent": "35"},
    {"key": "35047", "label": "Bruz", "parent": "35"},
    {"key": "35288", "label": "Saint-Malo", "parent": "35", "retired_at": "2020-01-01"},
]


def published(key="communes", rows=PLACES, **more):
    document = colours(key, title="Communes", **more) | {"rows": rows}
    operations.save_draft(HOUSE, "reference-list", key, document)
    return operations.publish(HOUSE, "reference-list", key)


def test_a_list_offers_its_rows_in_their_order_by_parent_and_by_words(app):
    published()
    assert [row.key for row in queries.list_rows("communes")] == ["35", "35238", "35047"]
    under = queries.list_rows("communes", parent="35", limit=1)
    assert [row.label for row in under] == ["Rennes"]
    assert [row.key for row in queries.list_rows("communes", text="ILLE vil")] == ["35"]
    assert [row.key for row in queries.list_rows("communes", text="350")] == ["35047"]
    assert queries.list_rows("communes", text="absente") == []
    assert queries.list_rows("inconnue") == []


def test_a_retired_row_is_offered_no_more_and_still_read(app):
    published()
    gone = queries.list_row("communes", "35288")
    assert (gone.label, gone.retired, gone.retired_at) == ("Saint-Malo", True, date(2020, 1, 1))
    assert "35288" not in {row.key for row in queries.list_rows("communes")}
    assert queries.list_row("communes", "inconnue") is None
