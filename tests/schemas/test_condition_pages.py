"""The component of conditions and the formula helper, through their doors."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.actor import HOUSE
from form_factory.condition_names import names_of_form
from schemas import conditioning, operations, queries
from tests.kit.filled import Filled
from tests.kit.people import base_pack, person
from tests.kit.thorough import some

ROWS, FORMULA = "/administration/conditions/lignes", "/administration/conditions/formule"
FORM = json.loads(
    Path("schemas/packs/demonstration/definitions/form-demande-travaux.json").read_text("utf-8")
)
PLACE = "/ui/pages/2/items/2"
SOURCE = f"form:{FORM['key']}:{PLACE}"
HX = {"HX-Request": "true"}


@pytest.fixture
def admin(app, sign_in):
    base_pack()
    operations.save_draft(HOUSE, "form", FORM["key"], FORM)
    return sign_in(person("admin@example.test", "administrateur", name="Ada Martin"))


@pytest.fixture
def names(app):
    return names_of_form(FORM, PLACE, SOURCE)


def text(answer):
    assert answer.status_code == 200, answer.get_data(as_text=True)[:2000]
    return answer.get_data(as_text=True)


def row(number, subject, op="", **more):
    found = {f"when.{number}.sujet": subject, f"when.{number}.op": op}
    return found | {f"when.{number}.{key}": value for key, value in more.items()}


def posted(*rows, **more):
    base = {"when.noms": SOURCE, "when.mode": "lignes", "when.lier": "and"}
    for each in rows:
        base |= each
    return base | more


def lists(form):
    return {key: [value] for key, value in form.items()}


def value_of(html, name):
    return re.search(rf'name="{re.escape(name)}" value="([^"]*)"', html).group(1)


def test_the_value_follows_the_chosen_field(admin):
    page = text(admin.submit(ROWS, posted(row(0, "nature"), cond="when"), headers=HX))
    assert "<!doctype" not in page.lower()
    assert "Urgence" in page
    assert 'name="when.0.valeur"' in page
    page = text(admin.submit(ROWS, posted(row(0, "total"), cond="when"), headers=HX))
    assert 'inputmode="decimal"' in page
    assert "est au moins" in page
    assert "il y a plus de" not in page
    assert "est le jour" not in page  # another amount is no day


def test_rows_are_added_grouped_and_removed_without_a_script(admin):
    kept = posted(row(0, "nature", "eq", valeur="urgence"), titre="Lots", act="cond.add:when")
    kept["when.vers"] = "/administration/definitions"
    page = text(admin.submit(ROWS, kept))
    assert (
        '<form class="leaf pad" id="condition" method="post" action="/administration/definitions">'
        in page
    )
    assert value_of(page, "titre") == "Lots"
    assert 'name="when.1.sujet"' in page
    page = text(admin.submit(ROWS, {**kept, "act": "cond.group:when"}))
    assert 'name="when.1.lier"' in page
    assert 'name="when.1.1.sujet"' in page
    page = text(admin.submit(ROWS, {**kept, "act": "cond.remove:when:0"}))
    assert 'name="when.0.sujet"' not in page
    assert "Ajouter une condition" in page
    away = posted(act="cond.add:when") | {"when.vers": "https://ailleurs.example/"}
    assert "ailleurs.example" not in text(admin.submit(ROWS, away)).split("<form")[1].split(">")[0]


def test_without_a_script_the_page_of_the_component_ends_on_the_form_it_came_from(admin):
    """A question of the form editor gets its condition with buttons and lists alone."""
    x_id = FORM["schema"]["properties"]["description"]["x-id"]
    page = text(admin.get(f"/administration/formulaires/{FORM['key']}/modifier?champ={x_id}"))
    host = re.search(r'<form class="props" id="([^"]+)" method="post" action="([^"]+)"', page)
    sent = Filled(page, host[1]).data(act="cond.add:afficher")
    page = text(admin.submit(ROWS, sent))
    sent = Filled(page, "condition").data(
        **{"afficher.0.sujet": "danger", "act": "cond.redraw:afficher"}
    )
    page = text(admin.submit(ROWS, sent))
    away = re.search(r'id="condition" method="post" action="([^"]+)"', page)
    kept = admin.submit(unescape(away[1]), Filled(page, "condition").data())
    assert kept.status_code == 303
    items = queries.draft("form", FORM["key"]).body["ui"]["pages"][1]["items"]
    asked = next(item for item in items if item.get("field") == "/description")
    assert asked["when"] == {"==": [{"var": "danger"}, True]}


def test_a_host_keeps_what_was_posted_and_what_it_had_when_something_lacks(names):
    before = {"==": [{"var": "nature"}, "urgence"]}
    read = conditioning.read(
        lists(posted(row(0, "total", "ge", valeur="5 000"))), "when", names, before
    )
    assert read.condition == {">=": [{"var": "total"}, "5000.00"]}
    lacking = lists(posted(row(0, "total", "ge", valeur="beaucoup")))
    read = conditioning.read(lacking, "when", names, before)
    assert read.condition is before
    assert [(one.path, one.code) for one in read.problems] == [("when.0.valeur", "rows-number")]
    assert read.shown.lines[0].control.values == ("beaucoup",)
    assert conditioning.read({}, "when", names, before).condition is before
    assert conditioning.read(lists(posted()), "when", names, before).condition is None


def test_what_rows_cannot_show_is_a_formula_and_is_kept_to_the_letter(names):
    before = {">": [{"+": [{"var": "total"}, {"var": "total"}]}, 100]}
    shown = conditioning.shown("when", before, names)
    assert (shown.mode, shown.text) == ("formule", "total + total > 100,00")
    sent = {"when.mode": ["formule"], "when.texte": [shown.text], "when.noms": [SOURCE]}
    assert conditioning.read(sent, "when", names, before).condition is before
    sent["when.texte"] = ["total > 10 et nature ="]
    refused = conditioning.read(sent, "when", names, before)
    assert refused.condition is before
    assert refused.problems[0].params["column"] == 23


def test_a_field_that_is_gone_is_told_at_its_row_and_nothing_is_lost(names):
    before = {"and": [{"==": [{"var": "disparu"}, "oui"]}, {"is_set": [{"var": "total"}]}]}
    shown = conditioning.shown("when", before, names)
    assert shown.errors.keys() == {"when.0.sujet"}
    assert (shown.lines[0].subject, shown.lines[0].control.values) == ("disparu", ("oui",))
    sent = lists(posted(row(0, "disparu", "eq", valeur="oui"), row(1, "total", "set")))
    assert conditioning.read(sent, "when", names, before).condition is before


def test_a_formula_over_endless_rows_stops_at_its_budget(names):
    many = replace(names, sample={"lots": [{"montant": "1.00"}] * 2_000})
    text = "nombre(lots; nombre(lots; ./montant > 1) > nombre(lots; ./montant > 2))"
    shown = conditioning.formula_read({"c.texte": [text]}, "c", many).shown
    assert "trop de calculs" in shown.errors["c.texte"][0]


def test_a_formula_becomes_rows_and_rows_a_formula(admin):
    page = text(
        admin.submit(
            ROWS, posted(row(0, "total", "ge", valeur="5000"), act="cond.formula:when"), headers=HX
        )
    )
    assert "total &gt;= 5000,00" in page
    sent = {
        "when.noms": SOURCE,
        "when.mode": "formule",
        "when.texte": "total >= 5000",
        "act": "cond.rows:when",
    }
    page = text(admin.submit(ROWS, sent, headers=HX))
    assert 'value="5000,00"' in page
    assert "atteint 5" in page


def test_a_formula_shows_its_result_on_the_example_of_the_form(admin):
    sent = {
        "calcul.noms": f"form:{FORM['key']}:/computed/0",
        "calcul.attendu": "decimal",
        "cond": "calcul",
    }
    sent |= {"calcul.texte": "somme(lots.montant) * 1,2"}
    page = text(admin.submit(FORMULA, sent, headers=HX))
    assert "Résultat" in page
    page = text(admin.submit(FORMULA, {**sent, "calcul.texte": "somme(lots.libelle)"}, headers=HX))
    assert "Colonne" in page
    assert "errmsg" in page
    page = text(
        admin.submit(
            FORMULA,
            {**sent, "calcul.texte": "si(danger; 1; 2)", "calcul.essai.danger": "oui"},
            headers=HX,
        )
    )
    assert "<b>1</b>" in page


def test_only_who_writes_definitions_comes_in(admin, sign_in):
    stranger = sign_in(person("cheffe@example.test", "chef-etablissement"))
    assert stranger.submit(ROWS, posted(cond="when")).status_code in {403, 404}


def test_unknown_sources_are_not_found(admin):
    for source in ["", "form", "form:absent:/ui", "nowhere:x", "form:" + "é" * 300]:
        sent = {"when.noms": source, "when.mode": "lignes", "cond": "when"}
        assert admin.submit(ROWS, sent, headers=HX).status_code == 404, source
    assert admin.submit(ROWS, {}).status_code == 404


KEYS = st.sampled_from(
    ["lier", "mode", "texte", "noms.x", "0", "0.sujet", "0.op", "0.valeur", "0.autre", "0.unite",
     "0.lier", "0.dont.lier", "0.dont.0.sujet", "0.dont.0.op", "0.dont.0.valeur", "0.0.sujet",
     "0.0.op", "0.0.valeur", "1.sujet", "1.op", "1.valeur", "0.avant", "x.y.z", "9999.sujet", ""]
)  # fmt: skip
VALUES = st.sampled_from(
    ["", "lots", "total", "nature", "sum:lots:montant", "any", "where_ge", "in", "eq", "age_ge",
     "lt_ago", "-1", "99999999999", "5 000,5", "urgence", "or", "nor", "formule", "lignes", "garde",
     "total >= 5", "((((", "\x00", "é\n\n", "D", "2026-02-30", "./montant", "danger", "«", "[a]"]
) | st.text(max_size=8)  # fmt: skip
ACTS = st.sampled_from(
    ["", "cond.add:when", "cond.add:when:0", "cond.add:when:0.dont", "cond.group:when", "cond.x",
     "cond.remove:when:0", "cond.remove:when:0.dont.0", "cond.formula:when", "cond.rows:when",
     "cond.clear:when", "cond.add:when:0.dont.dont.9", "cond.remove:when:", "cond.:::"]
)  # fmt: skip
POSTED = st.dictionaries(KEYS, VALUES, max_size=12)


def _nothing_raises(app_names, fields, act):
    app, names = app_names
    form = {f"when.{key}": [value] for key, value in fields.items()} | {"act": [act]}
    before = {"==": [{"var": "nature"}, "urgence"]}
    with app.test_request_context():
        read = conditioning.read(form, "when", names, before)
        assert read.problems == [] or read.condition is before
        again = conditioning.redrawn(form, "when", names)
        assert again.mode in {"lignes", "formule", "garde"}
        conditioning.formula_read(form, "when", names, "decimal", before)


@given(POSTED, ACTS)
@settings(max_examples=some(25))
def test_nothing_that_is_posted_raises(app_names, fields, act):
    _nothing_raises(app_names, fields, act)


@pytest.mark.audit
@given(POSTED, ACTS)
@settings(max_examples=2000)
def test_thousands_of_posts_raise_nothing(app_names, fields, act):
    _nothing_raises(app_names, fields, act)


@pytest.fixture(scope="module")
def app_names(house):
    """Names, and a context to draw in, that ends with each example: it says who acts."""
    with house.test_request_context():
        return house, names_of_form(FORM, PLACE, SOURCE)


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ({"in": ["photo", {"var": "photos"}]}, "Photos » contient « photo »"),
        ({">=": [{"sum": ["lots", "montant"]}, 9]}, "la somme de « Montant TTC » dans « Lots"),
        ({"any": ["lots", {"==": [{"var": "./amiante"}, True]}]}, "dans au moins une ligne de"),
        ({">": [{"count": ["lots", {"==": [{"var": "./amiante"}, True]}]}, 2]},
         "où la réponse à « Amiante suspectée » est oui dépasse 2"),
        ({"<": [{"var": "establishment.opened_on"}, {"date_add": [{"today": []}, "-P15D"]}]},
         "vient avant la date située 15 jours avant aujourd’hui"),
    ],
)  # fmt: skip
def test_sentences_say_all_of_what_rows_say(names, condition, sentence):
    said = conditioning.sentence(condition, names).replace("\u00a0", " ")
    assert sentence in said
