"""Mails and letters written on a page, block by block, and tried on a real request."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask

from core.actor import HOUSE
from core.database import session
from schemas import operations, queries
from schemas.errors import NotPublishable
from tests.kit.people import person
from tests.kit.works import Works, filed, moved, publish, works

KEY = "acceptation"
PAGE = f"/administration/modeles/{KEY}/texte"


@pytest.fixture
def scene(app: Flask) -> Works:
    """The town at work."""
    return works()


@pytest.fixture
def author(scene: Works, sign_in: Any) -> Any:
    """An administrator at the editor."""
    return sign_in(person("it@example.test", "administrateur", name="Ada Roux"))


def text(answer: Any) -> str:
    """A page without its tags, its spaces made one."""
    bare = unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))
    return " ".join(bare.split())


def body() -> dict[str, Any]:
    """The draft as it stands."""
    session.expire_all()
    draft = queries.draft("template", KEY)
    assert draft is not None
    return dict(draft.body)


def said(**more: str) -> dict[str, str]:
    """A page posted with two blocks."""
    return {
        "title": "Accord",
        "subject": "Votre demande {numero}",
        "channel": "email",
        "audience": "applicant",
        "blocks-shown": "1",
        "blocks-0-kind": "p",
        "blocks-0-text": "Bonjour **{destinataire}**, pour {donnees.description}",
        "blocks-1-kind": "ol",
        "blocks-1-text": "Lisez\nSignez\n",
        **more,
    }


def test_a_text_is_written_and_declares_by_itself_what_it_names(author):
    assert author.get(PAGE).status_code == 200
    answer = author.submit(PAGE, said())
    assert answer.status_code == 303, text(answer)[:600]
    kept = body()
    assert kept["blocks"] == [
        {"p": ["Bonjour ", {"strong": "{destinataire}"}, ", pour {donnees.description}"]},
        {"ol": ["Lisez", "Signez"]},
    ]
    assert [one["name"] for one in kept["variables"]] == ["numero", "donnees.description"]
    assert kept["variables"][0]["label"] == "Numéro de la demande"
    operations.publish(HOUSE, "template", KEY)


def test_blocks_are_added_moved_removed_and_undone(author):
    author.submit(PAGE, said(act="blocks.add"))
    assert len(body()["blocks"]) == 3
    author.submit(PAGE, said(act="blocks.down:0"))
    assert [next(iter(one)) for one in body()["blocks"]] == ["ol", "p"]
    author.submit(PAGE, said(act="blocks.remove:0"))
    assert [next(iter(one)) for one in body()["blocks"]] == ["ol"]
    back = operations.undo(HOUSE, "template", KEY, seen=None).body
    assert [next(iter(one)) for one in back["blocks"]] == ["ol", "p"]


def test_a_block_that_is_still_empty_keeps_the_page_and_refuses_publication(author):
    author.submit(PAGE, said(act="blocks.add"))
    page = author.get(PAGE)
    assert "1 point à régler" in text(page)
    with pytest.raises(NotPublishable):
        operations.publish(HOUSE, "template", KEY)


def test_a_document_of_any_shape_never_breaks_the_page(author):
    for odd in ([1], [{"p": 3}], [{"button": "x"}], "rien", [{"p": "a", "h": "b"}]):
        version = queries.live("template", KEY)
        document = {**dict(version.body), "blocks": odd}
        operations.save_draft(HOUSE, "template", KEY, document)
        session.commit()
        assert author.get(PAGE).status_code == 422
        assert author.get(PAGE.replace("texte", "apercu")).status_code == 422


def test_a_text_is_tried_on_a_request_one_may_read_through_the_eyes_of_its_reader(scene, author):
    request = filed(scene)
    moved(scene, request, "instruire")
    session.commit()
    trial = f"/administration/modeles/{KEY}/apercu?demande="
    assert "Aucune demande que vous pouvez lire" in text(author.get(f"{trial}2099-00001"))
    words = {"blocks-0-text": "{donnees.description} – {visas} – {motif}"}
    assert author.submit(PAGE, said(**words)).status_code == 303
    page = text(author.get(f"{trial}{request.reference}"))
    assert "Remplacer les stores de la salle B12" in page
    assert "Cette personne ne peut pas lire : motif, visas" in page
    assert "Voici pourquoi." not in page  # agents sent it on: the applicant is not told


def test_a_text_that_names_what_no_form_asks_for_is_not_published_under_its_service(scene):
    version = queries.live("template", KEY)
    for name in ("donnees.inconnue", "fiche.inconnue", "inconnu"):
        document = {
            **dict(version.body),
            "variables": [{"name": name, "label": name}],
            "subject": "Objet",
            "blocks": [{"p": f"{{{name}}}"}],
        }
        operations.save_draft(HOUSE, "template", KEY, document)
        with pytest.raises(NotPublishable) as refusal:
            operations.publish(HOUSE, "template", KEY)
        assert {p.params["name"] for p in refusal.value.problems} == {name}
        session.rollback()


def test_a_circuit_that_sends_such_a_text_is_not_published_either(scene):
    from tests.kit.works import circuit

    publish("template", {
        **dict(queries.live("template", KEY).body),
        "key": "libre",
        "variables": [{"name": "donnees.inconnue", "label": "x"}],
        "subject": "Objet",
        "blocks": [{"p": "{donnees.inconnue}"}],
    })  # fmt: skip
    document = circuit()
    document["transitions"][-2]["actions"] = [
        {"do": "notify", "template": "libre", "to": ["demandeur"]}
    ]
    with pytest.raises(NotPublishable) as refusal:
        publish("workflow", document)
    assert "text-unknown-answer" in {p.code for p in refusal.value.problems}


def test_the_word_model_of_a_letter_is_taken_away_and_replaced(author):
    here = "/administration/modeles/lettre-recepisse"
    with author.get(f"{here}/fichier") as taken:
        model = taken.data
    assert model.startswith(b"PK")
    assert author.get(f"/administration/modeles/{KEY}/fichier").status_code == 404

    def replaced(name: str, content: bytes) -> Any:
        given = {"fichier": (io.BytesIO(content), name)}
        return author.submit(f"{here}/fichier", given, content_type="multipart/form-data")

    wrong = replaced("lettre.docx", b"Bonjour, ceci n'est pas un fichier Word.")
    assert wrong.status_code == 422
    assert "Rien n’a été enregistré" in text(wrong)
    assert queries.draft("template", "lettre-recepisse") is None
    assert replaced("Récépissé 2027.docx", model).status_code == 303
    session.expire_all()
    draft = queries.draft("template", "lettre-recepisse")
    assert draft is not None
    assert draft.body["file"].startswith("files/Recepisse-2027-")
    kept = queries.pack_file(draft.body["file"])
    assert kept is not None
    assert kept.content == model
    assert "Recepisse-2027-" in text(author.get(f"{here}/texte"))
