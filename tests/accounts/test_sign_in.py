"""The door: forged, fixed, stolen, guessed, sent elsewhere (FAULTS S-01 to S-05, S-13)."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from accounts import operations
from accounts.models import Account, SignInTry
from core.actor import HOUSE
from core.database import session
from core.models import WebSession
from core.sessions import COOKIE
from tests.kit.people import PASSWORD, person

ORIGIN = {"Origin": "http://localhost"}


def cookie_of(client):
    return client.get_cookie(COOKIE).value


def attempt(client, email, password, **more):
    data = {"csrf_token": client.token("/connexion"), "email": email, "password": password, **more}
    return client.post("/connexion", data=data, headers=ORIGIN)


def bytes_of(response):
    """The page without what is new at each showing: tokens and keys."""
    return re.sub(
        r'(name="csrf(?:_|-)token" (?:value|content))="[^"]+"',
        r'\1=""',
        response.get_data(as_text=True),
    )


def test_s01_a_sign_in_without_token_is_refused(client, roles):
    person("a@example.test")
    answer = client.post(
        "/connexion", data={"email": "a@example.test", "password": PASSWORD}, headers=ORIGIN
    )
    assert answer.status_code == 400
    assert client.get("/mon-compte").status_code == 303


def test_s01_a_sign_in_with_the_token_of_another_visitor_is_refused(app, client, roles):
    person("a@example.test")
    foreign = app.test_client().token("/connexion")
    client.get("/connexion")
    data = {"csrf_token": foreign, "email": "a@example.test", "password": PASSWORD}
    assert client.post("/connexion", data=data, headers=ORIGIN).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_s01_a_sign_in_from_another_site_is_refused(client, roles, headers):
    person("a@example.test")
    data = {
        "csrf_token": client.token("/connexion"),
        "email": "a@example.test",
        "password": PASSWORD,
    }
    assert client.post("/connexion", data=data, headers=headers).status_code == 403


def test_s01_a_sign_in_as_json_or_plain_text_is_refused(client):
    for kind in ("text/plain", "application/json"):
        answer = client.post("/connexion", data="{}", content_type=kind, headers=ORIGIN)
        assert answer.status_code == 415


def test_s02_the_session_changes_at_sign_in_and_the_old_cookie_is_nobody(app, client, roles):
    someone = person("a@example.test")
    token = client.token("/connexion")
    before = cookie_of(client)
    assert attempt(client, someone.email, PASSWORD).status_code == 303
    assert cookie_of(client) != before
    assert client.token("/mon-compte") != token
    thief = app.test_client()
    thief.set_cookie(COOKIE, before)
    assert thief.get("/mon-compte").status_code == 303


def test_s03_a_copied_cookie_is_dead_after_sign_out(app, client, roles, sign_in):
    mine = sign_in(person("a@example.test"))
    thief = app.test_client()
    thief.set_cookie(COOKIE, cookie_of(mine))
    assert thief.get("/mon-compte").status_code == 200
    answer = mine.submit("/deconnexion")
    assert answer.location == "/connexion"
    assert thief.get("/mon-compte").status_code == 303
    assert mine.get("/mon-compte").status_code == 303


def test_one_s_password_changes_only_for_who_says_the_present_one(client, roles, sign_in):
    someone = person("a@example.test")
    mine = sign_in(someone)
    for wrong in ("", "pas le bon mot de passe", PASSWORD.upper()):
        answer = mine.submit(
            "/mon-compte/mot-de-passe", {"current": wrong, "password": "tulipe marron 48 vitesse"}
        )
        assert answer.status_code == 422
        session.expire_all()
    assert attempt(client, someone.email, PASSWORD).status_code == 303


def test_s03_a_copied_cookie_is_dead_after_a_change_of_password(app, roles, sign_in):
    mine = sign_in(person("a@example.test"))
    thief = app.test_client()
    thief.set_cookie(COOKIE, cookie_of(mine))
    answer = mine.submit(
        "/mon-compte/mot-de-passe", {"current": PASSWORD, "password": "tulipe marron 48 vitesse"}
    )
    assert answer.status_code == 303
    assert thief.get("/mon-compte").status_code == 303
    assert mine.get("/mon-compte").status_code == 200


def test_s03_a_copied_cookie_is_dead_once_the_account_is_disabled(roles, sign_in):
    someone = person("a@example.test", "lecteur-de-comptes")
    mine = sign_in(someone)
    operations.disable(HOUSE, someone)
    session.commit()
    assert mine.get("/mon-compte").status_code == 303
    assert session.scalar(select(func.count()).where(WebSession.account_id == someone.id)) == 0


def test_s03_a_disabled_account_is_nobody_even_with_a_session_row_left(roles, sign_in):
    someone = person("a@example.test")
    mine = sign_in(someone)
    session.get(Account, someone.id).disabled_at = func.now()
    session.commit()
    assert mine.get("/mon-compte").status_code == 303


def test_s04_unknown_wrong_and_closed_accounts_get_the_same_bytes(app, roles):
    person("a@example.test")
    operations.disable(HOUSE, person("ferme@example.test"))
    operations.create_account(HOUSE, "invite@example.test", "Sans Passe")
    answers = []
    for email, password in [
        ("a@example.test", "ce n’est pas le bon"),
        ("inconnu@example.test", PASSWORD),
        ("ferme@example.test", PASSWORD),
        ("invite@example.test", PASSWORD),
    ]:
        answer = attempt(app.test_client(), email, password)
        assert answer.status_code == 422
        answers.append(bytes_of(answer).replace(email, "…"))
    assert len(set(answers)) == 1


def test_s05_the_sixth_try_in_a_quarter_of_an_hour_waits_even_with_the_right_password(
    client, roles
):
    person("a@example.test")
    for _ in range(5):
        assert attempt(client, "A@Example.test", "faux faux faux faux").status_code == 422
    answer = attempt(client, "a@example.test", PASSWORD)
    assert answer.status_code == 429
    assert "quart d’heure" in answer.get_data(as_text=True)
    assert session.scalar(select(func.count()).select_from(SignInTry)) == 5


def test_s05_an_unknown_address_is_slowed_down_alike(client, roles):
    for _ in range(5):
        assert attempt(client, "inconnu@example.test", "faux faux faux faux").status_code == 422
    assert attempt(client, "inconnu@example.test", "x").status_code == 429


def test_s05_nobody_is_locked_out_for_good(client, roles):
    someone = person("a@example.test")
    for _ in range(6):
        attempt(client, someone.email, "faux faux faux faux")
    token = operations.one_time_link(someone)
    answer = client.submit(f"/mot-de-passe/{token}", {"password": "tulipe marron 48 vitesse"})
    assert answer.status_code == 303
    client.submit("/deconnexion")
    assert attempt(client, someone.email, "tulipe marron 48 vitesse").status_code == 303


def test_s05_one_address_on_the_network_gets_thirty_tries_and_cannot_lie_about_itself(
    client, roles
):
    token = client.token("/connexion")
    statuses = [
        client.post(
            "/connexion",
            data={"csrf_token": token, "email": f"n{i}@example.test", "password": "x"},
            headers={**ORIGIN, "X-Forwarded-For": f"10.0.0.{i}"},
        ).status_code
        for i in range(31)
    ]
    assert statuses == [422] * 30 + [429]


def test_a_hash_of_older_parameters_is_renewed_at_sign_in(client, roles):
    from argon2 import PasswordHasher

    someone = person("a@example.test")
    old = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(PASSWORD)
    someone.password_hash = old
    session.commit()
    assert attempt(client, someone.email, PASSWORD).status_code == 303
    session.refresh(someone)
    assert someone.password_hash != old
    assert someone.last_sign_in_at is not None


def payloads():
    """Sixty ways to write « elsewhere »."""
    hosts = [
        "evil.example",
        "localhost@evil.example",
        "evil.example/%2e%2e",
        "[::1]:80",
        "localhost.evil.example",
    ]
    starts = [
        "//",
        "///",
        "////",
        "\\\\",
        "/\\",
        "\\/",
        "https:",
        "https://",
        "http:////",
        "/%5C",
        "/%2F",
        "/%09/",
    ]
    found = [start + host for start in starts for host in hosts][:52]
    found += [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        " //evil.example",
        "\t//evil.example",
        "/\r\nLocation: https://evil.example",
        "/\n//evil.example",
        "evil.example",
    ]
    return found


@pytest.mark.parametrize("payload", payloads())
def test_s13_next_leads_only_to_a_path_of_ours(client, roles, payload):
    person("a@example.test")
    answer = attempt(client, "a@example.test", PASSWORD, next=payload)
    assert answer.status_code == 303
    assert answer.location.startswith("/")
    assert not answer.location.startswith(("//", "/\\", "/%5C", "/%2F", "/%09"))
    assert (
        "evil" not in answer.location.lower().split("/")[1] if "/" in answer.location[1:] else True
    )


def test_s13_there_are_sixty_payloads():
    assert len(set(payloads())) == 60


def test_next_brings_people_back_to_the_page_they_asked_for(client, roles):
    person("a@example.test")
    sent = client.get("/mon-compte?x=1")
    assert sent.location == "/connexion?next=/mon-compte?x%3D1"
    answer = attempt(client, "a@example.test", PASSWORD, next="/mon-compte?x=1")
    assert answer.location == "/mon-compte?x=1"


def test_whoever_is_in_is_not_asked_again(roles, sign_in):
    mine = sign_in(person("a@example.test"))
    assert mine.get("/connexion?next=/mon-compte").location == "/mon-compte"


@pytest.mark.parametrize(
    "bad",
    [
        {"email": "a\x00@example.test"},
        {"email": "x" * 100_000},
        {"password": "y" * 100_000},
        {"email": ""},
        {"password": ""},
    ],
)
def test_bad_input_is_refused_without_a_fall(client, bad):
    answer = attempt(client, **{"email": "a@example.test", "password": "z", **bad})
    assert answer.status_code == 422


def test_the_form_keeps_the_address_and_never_the_password(client):
    html = attempt(client, "a@example.test", "secret-tapé-ici").get_data(as_text=True)
    (typed,) = [tag for tag in re.findall(r"<input[^>]*>", html) if 'name="password"' in tag]
    assert 'type="password"' in typed
    assert 'autocomplete="current-password"' in typed
    assert 'value="a@example.test"' in html
    assert "secret-tapé-ici" not in html
