"""Help as people meet it, and the screens on which it is written."""

from __future__ import annotations

import pytest

from core.actor import HOUSE
from core.database import session
from knowledge_base import operations, queries
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


def test_an_entry_is_written_looked_at_and_retired_by_pages(writer):
    typed = {
        "key": "nouvelle-fiche",
        "question": "Quoi ?",
        "answer": "**Ceci**\n\n- a",
        "theme": "divers",
        "wordings": "une\ndeux",
        "audience": "",
        "source": "",
        "review_on": "2027-01-31",
    }
    preview = writer.submit("/administration/aide/nouvelle", {**typed, "preview": "1"})
    assert preview.status_code == 200
    assert "<strong>Ceci</strong>" in text(preview)
    assert queries.by_key("nouvelle-fiche") is None
    assert writer.submit("/administration/aide/nouvelle", typed).status_code == 303
    row = queries.by_key("nouvelle-fiche")
    assert (row.wordings, row.review_on.isoformat()) == (["une", "deux"], "2027-01-31")
    assert "Quoi ?" in text(writer.get("/administration/aide"))
    assert "**Ceci**" in text(writer.get("/administration/aide/nouvelle-fiche"))
    changed = {**typed, "answer": "Autre", "version": str(row.version)}
    assert writer.submit("/administration/aide/nouvelle-fiche", changed).status_code == 303
    assert "Autre" in text(writer.get("/aide/nouvelle-fiche"))
    assert writer.submit("/administration/aide/rien", changed).status_code == 404


def test_what_is_refused_keeps_what_was_typed(writer):
    answer = writer.submit(
        "/administration/aide/nouvelle", {"key": "devis", "question": "", "answer": "gardé"}
    )
    assert answer.status_code == 422
    assert "gardé" in text(answer)
    assert "Une autre fiche porte déjà cette clé" in text(answer)
    assert "Écrivez la question" in text(answer)


def test_an_entry_is_changed_once_and_a_late_writer_is_told(writer):
    row = queries.by_key("devis")
    seen = str(row.version)
    typed = {"question": row.question, "answer": "Nouveau", "theme": row.theme, "version": seen}
    assert writer.submit("/administration/aide/devis", typed).status_code == 303
    late = writer.submit("/administration/aide/devis", {**typed, "answer": "En retard"})
    assert late.status_code == 409
    assert "En retard" in text(late)
    assert writer.submit("/administration/aide/devis/retirer", {}).status_code == 303
    assert writer.get("/aide/devis").status_code == 404
