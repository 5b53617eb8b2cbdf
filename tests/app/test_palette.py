"""« Chercher, agir » never shows more than the lists do (RECORDS_AND_RIGHTS, advisory 14)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from core.actor import HOUSE
from core.contributions import all_of
from core.database import session
from tests.kit.people import person
from tests.kit.queries import queries_at_most
from tests.kit.works import Works, actor, filed, works

Sign = Callable[[Any], Any]


def head_elsewhere() -> Any:
    """The head of another school."""
    from registry import operations
    from schemas import queries

    entity = queries.live("entity", "etablissement")
    school = operations.create_record(HOUSE, entity, {"uai": "0350895H", "nom": "Collège du Val"})
    return person("voisin@example.test", "chef-etablissement", scope=str(school.scope_path))


@pytest.fixture
def scene(app: Flask) -> Works:
    """Two requests of one school."""
    made = works()
    filed(made)
    filed(made, description="Réparer la toiture du préau")
    return made


def found(client: Any, words: str) -> str:
    """What the dialog shows."""
    answer = client.get("/palette", query_string={"q": words}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def test_an_agent_finds_a_request_by_number_words_or_establishment(
    scene: Works, sign_in: Sign
) -> None:
    client = sign_in(scene.gestionnaire)
    number = filed(scene, description="Changer la serrure du portail nord").reference
    assert number
    for words in (number, number.lower(), "serrure", "SERRURE", "jean zay serrure"):
        assert f'href="/demandes/{number}"' in found(client, words), words
    assert "toiture" in found(client, "toiture préau")


def test_the_head_finds_those_of_the_school_and_nobody_elses(scene: Works, sign_in: Sign) -> None:
    assert "toiture" in found(sign_in(scene.head), "toiture")
    assert "toiture" not in found(sign_in(head_elsewhere()), "toiture")


def test_an_agent_of_no_group_finds_no_request_even_by_its_number(
    scene: Works, sign_in: Sign
) -> None:
    number = filed(scene, description="Changer la serrure du portail nord").reference
    assert number
    page = found(sign_in(person("autre@example.test", "agent", name="Léo Autre")), number)
    assert "serrure" not in page
    assert number not in page


def test_accounts_are_found_by_those_who_look_after_them_alone(scene: Works, sign_in: Sign) -> None:
    person("discrete@example.test", "agent", name="Zénobie Discrète")
    admin = person("administratrice@example.test", "administrateur")
    assert "Zénobie" in found(sign_in(admin), "zenobie")
    for someone in (scene.head, scene.gestionnaire):
        page = found(sign_in(someone), "zenobie")
        assert "Zénobie" not in page
        assert "discrete@" not in page


def test_records_are_those_of_the_list_of_records(scene: Works, sign_in: Sign) -> None:
    assert "/fiches/" in found(sign_in(scene.superviseur), "jean zay")
    stranger = sign_in(head_elsewhere())
    assert "/fiches/" not in found(stranger, "jean zay")
    assert "/fiches/" in found(stranger, "college du val")


def test_each_group_is_short_however_much_is_found(scene: Works, sign_in: Sign) -> None:
    for number in range(7):
        filed(scene, description=f"Repeindre les murs de la salle {number}")
    page = found(sign_in(scene.gestionnaire), "salle")
    assert page.count('href="/demandes/') == 5


def test_pages_of_the_menu_stand_there_before_anything_is_typed(
    scene: Works, sign_in: Sign
) -> None:
    page = found(sign_in(scene.gestionnaire), "")
    assert 'href="/bureau"' in page
    assert 'href="/mon-compte"' in page
    assert 'href="/administration/comptes"' not in page
    assert 'role="option"' in page
    assert 'href="/mon-compte"' in found(sign_in(scene.gestionnaire), "compt")


def test_it_is_a_page_of_its_own_without_a_script(scene: Works, sign_in: Sign) -> None:
    page = sign_in(scene.gestionnaire).get("/palette?q=toiture").get_data(as_text=True)
    assert "<h1" in page
    assert "toiture" in page
    assert 'role="option"' not in page.split("<main", 1)[1].split("</main", 1)[0]
    empty = sign_in(scene.gestionnaire).get("/palette?q=zzzz").get_data(as_text=True)
    assert "Rien ne correspond" in empty


def test_odd_words_are_searched_like_others(scene: Works, sign_in: Sign) -> None:
    client = sign_in(scene.gestionnaire)
    for words in ("%", "' or 1=1 --", "a" * 5000, "&|!:*", "日本", "2026-_____"):
        found(client, words)


def test_nobody_searches_before_signing_in(client: Any) -> None:
    assert client.get("/palette?q=toiture").status_code == 303


def test_a_search_asks_eight_times_at_most_beside_who_acts(scene: Works, app: Flask) -> None:
    from app.home.palette import groups_of

    assert len(all_of("core.palette")) >= 4
    for someone in (scene.gestionnaire, scene.superviseur, scene.head):
        who = actor(someone)
        session.expire_all()
        # live definitions are kept in the process; not in a test, which publishes and undoes
        with app.test_request_context(), queries_at_most(99) as sent:
            groups_of(who, "jean zay toiture")
        assert len([one for one in sent if "FROM definition_version" not in one]) <= 8, sent


def test_shortcuts_are_on_until_turned_off_and_stay_off(scene: Works, sign_in: Sign) -> None:
    """WCAG 2.1.4: a switch of the account."""
    client = sign_in(scene.gestionnaire)
    assert 'data-keys="on"' in client.get("/bureau").get_data(as_text=True)
    assert client.submit("/mon-compte/raccourcis", {}).status_code == 303
    assert 'data-keys="off"' in client.get("/bureau").get_data(as_text=True)
    assert 'data-keys="off"' in sign_in(scene.gestionnaire).get("/bureau").get_data(as_text=True)
    assert 'data-keys="on"' in sign_in(scene.superviseur).get("/bureau").get_data(as_text=True)
    client.submit("/mon-compte/raccourcis", {"shortcuts": "on"})
    assert 'data-keys="on"' in client.get("/bureau").get_data(as_text=True)
