"""Help as people meet it, and the screens on which it is written."""

from __future__ import annotations

import io

import pytest

from core.actor import HOUSE
from core.database import session
from knowledge_base import operations, queries
from tests.documents.samples import png
from tests.kit.people import base_pack, person

XSS = "<script>window.__xss=1</script>"


@pytest.fixture
def entries(app):
    operations.load(
        HOUSE,
        [
            {
                "key": "devis",
                "question": "Comment joindre un devis ?",
                "answer": "Depuis **Pièces**.",
                "theme": "travaux",
            },
            {
                "key": "xss",
                "question": f"Question {XSS}",
                "answer": f"Réponse {XSS}",
                "theme": XSS[:50],
            },
            {"key": "agents", "question": "Interne ?", "answer": "Oui", "audience": ["agent"]},
        ],
    )
    session.commit()


def text(response):
    return response.get_data(as_text=True)


def test_everyone_reads_help_by_theme_and_by_search(client, entries):
    page = text(client.get("/aide"))
    assert "Comment joindre un devis" in page
    assert "Interne ?" not in page
    assert "Comment joindre un devis" in text(client.get("/aide?q=DEVÍS"))
    assert "Comment joindre un devis" not in text(client.get("/aide?q=zzz"))
    assert "Aucune fiche" in text(client.get("/aide?q=zzz"))
    assert "Question" not in text(client.get("/aide?theme=travaux"))
    assert "<strong>Pièces</strong>" in text(client.get("/aide/devis"))


def test_absent_and_kept_for_others_look_alike(client, entries):
    assert client.get("/aide/agents").status_code == client.get("/aide/rien").status_code == 404


def test_x01_x12_markup_in_entries_is_inert(client, entries):
    for path in ("/aide", "/aide/xss", f"/aide?q={XSS}"):
        assert "<script>window" not in text(client.get(path))


@pytest.fixture
def writer(app, sign_in, entries):
    base_pack()
    person("admin@example.test", "administrateur")
    session.commit()
    from accounts.queries import account_by_email

    return sign_in(account_by_email("admin@example.test"))


def test_only_writers_write(client, entries):
    assert client.get("/administration/aide").status_code == 303


def test_an_entry_is_begun_looked_at_published_and_retired_by_pages(writer):
    begun = {"key": "nouvelle-fiche", "question": "Quoi ?", "answer": "**Ceci**\n\n- a"}
    assert writer.submit("/administration/aide/nouvelle", begun).status_code == 303
    here = "/administration/aide/nouvelle-fiche"
    assert "**Ceci**" in text(writer.get(here))
    assert writer.get("/aide/nouvelle-fiche").status_code == 404
    typed = {
        "vu": "1", "langue": "", "blocs": "1", "question": "Quoi ?", "wordings": "une\ndeux",
        "blocks-0-type": "text", "blocks-0-id": "b1", "blocks-0-text": "**Cela**",
        "theme": "divers", "audience-shown": "1", "review_on": "2027-01-31",
    }  # fmt: skip
    preview = writer.submit(here, {**typed, "act": "preview"})
    assert "<strong>Cela</strong>" in text(preview)
    assert "**Ceci**" in text(writer.get(here))
    assert writer.submit(here, {**typed, "act": "publish"}).status_code == 303
    row = queries.by_key("nouvelle-fiche")
    assert (row.wordings, row.review_on.isoformat()) == (["une", "deux"], "2027-01-31")
    assert "<strong>Cela</strong>" in text(writer.get("/aide/nouvelle-fiche"))
    assert "Version 1" in text(writer.get(f"{here}/versions"))
    assert writer.submit("/administration/aide/rien", typed).status_code == 404
    assert writer.submit(f"{here}/retirer", {}).status_code == 303
    assert writer.get("/aide/nouvelle-fiche").status_code == 404


def test_blocks_are_added_moved_and_removed_without_a_script(writer):
    here = "/administration/aide/devis"
    typed = {
        "blocs": "1", "question": "Devis ?", "blocks-0-type": "text", "blocks-0-id": "b1",
        "blocks-0-text": "Un",
    }  # fmt: skip
    assert writer.submit(here, {**typed, "vu": "0", "act": "add:steps"}).status_code == 303
    typed |= {"blocs": "2", "blocks-1-type": "steps", "blocks-1-id": "b2"}
    typed["blocks-1-items"] = "1. Ouvrir\n\nJoindre"
    writer.submit(here, {**typed, "vu": "1", "act": "up:1"})
    draft = queries.draft_of(queries.by_key("devis"))
    assert draft.content["blocks"] == [
        {"type": "steps", "id": "b2", "items": ["Ouvrir", "Joindre"]},
        {"type": "text", "id": "b1", "text": "Un"},
    ]
    assert "Depuis <strong>Pièces</strong>" in text(writer.get("/aide/devis"))
    refused = writer.submit(here, {**typed, "vu": "2", "act": "publish", "blocks-0-text": ""})
    assert refused.status_code == 422
    assert "Écrivez le texte de ce bloc" in text(refused)


def test_what_is_refused_keeps_what_was_typed(writer):
    answer = writer.submit(
        "/administration/aide/nouvelle", {"key": "devis", "question": "", "answer": "gardé"}
    )
    assert answer.status_code == 422
    assert "gardé" in text(answer)
    assert "Une autre fiche porte déjà cette clé" in text(answer)


def test_an_entry_is_changed_once_and_a_late_writer_is_told(writer):
    typed = {
        "vu": "0", "blocs": "1", "question": "Devis ?", "blocks-0-type": "text",
        "blocks-0-text": "Nouveau",
    }  # fmt: skip
    assert writer.submit("/administration/aide/devis", typed).status_code == 303
    late = writer.submit("/administration/aide/devis", {**typed, "blocks-0-text": "En retard"})
    assert late.status_code == 409
    assert "En retard" in text(late)


def status_of(reader, kept):
    with reader.get(f"/fichiers/{kept}") as answer:
        return answer.status_code


def test_a_file_of_an_entry_for_agents_is_given_to_nobody_else(writer, client):
    here = "/administration/aide/agents"
    typed = {
        "vu": "0", "blocs": "1", "question": "Interne ?", "blocks-0-type": "picture",
        "blocks-0-alt": "Un plan", "audience-shown": "1", "audience": "agent", "act": "publish",
        "blocks-0-file": (io.BytesIO(png()), "plan.png"),
    }  # fmt: skip
    assert writer.submit(here, typed).status_code == 303
    kept = queries.by_key("agents").body["blocks"][0]["file"]["id"]
    assert status_of(writer, kept) == 200
    assert status_of(client, kept) == 404
    operations.write_entry(HOUSE, "agents", {"audience": []})
    session.commit()
    assert status_of(client, kept) == 200


def test_x01_hostile_text_is_inert_on_every_screen_of_writers(writer):
    bad = f'"><img src=x onerror=alert(1)>{XSS}\u202e\U0001f600'
    blocks = [
        {"type": "text", "text": bad},
        {"type": "steps", "items": [bad]},
        {"type": "service", "service": bad[:300], "label": bad},
        {"type": "screen", "to": bad[:300], "label": bad},
    ]
    fields = {"question": bad, "blocks": blocks, "wordings": [bad], "theme": bad[:60]}
    variant = {"question": bad, "blocks": blocks, "wordings": [bad]}
    node = {"id": "n1", "question": bad, "options": [{"id": "o1", "label": bad, "to": "n2"}] * 2}
    tree = {"nodes": [node, {"id": "n2", "title": bad, "text": bad}]}
    row = operations.write_entry(
        HOUSE, "hostile", {**fields, "source": bad, "variants": {"en": variant}, "tree": tree}
    )
    operations.change_draft(HOUSE, row, lambda now: {**now, "theme": "autre"})
    session.commit()
    here = "/administration/aide/hostile"
    for path in (
        here, f"{here}?langue=en", f"{here}/parcours", f"{here}/versions", "/aide/hostile",
        "/administration/aide/a-revoir", "/administration/aide", "/aide/hostile/guide",
        "/aide/hostile/guide?r=n1.o1",
    ):  # fmt: skip
        page = text(writer.get(path))
        assert "<script>window" not in page, path
        assert "<img src=x" not in page, path
