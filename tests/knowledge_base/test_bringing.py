"""Entries written elsewhere: read without trust, told in words, taken in whole or not at all."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html import unescape

import pytest

from core.actor import HOUSE
from core.database import session
from core.errors import Invalid
from knowledge_base import operations, queries
from knowledge_base.domain.incoming.markdown import row_of
from knowledge_base.domain.incoming.pages import rows_of_page
from knowledge_base.exporting import as_json, as_markdown
from knowledge_base.pack_data import KnowledgeData
from knowledge_base.reading import brought, joined, pasted, rows_of
from tests.kit.people import base_pack, person

PAGE = """<html><head><title>T</title><script>evil()</script></head><body><nav>Menu</nav><main>
<h1>Aide</h1><h2>Repas</h2>
<h3>Comment <b>inscrire</b> mon enfant ?</h3><p>Allez <a href="https://a.example/x">ici</a>,
<a href="javascript:evil()">pas là</a>. <img src=x onerror=evil() alt="un plan"></p>
<ol><li>Ouvrir<li><p>Joindre *tout*</p></ol>
<h3>Et si je me trompe ?</h3><p>Écrivez-nous.</p>
<details><summary>Quand ?</summary>Le <strong>soir</strong>.</details>
<p>Écrivez.</p></main></body></html>"""


def test_a_page_of_questions_is_an_entry_each_and_none_of_its_markup():
    rows = rows_of_page(PAGE)
    assert [(row["question"], row["theme"]) for row in rows] == [
        ("Comment inscrire mon enfant ?", "Repas"),
        ("Et si je me trompe ?", "Repas"),
        ("Quand ?", "Repas"),
    ]
    assert rows[0]["answer"] == (
        "Allez [ici](https://a.example/x), pas là. un plan\n\n1. Ouvrir\n2. Joindre tout"
    )
    assert rows[2]["answer"] == "Le **soir**.\n\nÉcrivez."
    assert rows_of_page("<h1>Un</h1><p>a</p><h2>Deux</h2>b") == [
        {"question": "Un", "answer": "a\n\n# Deux\n\nb"}
    ]
    assert rows_of_page("") == rows_of_page("<script>x") == []


@pytest.mark.parametrize(
    "sign", ["<", "<p", "<b>" * 5000, "</b>" * 5000, '<a href="', "&#0;", "<ul>" * 900]
)
def test_an_odd_page_is_read_to_its_end(sign):
    assert isinstance(rows_of_page(sign + "x"), list)


def test_front_matter_is_read_under_the_names_others_give():
    text = (
        '---\ntitle: "Où signer ?"\nslug: ou-signer\nlocale: fr\nkeywords: "parapher, signature"\n'
        "audience:\n- agent\n---\n\n# Où signer ?\n\n> [!INFO]\n> Là ![plan](x.png).\n"
    )
    assert row_of(text, "autre") == {
        "question": "Où signer ?", "key": "ou-signer", "language": "fr",
        "wordings": ["parapher", "signature"], "audience": ["agent"], "answer": "> Là plan.",
    }  # fmt: skip


def test_one_key_in_two_languages_is_one_entry(app):
    files = [(f"a.{tongue}.md", f"---\nlocale: {tongue}\n---\n# {words}\n\nx {words}\n")
             for tongue, words in (("fr", "Où ?"), ("en", "Where?"))]  # fmt: skip
    found = joined(one for name, text in files for one in brought(text.encode(), name))
    operations.load(HOUSE, [one.row for one in found])
    assert queries.entry("a").body["variants"]["en"]["question"] == "Where?"
    assert [row.key for row in queries.search("where")] == ["a"]


def test_a_table_names_its_lines(app):
    table = "Question;Réponse;Mots-clés;thème\nOù ?;Là.;ici | là-bas;lieux\nQuand ?;;;\n"
    found = brought(table.encode("cp1252"), "aide.csv")
    assert found[0].row == {
        "question": "Où ?", "answer": "Là.", "wordings": ["ici", "là-bas"], "theme": "lieux",
        "key": "ou",
    }  # fmt: skip
    looked = list(operations.rehearse([one.row for one in found]))
    assert [one.outcome for one in looked] == ["new", "refused"]
    assert found[1].place == "aide.csv, ligne 3"
    for text in ("", "a;b\n1;2\n", "question,question\n"):
        with pytest.raises(Invalid):
            brought(text.encode(), "aide.csv")


def test_sets_of_questions_are_entries_with_their_wordings(app):
    document = {
        "title": "Carte ?",
        "paragraphs": [{"context": "À la mairie.", "qas": [{"question": "Où la carte ?"}]}],
    }
    row = rows_of(json.dumps({"data": [document]}).encode(), "faq.json")[0]
    assert (row["key"], row["answer"], row["wordings"]) == (
        "carte",
        "À la mairie.",
        ["Où la carte ?"],
    )


@pytest.mark.parametrize(
    "row",
    [
        {"key": "a", "question": "A ?", "answer": {"x": 1}},
        {"key": "a", "question": "A ?", "blocks": "x"},
        {"key": "a", "question": "A ?", "blocks": [{"type": "text", "text": 1}]},
        {"key": "a", "question": "A ?", "answer": "x", "tree": {"nodes": [1]}},
        {"key": "a", "question": "A ?", "answer": "x", "variants": {"fr": 1}},
        {"key": ["a"], "question": ["A"], "answer": None},
        {"key": "a", "question": "A ?", "answer": "x", "audience": ["../x"]},
        {"key": "a", "question": "A ?", "answer": "x", "language": "klingon"},
        [], None, "x", 1,
    ],
)  # fmt: skip
def test_a_row_of_any_shape_is_refused_in_words_and_nothing_is_half_loaded(app, row):
    with pytest.raises(Invalid):
        operations.load(HOUSE, [{"key": "b", "question": "B ?", "answer": "b"}, row])
    session.rollback()
    assert queries.by_key("b") is None


def test_what_is_exported_comes_back_unchanged(app):
    blocks = [{"type": "text", "text": "Un : « deux »"}, {"type": "steps", "items": ["a", "b"]}]
    fields = {"question": "Où : ici ?", "blocks": blocks, "theme": "x", "wordings": ["là: bas"]}
    operations.write_entry(HOUSE, "un", fields)
    assert operations.load(HOUSE, rows_of(as_json(), "aide.json")) == {"written": 0, "same": 1}
    with zipfile.ZipFile(io.BytesIO(as_markdown())) as archive:
        row = rows_of(archive.read("un.fr.md"), "un.fr.md")[0]
    assert (row["key"], row["question"], row["wordings"]) == ("un", "Où : ici ?", ["là: bas"])
    assert row["answer"] == "Un : « deux »\n\n1. a\n2. b"


def test_a_pack_that_comes_again_keeps_what_the_house_changed(app):
    def brings(**words):
        return json.dumps([{"key": "p", "question": "P ?", "answer": "Un.", **words}]).encode()

    pack = KnowledgeData()
    pack.load(HOUSE, brings(theme="vieux"), "aide.json")
    operations.write_entry(HOUSE, "p", {"answer": "De la maison."})
    assert pack.load(HOUSE, brings(theme="neuf"), "aide.json") == {"written": 1, "same": 0}
    row = queries.by_key("p")
    assert (row.answer, row.theme) == ("De la maison.", "neuf")
    assert pack.load(HOUSE, brings(answer="Du lot."), "aide.json")["kept"] == 1
    assert (row.answer, row.theme) == ("De la maison.", "")


def test_a_page_is_pasted_read_and_taken_in(app, sign_in):
    base_pack()
    admin = person("admin@example.test", "administrateur")
    session.commit()
    writer = sign_in(admin)
    here = "/administration/aide/importer"
    looked = writer.submit(here, {"text": PAGE}).get_data(as_text=True)
    assert "3 fiches nouvelles" in looked
    assert queries.by_key("quand") is None
    carried = unescape(re.search(r'name="charge" value="([^"]+)"', looked)[1])
    taken = writer.submit(here, {"charge": carried, "publish": "1"})
    assert taken.status_code == 303
    assert "<strong>soir</strong>" in writer.get("/aide/quand").get_data(as_text=True)
    assert writer.submit(here, {"charge": "x"}).status_code == 422
    assert writer.submit(here, {}).status_code == 422
    assert pasted("# Titre\n\nTexte")[0].row["key"] == "titre"
