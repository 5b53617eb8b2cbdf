"""The agents' list: who sees what, filters, search, pages, numbers, and how often it asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from catalogue.models import Request
from core import clock
from core.database import session
from core.wall import acting_as
from tests.kit.queries import queries_at_most
from tests.kit.works import SERVICE, Works, actor, filed, moved, publish, works

Sign = Callable[[Any], Any]


@pytest.fixture
def scene(app: Flask) -> Works:
    """Three requests: one to look through, one waiting for visas, one sent back."""
    made = works()
    filed(made)
    moved(made, filed(made, description="Réparer la toiture du préau"), "instruire")
    moved(made, filed(made, description="Ravaler la façade de l’internat"), "demander_complement")
    return made


def text(client: Any, path: str) -> str:
    """A page that opens."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:1500]
    return str(answer.get_data(as_text=True))


def test_the_first_view_holds_what_waits_for_this_person(scene: Works, sign_in: Sign) -> None:
    page = text(sign_in(scene.gestionnaire), "/bureau")
    assert "stores" in page
    assert "toiture" not in page
    assert "toiture" in text(sign_in(scene.visa_budget), "/bureau")


def test_all_requests_of_ones_services_are_one_view_away(scene: Works, sign_in: Sign) -> None:
    page = text(sign_in(scene.gestionnaire), "/bureau?vue=toutes")
    assert all(word in page for word in ("stores", "toiture", "façade"))


def test_a_supervisor_sees_all_and_is_awaited_nowhere(scene: Works, sign_in: Sign) -> None:
    client = sign_in(scene.superviseur)
    assert "Vous êtes à jour" in text(client, "/bureau")
    assert "toiture" in text(client, "/bureau?vue=toutes")


def test_an_agent_of_no_group_sees_nothing(scene: Works, sign_in: Sign) -> None:
    from tests.kit.people import person

    client = sign_in(person("autre@example.test", "agent", name="Léo Autre"))
    assert "stores" not in text(client, "/bureau?vue=toutes")


def test_the_search_is_blind_to_accents_and_case(scene: Works, sign_in: Sign) -> None:
    page = text(sign_in(scene.gestionnaire), "/bureau?vue=toutes&q=FACADE internat")
    assert "façade" in page
    assert "toiture" not in page
    assert "Retirer le filtre Recherche" in page


def test_filters_by_service_and_step_can_be_taken_off(scene: Works, sign_in: Sign) -> None:
    page = text(sign_in(scene.gestionnaire), "/bureau?vue=toutes&service=travaux&statut=visas")
    assert "toiture" in page
    assert "stores" not in page
    assert 'href="/bureau?vue=toutes&amp;service=travaux"' in page


def test_an_empty_search_leads_back(scene: Works, sign_in: Sign) -> None:
    page = text(sign_in(scene.gestionnaire), "/bureau?q=piscine")
    assert "Aucune demande ne correspond" in page
    assert "Retirer les filtres" in page


def test_numbers_come_behind_the_list(scene: Works, sign_in: Sign) -> None:
    client = sign_in(scene.gestionnaire)
    assert "/bureau/comptes" in text(client, "/bureau")
    part = text(client, "/bureau/comptes?vue=toutes")
    assert 'class="count">3<' in part
    assert 'class="count">1<' in part


def test_the_title_of_the_list_says_how_many_are_late(scene: Works, sign_in: Sign) -> None:
    client = sign_in(scene.gestionnaire)
    assert "en retard</span>" not in text(client, "/bureau/comptes?vue=toutes")
    late = select(Request.id).order_by(Request.id).limit(2)
    past = clock.now() - timedelta(days=1)
    session.execute(update(Request).where(Request.id.in_(late)).values(due_at=past))
    assert "<span>, dont 2 en retard</span>" in text(client, "/bureau/comptes?vue=toutes")
    assert "dont" not in text(client, "/bureau/comptes?vue=en-retard"), "all of them are"
    assert "dont" not in text(client, "/bureau?vue=toutes"), "the list waits for no number"


def test_rows_tell_step_deadline_and_agent(scene: Works, sign_in: Sign) -> None:
    page = text(sign_in(scene.visa_budget), "/bureau")
    assert "Visas en cours" in page
    assert "À attribuer" in page
    assert "Collège Jean-Zay" in page


def test_the_list_asks_eight_times_at_most(committed: Flask) -> None:
    """The list with tags, agents, listed answers, records to open: however long it is. Live
    definitions come from the shelf of the process, as they do for pages."""
    from catalogue.models import Request
    from catalogue.views.desk import Asked, list_context
    from tests.kit.crowd import crowd

    with committed.app_context():
        made = works()
        publish("service", {**SERVICE, "desk": {"columns": ["/total", "/nature"]}})
        crowd(filed(made), 30, [made.gestionnaire.id])
        establishment = made.record.id
        session.execute(update(Request).values(establishment_id=establishment))
        session.commit()
        manager = actor(made.gestionnaire)
        asked = Asked.of({"vue": "toutes", "service": "travaux", "tri": "-r.total"})
        for most in (30, 8):  # the first fills the shelf
            session.remove()  # type: ignore[attr-defined]
            with (
                committed.test_request_context(),
                acting_as(manager.account_id),
                queries_at_most(most),
            ):
                rows = list_context(manager, asked, limit=20)["rows"]
        assert len(rows) == 20
        assert any(row["tags"] for row in rows)
        assert rows[0]["r.total"] == "1\u202f200"
        assert rows[0]["place_url"].startswith("/fiches/")


def test_too_many_queries_are_told_one_by_one(app: Flask) -> None:
    from sqlalchemy import text as sql

    def twice() -> None:
        with queries_at_most(1):
            session.execute(sql("select 1"))
            session.execute(sql("select 2"))

    with pytest.raises(AssertionError, match="2 statements where 1 are allowed"):
        twice()


def test_pages_follow_one_another_without_a_row_twice(scene: Works, app: Flask) -> None:
    from catalogue.views.desk import Asked, list_context

    manager = actor(scene.gestionnaire)
    with app.test_request_context():
        first = list_context(manager, Asked(view="toutes"), limit=2)
        assert len(first["rows"]) == 2
        after = first["next_url"].rsplit("apres=", 1)[1]
        second = list_context(manager, Asked(view="toutes", after=after), limit=2)
    assert len(second["rows"]) == 1
    titles = [row["title"] for row in [*first["rows"], *second["rows"]]]
    assert len(set(titles)) == 3


def test_a_forged_cursor_is_refused(scene: Works, sign_in: Sign) -> None:
    assert sign_in(scene.gestionnaire).get("/bureau?apres=%5B%5D").status_code == 400


def test_unknown_views_and_odd_characters_open_the_first_view(scene: Works, sign_in: Sign) -> None:
    client = sign_in(scene.gestionnaire)
    assert "À traiter" in text(client, "/bureau?vue=x&service=%E2%80%8F&q=%07a")


def test_applicants_have_no_desk(scene: Works, sign_in: Sign) -> None:
    """FAULTS A-04."""
    client = sign_in(scene.head)
    assert client.get("/bureau").status_code == 403
    assert client.get("/bureau/comptes").status_code == 403
