"""One-time links: where they lead, how often, how long (FAULTS S-06, S-07)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from accounts import operations
from accounts.events import PasswordLinkAsked
from accounts.models import OneTimeLink
from core import events
from core.actor import HOUSE
from core.database import session
from core.models import Job, WebSession
from core.sessions import digest
from tests.kit.people import PASSWORD, person

NEW = {"password": "tulipe marron 48 vitesse"}


@pytest.fixture
def asked():
    """What is announced, as it happens."""
    heard = []
    hear = events.during(PasswordLinkAsked)(heard.append)
    yield heard
    events._DURING[PasswordLinkAsked].remove(hear)


def test_s06_links_follow_the_settings_not_the_host(app, roles):
    token = operations.one_time_link(person("a@example.test"))
    with app.test_request_context(
        "/", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    ):
        assert operations.link_address(token) == f"http://localhost/mot-de-passe/{token}"


def test_s06_a_foreign_host_is_refused(client, roles):
    for path in ("/mot-de-passe-perdu", "/connexion"):
        assert client.get(path, headers={"Host": "evil.example"}).status_code == 400


def test_s04_a_lost_password_is_answered_alike_for_known_and_unknown(client, roles, asked):
    someone = person("a@example.test")
    operations.disable(HOUSE, person("ferme@example.test"))
    bodies = set()
    for email in ("a@example.test", "inconnu@example.test", "ferme@example.test"):
        answer = client.submit("/mot-de-passe-perdu", {"email": email})
        assert (answer.status_code, answer.location) == (303, "/mot-de-passe-perdu/envoye")
        bodies.add(answer.get_data())
    assert len(bodies) == 1
    assert asked == [PasswordLinkAsked(someone.id)]


def test_s07_no_token_lies_in_the_outbox(client, roles):
    person("a@example.test")
    client.submit("/mot-de-passe-perdu", {"email": "a@example.test"})
    assert session.scalars(select(OneTimeLink)).all() == []
    for job in session.scalars(select(Job)):
        assert "token" not in str(job.args)
        assert "@" not in str(job.args)


def test_s07_a_link_has_256_bits_is_stored_hashed_and_lives_an_hour(roles):
    someone = person("a@example.test")
    token = operations.one_time_link(someone)
    link = session.scalars(select(OneTimeLink)).one()
    assert len(token) == 43
    assert link.token_sha256 == digest(token)
    assert link.expires_at - link.created_at <= timedelta(hours=1)


def test_s07_a_link_serves_once_and_takes_its_sisters_along(client, roles):
    someone = person("a@example.test")
    token, sister = operations.one_time_link(someone), operations.one_time_link(someone)
    for _ in range(3):  # a mail scanner looks; nothing is used up
        assert client.get(f"/mot-de-passe/{token}").status_code == 200
    assert client.submit(f"/mot-de-passe/{token}", NEW).status_code == 303
    for dead in (token, sister, "A" * 43):
        assert client.get(f"/mot-de-passe/{dead}").status_code == 404
        assert client.submit(f"/mot-de-passe/{dead}", NEW).status_code == 404


def test_s07_dead_links_look_alike(client, roles):
    token = operations.one_time_link(person("a@example.test"))
    session.execute(update(OneTimeLink).values(expires_at=OneTimeLink.created_at))
    pages = {
        client.get(f"/mot-de-passe/{t}").get_data(as_text=True).split("<main")[1]
        for t in (token, "B" * 43)
    }
    assert len(pages) == 1


def test_s07_a_link_dies_with_the_address_it_was_sent_to(client, roles):
    someone = person("a@example.test")
    token = operations.one_time_link(someone)
    operations.change_identity(HOUSE, someone, "autre@example.test", someone.name, "")
    assert client.submit(f"/mot-de-passe/{token}", NEW).status_code == 404


def test_s07_a_disabled_account_has_no_living_link(client, roles):
    someone = person("a@example.test")
    token = operations.one_time_link(someone)
    operations.disable(HOUSE, someone)
    later = operations.one_time_link(someone)
    for dead in (token, later):
        assert client.submit(f"/mot-de-passe/{dead}", NEW).status_code == 404


def test_a_new_password_ends_every_session_and_opens_one(app, client, roles, sign_in):
    someone = person("a@example.test")
    elsewhere = sign_in(someone)
    token = operations.one_time_link(someone)
    assert client.submit(f"/mot-de-passe/{token}", NEW).status_code == 303
    assert elsewhere.get("/mon-compte").status_code == 303
    assert client.get("/mon-compte").status_code == 200
    assert (
        len(session.scalars(select(WebSession).where(WebSession.account_id == someone.id)).all())
        == 1
    )


def test_a_refused_password_leaves_the_link_alive(client, roles):
    token = operations.one_time_link(person("a@example.test"))
    answer = client.submit(f"/mot-de-passe/{token}", {"password": "court"})
    assert answer.status_code == 422
    assert "au moins 12 caractères" in answer.get_data(as_text=True)
    assert client.submit(f"/mot-de-passe/{token}", NEW).status_code == 303


def test_asking_again_and_again_is_slowed_down(client, roles, asked):
    person("a@example.test")
    statuses = [
        client.submit("/mot-de-passe-perdu", {"email": "a@example.test"}).status_code
        for _ in range(6)
    ]
    assert statuses == [303] * 5 + [429]
    data = {
        "csrf_token": client.token("/connexion"),
        "email": "a@example.test",
        "password": PASSWORD,
    }
    assert (
        client.post("/connexion", data=data, headers={"Origin": "http://localhost"}).status_code
        == 303
    )


def test_s07_the_page_of_a_link_tells_its_address_to_no_other_site(client, roles):
    token = operations.one_time_link(person("a@example.test"))
    answer = client.get(f"/mot-de-passe/{token}")
    assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert "no-store" in answer.headers["Cache-Control"]
    html = answer.get_data(as_text=True)
    assert token not in html
    assert 'href="http' not in html
