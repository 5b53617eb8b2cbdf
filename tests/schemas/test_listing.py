"""What a list of values offers: by search, by parent, and for ever by key."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest
from sqlalchemy import delete

from core.actor import HOUSE
from core.canonical import canonical
from core.database import session
from schemas import list_acts, list_rows, list_store, operations, queries
from schemas.domain.lists import ListRow
from schemas.errors import PackRefused
from schemas.list_models import ReferenceRow
from schemas.packs import of_files
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


def test_a_row_a_later_text_forgot_is_warned_about_and_still_read(app):
    published()
    document = colours("communes", title="Communes") | {"rows": PLACES[:1]}
    draft = operations.save_draft(HOUSE, "reference-list", "communes", document)
    assert {p.code for p in operations.problems_of(draft)} == {"row-key-lost"}
    operations.publish(HOUSE, "reference-list", "communes")
    assert [row.key for row in queries.list_rows("communes")] == ["35"]
    kept = queries.list_row("communes", "35238")
    assert (kept.label, kept.retired) == ("Rennes", True)


def test_thirty_six_thousand_rows_live_beside_their_document(app):
    rows = [ListRow(f"{n:05}", f"Commune n° {n}", f"{n % 100:02}") for n in range(100, 36_100)]
    roots = [ListRow(f"{n:02}", f"Département {n}") for n in range(100)]
    document = list_store.with_rows(colours("communes", title="Communes"), [*roots, *rows])
    assert len(canonical(document)) < 1_000
    operations.save_draft(HOUSE, "reference-list", "communes", document)
    operations.publish(HOUSE, "reference-list", "communes")
    assert queries.list_row("communes", "35999").label == "Commune n° 35999"
    [found] = queries.list_rows("communes", text="commune 35999")
    assert found.parent == "99"
    assert len(queries.list_rows("communes", parent="99", limit=500)) == 360
    page = list_store.page_of(document, "", 2, 50)
    assert (page.rows[0].key, page.count, page.last) == ("50", 36_100, 722)


def test_a_long_list_leaves_in_a_pack_and_comes_back_the_same(app):
    rows = [ListRow(f"{n}", f"Valeur « {n} »", values={}) for n in range(1, 2_000)]
    document = list_store.with_rows(colours("longue", title="Longue"), rows)
    operations.save_draft(HOUSE, "reference-list", "longue", document)
    operations.publish(HOUSE, "reference-list", "longue")
    files = operations.export_pack(HOUSE, ["reference-list/longue"], key="essai")
    session.execute(delete(ReferenceRow))  # another house, as far as rows go
    assert queries.list_row("longue", "1999") is None
    operations.load_pack(HOUSE, of_files(files))
    assert queries.list_row("longue", "1999").label == "Valeur « 1999 »"
    assert operations.export_pack(HOUSE, ["reference-list/longue"], key="essai") == files
    name = document["rows_in"]["file"]
    hostile = files[name].replace(b'"7"', b'"8"')
    with pytest.raises(PackRefused):
        operations.load_pack(HOUSE, of_files(_resealed(files, name, hostile)))


def _resealed(files, name, content):
    manifest = json.loads(files["pack.json"])
    digest = hashlib.sha256(content).hexdigest()
    manifest["files"] = [{"file": name, "sha256": digest}]
    manifest["key"] = "autre"
    return {**files, name: content, "pack.json": json.dumps(manifest).encode()}


def test_rows_that_no_text_names_any_more_are_swept_and_undo_finds_the_others(app):
    rows = [ListRow(f"{n}", f"Valeur {n}") for n in range(600)]
    published(rows=[{"key": "a", "label": "A"}])
    for last in (598, 599, 600):
        list_acts.change_rows(HOUSE, "communes", lambda _r, n=last: rows[:n], "Essai", seen=None)
    orphan = list_rows.keep(rows[:550])
    list_acts.forget()
    assert not list_rows.is_here(orphan)
    operations.undo(HOUSE, "reference-list", "communes", seen=None)
    draft = queries.draft("reference-list", "communes")
    assert len(list_store.rows_of(draft.body)) == 599
    operations.publish(HOUSE, "reference-list", "communes")
    list_acts.forget()
    assert len(queries.list_rows("communes", limit=1000)) == 599


@pytest.mark.audit
def test_the_communes_of_france_come_as_one_set_and_are_found_by_the_first_letters(app):
    report = operations.load_pack(HOUSE, "communes-france")
    assert report.published == ["reference-list/communes"]
    assert queries.live("reference-list", "communes").body["rows_in"]["count"] == 35_014
    found = queries.list_rows("communes", text="saint denis 93", limit=5)
    assert [row.label for row in found] == ["Saint-Denis (93)", "L’Île-Saint-Denis (93)"]
    assert queries.list_row("communes", "2A004").label == "Ajaccio (2A)"
    assert operations.load_pack(HOUSE, "communes-france").unchanged
