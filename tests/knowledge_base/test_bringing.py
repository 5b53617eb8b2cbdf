"""Entries written elsewhere: read without trust, told in words, taken in whole or not at all."""

from __future__ import annotations

import io
import json
import random
import re
import time
import zipfile
from contextlib import suppress
from html import unescape

import pytest

from core.actor import HOUSE
from core.database import session
from core.errors import Invalid
from knowledge_base import archives, operations, queries
from knowledge_base.archives import files_of
from knowledge_base.domain.incoming.markdown import row_of
from knowledge_base.domain.incoming.pages import rows_of_page
from knowledge_base.exporting import as_json, as_markdown
from knowledge_base.pack_data import KnowledgeData
from knowledge_base.reading import brought, brought_at, joined, pasted, rows_of
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


ODD = """<!DOCTYPE html><html><head><meta charset=utf-8><title>Mairie</title><style>p{x}</style>
<script>var a="<h2>Faux ?</h2>"</script>
<body><header><h1>Bandeau</h1></header><form><article><header><h1>Cantine</h1></header>
<h2>Comment payer ?</h2><ul><li>en ligne<ul><li>carte</li><li>virement</li></ul></li>
<li>au guichet</li></ul><table><tr><th>Tarif</th><th>Prix</th></tr><tr><td>A</td><td>2 €</td></tr>
</table><p hidden>secret<p>Voir <a href="data:text/html,x">là</a>
<img src="data:image/png;base64,AAAA" alt="un plateau">
<img src="https://t.example/p.gif?id=1" width=1 height=1></p>
<div style="display: none"><div>caché</div> encore</div>
<ol><li>un</li><li>deux<ul><li>a</li></ul></li><li>trois</li></ol>
<h2>Quand ?</h2>Le soir.<label>Nom</label></form></body></html>"""


def test_a_page_as_it_stands_on_the_web_leaves_its_words_and_nothing_else():
    first, second = rows_of_page(ODD)
    assert first["question"] == "Comment payer ?"
    assert first["answer"] == (
        "- en ligne : carte ; virement\n- au guichet\n\nTarif – Prix\n\nA – 2 €\n\n"
        "Voir là un plateau\n\n1. un\n2. deux : a\n3. trois"
    )
    assert second["answer"] == "Le soir."


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("\ufeff---\r\ntitle: >-\r\n  Une question\r\n  longue ?\r\n---\r\nx",
         {"question": "Une question longue ?", "answer": "x"}),
        ('---\ntags: [a, "b, c"]\n---\n# Q ?\n\nx', {"question": "Q ?", "wordings": ["a", "b, c"]}),
        ('+++\ntitle = "Q ?"\n+++\nx', {"question": "Q ?", "answer": "x"}),
        ("---\ntitle: Q ?\nx", {"answer": "x"}),
        ("Q ?\n===\n\nx", {"question": "Q ?", "answer": "x"}),
        ("---\ndate: 2024\n---\nx", {"question": "Ou signer", "answer": "x"}),
    ],
)  # fmt: skip
def test_odd_fronts_of_files_are_read(text, row):
    assert row.items() <= row_of(text, "ou-signer").items()


def test_days_written_the_french_way_are_days():
    table = "question,réponse,à relire le\nQ ?,=1+1,3/12/2026\nR ?,'-x,demain\n"
    rows = rows_of(table.encode("utf-8-sig"), "aide.csv")
    assert [row["review_on"] for row in rows] == ["2026-12-03", "demain"]
    assert [row["answer"] for row in rows] == ["=1+1", "-x"]  # words, never counted


def zipped(*files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def test_a_folder_comes_in_an_archive_whose_names_lead_nowhere():
    link = zipfile.ZipInfo("lien.md")
    link.external_attr = 0o120777 << 16
    content = zipped(
        ("a/b/c.md", "# C ?\n\nc"), ("../../etc/d.md", "# D ?\n\nd"), ("/e.MD", "# E ?\n\ne"),
        (link, "/etc/passwd"), (".git/f.md", "# F"),
        ("__MACOSX/._c.md", "x"), ("g.png", b"\x89PNG"),
    )  # fmt: skip
    found = brought(content, "aide.zip")
    assert [(one.row["key"], one.place) for one in found] == [
        ("d", "etc/d.md"), ("e", "e.MD"), ("c", "a/b/c.md"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04" + b"x" * 100,
        zipped(("a.md", b"a" * 9_000_000)),
        zipped(*((f"{n}.md", b"a" * 7_000_000) for n in range(7))),
        zipped(*((f"{n}.md", b"") for n in range(5_001))),
        zipped(("a.md", "# A ?\n\na"), ("b.csv", "x;y\n1;2\n")),
    ],
    ids=["cut", "bomb", "bombs", "crowd", "one-bad"],
)
def test_an_archive_that_cannot_be_trusted_is_refused_in_words(content):
    with pytest.raises(Invalid) as refusal:
        brought(content, "aide.zip")
    assert refusal.value.problems or "b.csv" in str(refusal.value.message)


def test_a_folder_is_read_to_its_leaves_and_never_out_of_it(tmp_path):
    (tmp_path / "dehors.md").write_text("# Dehors ?\n\nx", "utf-8")
    folder = tmp_path / "aide"
    (folder / "un/deux").mkdir(parents=True)
    (folder / "un/deux/b.md").write_bytes("\ufeff# B ?\r\n\r\nb".encode())
    (folder / ".cache").mkdir()
    (folder / ".cache/c.md").write_text("# C", "utf-8")
    (folder / "lien.md").symlink_to(tmp_path / "dehors.md")
    (folder / "tout").symlink_to(tmp_path)
    found = brought_at(folder)
    assert [(one.row["key"], one.place) for one in found] == [("b", "un/deux/b.md")]
    (folder / "d.csv").write_bytes(b"x;y\n")
    with pytest.raises(Invalid, match=r"d\.csv"):
        brought_at(folder)


def test_what_holds_is_taken_in_without_what_does_not_and_twice_makes_no_double(app, sign_in):
    base_pack()
    admin = person("admin@example.test", "administrateur")
    session.commit()
    writer = sign_in(admin)
    here = "/administration/aide/importer"
    table = "question;réponse;rôles\nOù ?;Là.;\nSans réponse ?;;\nQui ?;Eux.;martien\n"

    def looked():
        sent = {"files": (io.BytesIO(table.encode("cp1252")), "aide.csv")}
        return writer.submit(here, sent).get_data(as_text=True)

    page = looked()
    assert "2 fiches nouvelles, 1 à corriger" in page
    assert "Réponse : Écrivez la réponse" in page
    assert "« martien », qui n’est pas un rôle d’ici" in page
    carried = unescape(re.search(r'name="charge" value="([^"]+)"', page)[1])
    assert writer.submit(here, {"charge": carried, "publish": "1"}).status_code == 303
    assert queries.by_key("ou").answer == "Là."
    assert queries.by_key("qui").audience == ["martien"]
    assert queries.by_key("sans-reponse-2") is queries.by_key("ou-2") is None
    again = looked()
    assert "2 déjà là, 1 à corriger" in again
    assert 'name="charge"' not in again


def test_an_archive_that_was_tampered_with_is_refused_in_words():
    dice = random.Random(1)
    for way in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", way) as archive:
            archive.writestr("été.md", "# a\n\n" + "bonjour " * 60)
        for _ in range(400):
            spoilt = bytearray(made.getvalue())
            spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
            with suppress(Invalid):
                list(files_of(bytes(spoilt), (".md",)))


def test_an_archive_of_a_million_names_is_refused_before_they_are_read(monkeypatch):
    crowd = zipped(("a.md", "# A ?\n\na"), *((f"{n}.png", b"") for n in range(60)))
    assert len(brought(crowd, "aide.zip")) == 1
    monkeypatch.setattr(archives, "MOST_NAMES", 60)
    monkeypatch.setattr(archives.zipfile, "ZipFile", None)
    with pytest.raises(Invalid) as refusal:
        brought(crowd, "aide.zip")
    assert refusal.value.problems[0].code == "entry-files-many"


def test_an_archive_that_asks_for_all_the_memory_there_is_is_refused_in_words(monkeypatch):
    """LZMA says itself how much it wants, up to 4 GiB."""

    def hungry(*_):
        raise MemoryError

    monkeypatch.setattr(archives.zipfile.ZipExtFile, "read", hungry)
    with pytest.raises(Invalid):
        brought(zipped(("a.md", "# A ?\n\na")), "aide.zip")


@pytest.mark.parametrize(
    "rows",
    [
        [{"key": [1]}],
        [{"key": "a", "variants": [1]}, {"key": "a", "language": "en", "question": "q"}],
        {"data": [{"paragraphs": [{"qas": 5, "context": "c"}]}]},
    ],
)
def test_json_of_another_shape_is_read_to_its_end(rows):
    assert joined(brought(json.dumps(rows).encode(), "a.json"))


@pytest.mark.parametrize("sign", ["<p x ", "<a b='", "<!-- >", "<![CDATA[ >", "<td>", "a<td> "])
def test_a_page_left_open_takes_no_longer_for_each_sign(sign):
    before = time.process_time()
    rows_of_page(sign * 10_000)
    assert time.process_time() - before < 3


FAQ_MARKDOWN = """---
title: "Je ne reçois pas d’email"
category: usager
subcategory: dossier_technical_issue
slug: "je-ne-recois-pas-d-email"
locale: "fr"
---

# Je ne reçois pas d’email

Regardez dans vos **indésirables**.
"""
FAQ_SET = {
    "version": "v1.0",
    "data": [
        {
            "link": "https://www.service-public.example/P10012",
            "title": "Utilisation du site",
            "theme": "Aide",
            "paragraphs": [
                {"context": "Nous contacter.", "qas": [{"question": "Comment vous écrire ?"}]}
            ],
        }
    ],
}
FAQ_TABLE = (
    '"Question","Lien"\n"La demande d\'acte est-elle payante ?","https://www.example/R1406"\n'
)


def test_the_files_others_publish_are_read_and_the_page_tells_what_each_part_gave(app, sign_in):
    """The forms of the question bases at hand: Markdown with front matter alone and in an archive,
    a set of questions as JSON, a table of questions and links."""
    base_pack()
    writer = sign_in(person("admin@example.test", "administrateur"))
    session.commit()

    def looked(content, name):
        content = content if isinstance(content, bytes) else content.encode()
        sent = {"files": (io.BytesIO(content), name)}
        answer = writer.submit("/administration/aide/importer", sent)
        assert answer.status_code == 200
        return unescape(answer.get_data(as_text=True))

    for page in (
        looked(FAQ_MARKDOWN, "je-ne-recois-pas-d-email.fr.md"),
        looked(zipped(("usager/je-ne-recois-pas-d-email.fr.md", FAQ_MARKDOWN)), "faq.zip"),
    ):
        assert "1 fiche nouvelle" in page
        assert "Réponse, Thème, Langue" in page
    page = looked(json.dumps(FAQ_SET), "faq.json")
    assert "1 fiche nouvelle" in page
    assert "Réponse, Thème, 1 formulation, Source" in page
    page = looked(FAQ_TABLE, "questions.csv")
    assert "questions.csv, colonnes lues : « Question » → Question, « Lien » → Source." in page
    assert "1 à corriger" in page
    assert "Réponse : Écrivez la réponse" in page
    page = looked("question;réponse;<b>vu</b>;\nOù ?;Là.;x;\n", "aide.csv")
    assert "aide.csv, colonnes laissées : « <b>vu</b> »" in page
    assert "<b>vu</b>" not in looked_raw(writer)


def looked_raw(writer):
    table = "question;réponse;<b>vu</b>\nOù ?;Là.;x\n".encode()
    sent = {"files": (io.BytesIO(table), "aide.csv")}
    return writer.submit("/administration/aide/importer", sent).get_data(as_text=True)
