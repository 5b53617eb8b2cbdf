"""Lists of values as an administrator makes them: pasted, from files, row by row."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from core.actor import HOUSE
from registry import operations as registry
from schemas import list_store, operations, queries
from tests.kit.people import base_pack, person
from tests.schemas.test_listing import PLACES, published

HOME = "/administration/listes/communes"


@pytest.fixture
def admin(app, sign_in):
    base_pack()
    return sign_in(person("admin@example.test", "administrateur", name="Ada Martin"))


def text(answer):
    return answer.get_data(as_text=True)


def seen(client, url=HOME):
    return re.search(r'name="vu" value="(\d+)"', text(client.get(url))).group(1)


def does(client, url=HOME, **data):
    return client.submit(url, {"vu": seen(client, url), **data})


def brought(client, pasted="", file=None, key="communes"):
    url = f"/administration/listes/{key}/importer"
    data = {"vu": seen(client, url), "texte": pasted}
    if file is not None:
        data["fichier"] = (io.BytesIO(file[1]), file[0])
    return client.submit(url, data, content_type="multipart/form-data")


def rows():
    body = (
        queries.draft("reference-list", "communes") or queries.live("reference-list", "communes")
    ).body
    return list_store.rows_of(body)


def as_shown(client, location):
    """The preview, and the fields its last form sends."""
    page = text(client.get(location))
    form = page[page.rindex("<form") :]
    return page, dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_a_pasted_list_becomes_rows_with_keys_and_parents(admin):
    begun = admin.submit("/administration/listes/nouvelle", {"title": "Communes"})
    assert begun.location == f"{HOME}/importer"
    kept = brought(admin, "35 ; Ille-et-Vilaine\n35238 ; Rennes ; 35\n35047;Bruz;Ille-et-Vilaine\n")
    page, form = as_shown(admin, kept.location)
    assert "3 valeurs ajoutées" in page
    assert admin.submit(kept.location, form).status_code == 303
    assert [(r.key, r.label, r.parent) for r in rows()] == [
        ("35", "Ille-et-Vilaine", None), ("35238", "Rennes", "35"), ("35047", "Bruz", "35"),
    ]  # fmt: skip
    assert admin.get(kept.location).status_code == 404  # taken in: it waits no more


def test_lines_that_cannot_be_read_hold_back_no_list_that_is_still_empty(admin):
    admin.submit("/administration/listes/nouvelle", {"title": "Communes"})
    assert "Chercher une valeur" not in text(admin.get(HOME)), "there is nothing to search yet"
    here = 'aria-current="page">Listes de valeurs'
    assert here in text(admin.get("/administration/listes")), "the bar shows where one stands"
    kept = brought(admin, "35 ; Ille-et-Vilaine\n; ; x\n")
    page, form = as_shown(admin, kept.location)
    assert "Et les valeurs déjà là" not in page
    assert "Elles ne seront pas prises." in page
    assert admin.submit(kept.location, form).status_code == 303
    kept = brought(admin, "22 ; Côtes-d’Armor\n; ; x\n")
    page, form = as_shown(admin, kept.location)
    assert "Et les valeurs déjà là" in page
    assert admin.submit(kept.location, form).status_code == 422, "a value would go unseen"
    assert [row.key for row in rows()] == ["35"]
    story = text(admin.get("/administration/definitions/reference-list/communes"))
    assert re.search(r"aujourd’hui à \d+\u202fh\u202f\d\d", story), "hours as people say them"


def test_what_a_new_list_changes_is_shown_and_no_published_key_goes(admin):
    published(rows=PLACES)
    kept = brought(
        admin,
        "cle;libelle;parent\n35;Ille & Vilaine;\n35238;Rennes;35\n35288;Saint-Malo;35\n"
        "22;Côtes-d’Armor;",
    )
    page, form = as_shown(admin, kept.location)
    for said in ("1 valeur ajoutée", "1 valeur renommée", "1 valeur retirée", "1 valeur remise"):
        assert said in page
    admin.submit(kept.location, form)
    found = {row.key: row for row in rows()}
    assert (found["35"].label, found["35047"].retired, found["35288"].retired) == (
        "Ille & Vilaine", True, False,
    )  # fmt: skip
    assert {"35", "35238", "35047", "35288", "22"} == set(found)


def test_rows_are_added_changed_retired_and_erased_by_buttons(admin):
    published(rows=PLACES)
    assert does(admin, act="add", label="Redon", parent="Ille-et-Vilaine").status_code == 303
    assert rows()[-1].key == "redon"
    assert does(admin, act="up:redon").status_code == 303
    assert [row.key for row in rows()][-2:] == ["redon", "35288"]
    page = does(admin, act="add", label="", key="35")
    assert page.status_code == 422
    assert "Écrivez un libellé." in text(page)
    url = f"{HOME}/valeurs/35238"
    assert does(admin, url, act="change", label="Roazhon", parent="35").status_code == 303
    assert (
        list_store.row_named(queries.draft("reference-list", "communes").body, "35238").label
        == "Roazhon"
    )
    assert does(admin, url, act="remove").status_code == 422
    assert does(admin, act="retire:35238").status_code == 303
    assert does(admin, f"{HOME}/valeurs/redon", act="remove").status_code == 303
    assert "redon" not in {row.key for row in rows()}
    stale = admin.submit(HOME, {"vu": "1", "act": "add", "label": "Vitré"})
    assert stale.status_code == 409
    ring = does(admin, f"{HOME}/valeurs/35", act="change", label="Ille-et-Vilaine", parent="35238")
    assert ring.status_code == 422


WINDOWS = 'Code;Libellé\n1;Été œuvré\n2;=HYPERLINK("http://x")\n'.encode("cp1252")


def test_files_of_any_encoding_and_separator_are_read(admin):
    published(rows=PLACES)
    kept = brought(admin, file=("liste.csv", WINDOWS))
    page, form = as_shown(admin, kept.location)
    assert "Été œuvré" in page
    admin.submit(kept.location, {**form, "mode": "ajout"})
    found = {row.key: row.label for row in rows()}
    assert found["1"] == "Été œuvré"
    assert found["2"] == '=HYPERLINK("http://x")'  # a text like any other, safe again in exports
    assert found["35238"] == "Rennes"


def test_hostile_files_are_refused_in_words(admin):
    published(rows=PLACES)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 400_000_000)
    for name, content in (
        ("bombe.xlsx", bomb.getvalue()),
        ("faux.xlsx", b"PK\x03\x04 pas un classeur"),
        ("nuls.csv", b"\x81\x8d\x8f\x90\x9d" * 50),
        ("vide.csv", b"  \n"),
    ):
        answer = brought(admin, file=(name, content))
        assert answer.status_code in {413, 422}, name
        assert "Traceback" not in text(answer)
    lines = "cle;libelle\nà b;Bizarre\n;\n1;Un\n1;Deux\n" + f"2;{'x' * 400}\n"
    kept = brought(admin, file=("lignes.csv", lines.encode()))
    page, form = as_shown(admin, kept.location)
    assert "3 lignes ne peuvent pas être lues" in page
    refused = admin.submit(kept.location, form)
    assert refused.status_code == 422
    assert "Ajouter et mettre à jour" in text(refused)


def test_a_long_list_is_shown_by_pages_and_searched(admin):
    lines = "\n".join(f"{n};C {n}" for n in range(1, 36_001))
    published(rows=PLACES)
    kept = brought(admin, file=("communes.csv", lines.encode()))
    page, form = as_shown(admin, kept.location)
    assert "35996 valeurs ajoutées" in page  # four were there
    admin.submit(kept.location, form)
    shown = text(admin.get(HOME))
    assert shown.count('class="design-row"') == 50
    assert "Page 1 sur" in shown
    assert "C 35999" in text(admin.get(f"{HOME}?q=35999"))
    assert "rows_in" in queries.draft("reference-list", "communes").body
    assert does(admin, act="retire:1").status_code == 303
    assert queries.live("reference-list", "communes").body["rows"] == PLACES


def test_publication_tells_row_by_row_what_changes(admin):
    published(rows=PLACES)
    does(admin, f"{HOME}/valeurs/35238", act="change", label="Roazhon", parent="35")
    does(admin, act="retire:35047")
    page = text(admin.get("/administration/definitions/reference-list/communes/publier"))
    assert "Valeur « Roazhon » renommée" in page
    assert "Valeur « Bruz » retirée" in page


def test_the_records_of_an_entity_are_a_list_that_follows_them(admin):
    operations.load_pack(HOUSE, "etablissements")
    entity = queries.live("entity", "etablissement")
    zola, curie = (
        registry.create_record(HOUSE, entity, {"uai": uai, "nom": nom, "type": "college",
                                               "sector": "public", "commune": "Rennes",
                                               "code_commune": "35238", "departement": "35"})
        for uai, nom in (("0350001L", "Collège Zola"), ("0350002M", "Collège Curie"))
    )  # fmt: skip
    admin.submit("/administration/listes/nouvelle", {"title": "Communes", "origin": "fiches"})
    url = f"{HOME}/fiches"
    assert does(admin, url, source="inconnue").status_code == 422
    assert does(admin, url, source="etablissement").status_code == 303
    operations.publish(HOUSE, "reference-list", "communes")
    assert [row.label for row in queries.list_rows("communes")] == ["Collège Curie", "Collège Zola"]
    assert [row.key for row in queries.list_rows("communes", text="zola")] == [str(zola.id)]
    assert queries.list_rows("communes", text="0350001") == []  # only words anybody may read
    registry.archive_record(HOUSE, curie)
    assert [row.key for row in queries.list_rows("communes")] == [str(zola.id)]
    kept = queries.list_row("communes", str(curie.id))
    assert (kept.label, kept.retired) == ("Collège Curie", True)
    registry.restrict_record(HOUSE, zola, "essai")
    assert queries.list_row("communes", str(zola.id)) is None
    assert "Collège" not in text(admin.get(HOME))
