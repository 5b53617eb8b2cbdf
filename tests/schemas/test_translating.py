"""The words of a definition in another language: typed beside their source, kept text by text."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from core.actor import HOUSE
from form_factory.compiled import compiled
from schemas import operations, queries, translating
from tests.kit.people import base_pack, person
from tests.kit.works import SERVICE
from tests.schemas.documents import colours

DATA = Path(__file__).parents[1] / "data/definitions"
DOOR = "/administration/definitions/form/demande-travaux/traductions"


def document(name):
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))


@pytest.fixture
def admin(app, sign_in):
    base_pack()
    operations.save_draft(HOUSE, "form", "demande-travaux", document("demande-travaux"))
    return sign_in(person("admin@example.test", "administrateur", name="Ada Martin"))


def text(answer):
    return html.unescape(answer.get_data(as_text=True))


def words():
    return queries.draft("form", "demande-travaux").body["translations"]


def keys(page):
    return re.findall(r'name="t\.([^"]+)"', page)


def test_each_text_has_its_place_and_what_is_missing_is_counted(admin):
    page = text(admin.get(DOOR))
    assert "Votre demande › Nature" in page
    total = len(keys(page))
    assert f"{total} textes à traduire sur {total}" in page
    key = "01J0000000000000000000F002.title"
    sent = admin.submit(DOOR, {"langue": "en", f"t.{key}": " Kind ", "t.inconnu.title": "x"})
    assert sent.status_code == 303
    assert words() == {"en": {key: "Kind"}}
    page = text(admin.get(f"{DOOR}?langue=en"))
    assert f"{total - 1} textes à traduire sur {total}" in page
    assert key not in keys(text(admin.get(f"{DOOR}?langue=en&manque=1")))
    assert keys(text(admin.get(f"{DOOR}?langue=en&q=kind"))) == [key]
    assert "Anglais" in page


def test_two_translators_do_not_undo_one_another_and_an_emptied_text_is_missing_again(admin):
    admin.submit(DOOR, {"langue": "en", "t.page.p1.title": "Your school"})
    admin.submit(DOOR, {"langue": "en", "t.title": "Works request"})
    admin.submit(DOOR, {"langue": "br", "t.title": "Goulenn labourioù"})
    assert words()["en"] == {"page.p1.title": "Your school", "title": "Works request"}
    admin.submit(DOOR, {"langue": "br", "t.title": "  "})
    assert set(words()) == {"en"}
    history = queries.draft_history("form", "demande-travaux")
    assert history.undo_label == "Traduction : Breton"
    assert admin.submit(DOOR, {"langue": "xx", "t.title": "?"}).status_code == 400
    assert admin.get(f"{DOOR}?langue=klingon").status_code == 400


def test_readers_get_the_words_and_the_source_where_there_is_none(admin):
    for key in keys(text(admin.get(DOOR))):
        admin.submit(DOOR, {"langue": "en", f"t.{key}": f"<{key}>"})
        if key.startswith("01J0000000000000000000F003"):
            break
    form = compiled(queries.draft("form", "demande-travaux").body, language="en").form
    assert form.title == "<title>"
    assert form.pages[1].title == "<page.p2.title>"
    assert form.pages[2].title == "Lots et pièces"
    nature = next(one for one in form.fields() if one.key == "nature")
    assert nature.choices[0].label == "<01J0000000000000000000F002.choice.urgence>"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (document("travaux-3-niveaux"), {"title", "status.depose.label", "transition.deposer.label",
                                         "status.depose.checklist.surface.label"}),
        (colours(), {"title", "row.rouge.label"}),
        ({**SERVICE, "sheet": {"summary": [{"p": "Décrivez le besoin."}, {"ul": ["Un", "Deux"]}],
                               "contacts": [{"label": "Bâtiments", "hours": "9 h"}]}},
         {"title", "button.demander.label"}),
    ],
)  # fmt: skip
def test_every_kind_says_its_texts_and_is_said_in_another_language(app, found, expected):
    texts = translating.texts_of(found)
    assert expected <= {each.key for each in texts}
    spoken = {each.key: f"EN {each.source}" for each in texts}
    english = translating.in_language({**found, "translations": {"en": spoken}}, "en")
    assert [each.source for each in translating.texts_of(english)] == [
        f"EN {each.source}" for each in texts
    ]
    assert translating.in_language(found, "en") is found


def test_what_has_no_key_keeps_its_words_when_it_moves(app):
    first, second = {"label": "Un", "hours": "9 h"}, {"label": "Deux"}
    service = {**SERVICE, "sheet": {"contacts": [first, second]}}
    texts = {each.source: each.key for each in translating.texts_of(service)}
    moved = {**SERVICE, "sheet": {"contacts": [second, first]},
             "translations": {"en": {texts["Un"]: "One", texts["9 h"]: "9 am"}}}  # fmt: skip
    contacts = translating.in_language(moved, "en")["sheet"]["contacts"]
    assert contacts == [{"label": "Deux"}, {"label": "One", "hours": "9 am"}]


def test_a_draft_of_any_shape_is_told_and_breaks_nothing(admin):
    operations.save_draft(
        HOUSE, "form", "demande-travaux", {"kind": "form", "key": "demande-travaux", "ui": 3}
    )
    assert "n’a pas encore la forme attendue" in text(admin.get(DOOR))
    assert admin.submit(DOOR, {"langue": "en", "t.title": "x"}).status_code == 303


def test_a_large_definition_is_translated_page_by_page(admin):
    draft = document("demande-travaux")
    for number in range(60):
        draft["ui"]["pages"][0]["items"].append(
            {"explanation": f"e{number}", "text": f"Consigne {number}"}
        )
    operations.save_draft(HOUSE, "form", "demande-travaux", draft)
    page = text(admin.get(DOOR))
    assert len(keys(page)) == 50
    assert "Page 1 sur 2" in page
    assert set(keys(text(admin.get(f"{DOOR}?page=2")))).isdisjoint(keys(page))
