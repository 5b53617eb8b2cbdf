"""Entries: written once by key, found whatever the accents, shown to whom they are for."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from core.actor import HOUSE, Actor, Grant
from core.errors import Conflict, Invalid
from core.history import lines_of
from knowledge_base import operations, queries
from knowledge_base.pack_data import KnowledgeData
from knowledge_base.reading import rows_of

WRITER = Actor(account_id=uuid4(), name="Alix")


def write(key, question="Où est l’œuvre ?", answer="Au **collège**.", **more):
    return operations.write_entry(WRITER, key, {"question": question, "answer": answer, **more})


def reader(*roles):
    grants = tuple(Grant(uuid4(), r, r, "/org", "Org", frozenset()) for r in roles)
    return Actor(account_id=uuid4(), name="Zoé", grants=grants)


def found(text, actor=None):
    return [row.key for row in queries.search(text, actor or reader())]


def test_an_entry_is_found_by_its_key_with_or_without_its_prefix(app):
    row = write("ma-fiche")
    assert queries.entry("ma-fiche") is row
    assert queries.help_for("kb:ma-fiche") is row
    assert queries.help_for("autre:ma-fiche") is None
    assert queries.entry("absente") is None


def test_the_search_is_blind_to_accents_case_and_ends_of_words(app):
    write(
        "devis", "Comment joindre un devis ?", "Choisissez le fichier.", wordings=["pièce jointe"]
    )
    write("mdp", "Mot de passe oublié", "Demandez un lien. Un devis n’aide pas.")
    assert found("DÉVIS") == ["devis", "mdp"]
    assert found("piece") == ["devis"]
    assert found("pas oubl") == ["mdp"]
    assert found("joindre passe") == []
    assert found("comment puis-je joindre un devis ?") == ["devis"]
    assert found("œuvre") == []
    assert found("") == []
    assert found("% _ \\ ' \" ;--") == []
    assert found("x" * 5000) == []


def test_an_entry_for_some_roles_is_shown_to_them_only(app):
    write("interne", audience=["agent"])
    assert queries.entry("interne", reader("chef-etablissement")) is None
    assert queries.entry("interne", reader("chef-etablissement", "agent")) is not None
    assert found("oeuvre") == []
    assert found("oeuvre", reader("agent")) == ["interne"]
    assert queries.themes(reader()) == {}


def test_the_same_content_again_changes_nothing_and_a_change_leaves_a_line(app):
    row = write("fiche")
    version = row.version
    assert write("fiche").version == version
    write("fiche", answer="Autre")
    assert row.version == version + 1
    lines = lines_of("entry", row.id)
    assert [line.act for line in lines] == ["entry.written", "entry.written"]
    assert lines[0].patch == [{"path": "/answer", "old": "Au **collège**.", "new": "Autre"}]


def test_somebody_was_faster(app):
    row = write("fiche")
    write("fiche", answer="Autre")
    with pytest.raises(Conflict):
        operations.write_entry(WRITER, "fiche", {"answer": "x"}, version=row.version - 1)


def test_a_retired_entry_is_shown_no_more_and_comes_back_when_written(app):
    row = write("fiche", theme="travaux")
    operations.retire_entry(WRITER, row)
    operations.retire_entry(WRITER, row)
    assert queries.entry("fiche") is None
    assert queries.themes(reader()) == {}
    write("fiche")
    assert queries.entry("fiche") is not None


@pytest.mark.parametrize(
    ("key", "fields", "path"),
    [
        ("Majuscule", {}, "/key"),
        ("a" * 101, {}, "/key"),
        ("../x", {}, "/key"),
        ("ok", {"question": " "}, "/question"),
        ("ok", {"answer": ""}, "/answer"),
        ("ok", {"answer": "x" * 20_001}, "/answer"),
        ("ok", {"wordings": "x"}, "/wordings"),
        ("ok", {"audience": [1]}, "/audience"),
        ("ok", {"review_on": "demain"}, "/review_on"),
        ("ok", {"etat": "x"}, "/etat"),
    ],
)
def test_what_does_not_hold_is_told_at_its_place(app, key, fields, path):
    with pytest.raises(Invalid) as refusal:
        write(key, **fields)
    assert [p.path for p in refusal.value.problems] == [path]


def test_rows_of_a_pack_are_loaded_by_key_all_of_them_or_none(app):
    rows = [
        {"key": "a", "question": "A ?", "answer": "a"},
        {"key": "b", "question": "B ?", "answer": "b"},
    ]
    content = json.dumps(rows).encode()
    assert KnowledgeData().load(HOUSE, content, "data/aide.json") == {"written": 2, "same": 0}
    assert KnowledgeData().load(HOUSE, content, "data/aide.json") == {"written": 0, "same": 2}
    with pytest.raises(Invalid) as refusal:
        operations.load(HOUSE, [rows[0], {"key": "c", "question": ""}])
    assert [p.path for p in refusal.value.problems] == ["/1/question", "/1/answer"]


def test_a_markdown_file_is_an_entry():
    text = (
        "# Où signer ?\ntheme: compte\nwordings: signature; parapher\n\nSur la **dernière** page.\n"
    )
    assert rows_of(text.encode(), "ou-signer.md") == [
        {
            "key": "ou-signer",
            "question": "Où signer ?",
            "theme": "compte",
            "wordings": ["signature", "parapher"],
            "answer": "Sur la **dernière** page.",
        }
    ]


@pytest.mark.parametrize("key", ["question", "parler", "reponse", "export"])
def test_an_entry_never_stands_where_a_page_of_the_help_does(app, key):
    row = {"key": key, "question": "Q ?", "answer": "a"}
    for brings in (
        lambda: operations.begin_entry(WRITER, {"question": "Q ?"}, key),
        lambda: operations.load(HOUSE, [row]),
        lambda: KnowledgeData().load(HOUSE, json.dumps([row]).encode(), "data/aide.json"),
        lambda: operations.write_entry(WRITER, key, {"question": "Q ?", "answer": "a"}),
    ):
        with pytest.raises(Invalid) as refusal:
            brings()
        assert [p.code for p in refusal.value.problems] == ["entry-key-reserved"]
    question = key.capitalize() + " ?"
    assert operations.begin_entry(WRITER, {"question": question}).key == f"{key}-2"
    file = json.dumps([{"question": question, "answer": "a"}]).encode()
    assert rows_of(file, "x.json")[0]["key"] == f"{key}-2"


def test_a_question_in_another_script_has_a_key_all_the_same(app):
    assert operations.begin_entry(WRITER, {"question": "أين المدرسة؟"}).key == "fiche"
    assert rows_of("# أين\n\nx".encode(), "مدرسة.md")[0]["key"] == "fiche"
