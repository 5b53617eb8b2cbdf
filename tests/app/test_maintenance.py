"""The house closed for a while, and what an administrator settles."""

from __future__ import annotations

import pytest
from lxml import html
from sqlalchemy import update

from app.cli import main
from core import clock, jobs
from core.database import session, unit_of_work
from core.models import Change, Job
from core.running import run_batch
from core.settings import value_of
from tests.kit.people import base_pack, person

URL = "/administration/reglages"
ORIGIN = {"Origin": "http://localhost"}


@pytest.fixture
def admin(app):
    base_pack()
    return person("admin@example.test", "administrateur", name="Ada Roux")


def preau(app, *words):
    return app.test_cli_runner().invoke(main, ["maintenance", *words])


def post(client, path, **fields):
    token = client.token(URL)
    return client.post(path, data={"csrf_token": token, **fields}, headers=ORIGIN)


def test_a_closed_house_says_when_to_come_back_and_lets_administrators_in(app, admin, sign_in):
    agent = person("agent@example.test", "agent")
    inside, boss = sign_in(agent), sign_in(admin)
    assert preau(app, "on", "--message", "Retour à 18 h.").exit_code == 0
    answer = inside.get("/bureau")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
    assert "fermée un moment" in answer.text
    assert "Retour à 18 h." in answer.text
    assert boss.get("/administration/reglages").status_code == 200
    visitor = app.test_client()
    assert visitor.get("/connexion").status_code == 200, "administrators sign in"
    assert visitor.get("/accessibilite").status_code == 503
    assert visitor.get("/healthz").status_code == visitor.get("/readyz").status_code == 200
    told = visitor.get("/api/v1/services")
    assert (told.status_code, told.mimetype) == (503, "application/problem+json")
    assert told.headers["Retry-After"] == "300"
    assert inside.post(
        "/deconnexion", data={"csrf_token": boss.token(URL)}, headers=ORIGIN
    ).status_code in {303, 400}
    assert preau(app, "off").exit_code == 0
    assert app.test_client().get("/accessibilite").status_code == 200


def test_jobs_wait_while_the_house_is_closed(app, admin):
    session.execute(update(Job).values(done_at=clock.now()))
    done = []
    jobs.runner("probe.closed", lambda _: done.append(1))
    jobs.enqueue("probe.closed", {})
    session.commit()
    preau(app, "on")
    assert run_batch() == 0
    preau(app, "off")
    assert run_batch() >= 1
    assert done == [1]


def test_a_setting_is_called_once_and_roles_are_chosen_by_their_names(app, admin, sign_in):
    client = sign_in(admin)
    page = html.fromstring(client.get(URL).text)
    for card in page.xpath("//form[contains(@action, '/reglages/')]/ancestor::section[1]"):
        (name,) = card.xpath(".//h2")
        shown = "".join(card.xpath(".//text()[not(ancestor::*[contains(@class, 'vh')])]"))
        assert shown.count(name.text_content().strip()) == 1, name.text_content()
    where = f"{URL}/accounts.second_factor_roles"
    assert "Superviseur" in page.xpath(f"string(//form[@action='{where}'])")
    assert post(client, where, value="inconnu", seen="0").status_code == 422
    assert post(client, where, value="superviseur", seen="0").status_code == 303
    assert value_of("accounts.second_factor_roles") == ["superviseur"]


def test_a_setting_is_changed_told_and_taken_back(app, admin, sign_in):
    client = sign_in(admin)
    page = client.get(URL).text
    assert "Valeur d’origine" in page
    assert "SECRET_KEY" in page
    assert app.config["SECRET_KEY"] not in page
    assert (
        post(client, f"{URL}/organisation.name", value="Val-de-Brenne", seen="0").status_code == 303
    )
    assert value_of("organisation.name") == "Val-de-Brenne"
    late = post(client, f"{URL}/organisation.name", value="Autre", seen="0")
    assert late.status_code == 409, "somebody was faster"
    line = session.query(Change).filter_by(subject_kind="setting").one()
    assert (line.actor_name, line.patch[0]["new"]) == ("Ada Roux", "Val-de-Brenne")
    assert "Val-de-Brenne" in client.get(URL).text
    assert post(client, f"{URL}/organisation.name/defaut", seen="1").status_code == 303
    assert value_of("organisation.name") == "Votre collectivité"


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("workflows.messages_per_minute", "beaucoup", "nombre entier"),
        ("workflows.messages_per_minute", "99999999999", "nombre entier"),
        ("workflows.messages_per_minute", "-3", "entre 0 et"),
        ("maintenance.message", "long " * 100, "300 signes"),
    ],
)
def test_a_value_of_another_kind_is_refused_in_words(app, admin, sign_in, key, value, words):
    client = sign_in(admin)
    before = value_of(key)
    answer = post(client, f"{URL}/{key}", value=value, seen="0")
    assert answer.status_code == 422
    assert words in answer.text
    assert value_of(key) == before


def test_settings_are_closed_to_others(app, admin, sign_in):
    client = sign_in(person("agent@example.test", "agent"))
    assert client.get(URL).status_code == 403
    with unit_of_work():
        assert value_of("maintenance.closed") is False
    boss = sign_in(admin)
    assert post(boss, f"{URL}/nothing.here", value="1").status_code == 404
