"""An empty house opens to one person, once."""

from __future__ import annotations

from accounts import operations, queries
from tests.accounts.conftest import ADMINISTRATOR, publish_role
from tests.kit.people import person

GOOD = {
    "name": "Première Personne",
    "email": "une@example.test",
    "password": "tulipe marron 48 vitesse",
}


def test_the_first_administrator_comes_in_through_the_printed_link(app, client):
    publish_role("administrateur", ADMINISTRATOR)
    address = operations.first_administrator_link()
    assert address.startswith("http://localhost/premiers-pas/")
    path = address.removeprefix("http://localhost")
    assert client.get(path).status_code == 200
    assert client.submit(path, {**GOOD, "password": "court"}).status_code == 422
    assert client.submit(path, GOOD).status_code == 303
    assert client.get("/administration/comptes").status_code == 200
    account = queries.account_by_email("une@example.test")
    assert queries.actor_of(account.id).holds("roles:grant", "/org")
    assert client.get(path).status_code == 404


def test_there_is_no_second_first_administrator(app, client):
    publish_role("administrateur", ADMINISTRATOR)
    paths = [
        operations.first_administrator_link().removeprefix("http://localhost") for _ in range(2)
    ]
    assert client.submit(paths[0], GOOD).status_code == 303
    answer = client.submit(paths[1], {**GOOD, "email": "deux@example.test"})
    assert answer.status_code == 404
    assert queries.account_by_email("deux@example.test") is None
    assert operations.first_administrator_link() is None


def test_a_password_link_is_not_a_first_steps_link(client, roles):
    token = operations.one_time_link(person("a@example.test"))
    assert client.submit(f"/premiers-pas/{token}", GOOD).status_code == 404
