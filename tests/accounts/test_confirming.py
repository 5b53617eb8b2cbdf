"""« Confirmez que c’est vous » before dangerous acts; word to people of what changes (S-02)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from core import clock
from core.sessions import COOKIE
from core.web import SURE_FOR
from tests.accounts.test_passkeys import with_key
from tests.accounts.test_second_factor import code_of, with_totp
from tests.accounts.test_sign_in import attempt, cookie_of
from tests.kit.authenticator import asked
from tests.kit.people import PASSWORD, person


@pytest.fixture
def later(monkeypatch):
    """Eleven minutes have gone by since everybody signed in."""
    real = clock.now

    def pass_by(seconds=SURE_FOR + 60):
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(seconds=seconds))

    return pass_by


@pytest.fixture
def role(admin_client):
    """A dangerous act, ready to be sent: a role for somebody."""
    someone = person("b@example.test")
    path = f"/administration/comptes/{someone.id}"
    return f"{path}/roles", {"role": "lecteur-de-comptes", "scope": "org"}


def hidden(html):
    return dict(re.findall(r'type="hidden" name="(kept[^"]*)" value="([^"]*)"', html))


def test_s02_after_ten_minutes_a_dangerous_act_waits_for_the_password_and_the_session_changes(
    app, admin_client, role, later
):
    later()
    path, data = role
    asking = admin_client.submit(path, data)
    assert asking.status_code == 403
    html = asking.get_data(as_text=True)
    assert "Confirmez que c’est vous" in html
    waiting = hidden(html)
    assert waiting["kept_action"] == path
    wrong = admin_client.submit("/confirmer", {**waiting, "password": "ce n’est pas lui"})
    assert wrong.status_code == 422
    assert hidden(wrong.get_data(as_text=True)) == waiting
    before = cookie_of(admin_client)
    answer = admin_client.submit("/confirmer", {**waiting, "password": PASSWORD})
    assert answer.status_code == 200
    assert f'action="{path}"' in answer.get_data(as_text=True)
    assert cookie_of(admin_client) != before
    thief = app.test_client()
    thief.set_cookie(COOKIE, before)
    assert thief.get("/mon-compte").status_code == 303
    assert admin_client.submit(path, data).status_code == 303


def test_a_page_asked_for_comes_after_the_confirmation(admin_client, later):
    later()
    sent = admin_client.get("/mon-compte/second-facteur/application")
    assert sent.location.startswith("/confirmer?next=")
    answer = admin_client.submit(
        "/confirmer", {"next": "/mon-compte/second-facteur/application", "password": PASSWORD}
    )
    assert answer.location == "/mon-compte/second-facteur/application"


def test_s09_confirmations_are_counted_like_other_tries(admin_client, later):
    later()
    for _ in range(5):
        answer = admin_client.submit("/confirmer", {"password": "faux faux faux faux"})
        assert answer.status_code == 422
    assert admin_client.submit("/confirmer", {"password": PASSWORD}).status_code == 429


def test_s08_with_a_second_factor_the_password_confirms_nothing(admin, admin_client, later):
    with_totp(admin)
    later()
    assert admin_client.submit("/confirmer", {"password": PASSWORD}).status_code == 422
    assert admin_client.submit("/confirmer", {"code": code_of()}).status_code == 303


def test_a_key_confirms(admin_client, later):
    device = with_key(admin_client)
    later()
    wanted = asked(admin_client.get("/confirmer?next=/mon-compte").get_data(as_text=True))
    answer = admin_client.submit(
        "/confirmer", {"next": "/mon-compte", "credential": device.sign(wanted)}
    )
    assert answer.location == "/mon-compte"


@pytest.mark.parametrize("evil", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_s13_what_waits_leads_nowhere_else(admin_client, evil):
    answer = admin_client.submit(
        "/confirmer", {"next": evil, "kept_action": evil, "password": PASSWORD}
    )
    assert answer.location == "/"


def test_through_htmx_the_confirmation_is_a_page_of_its_own(admin_client, role, later):
    later()
    path, data = role
    answer = admin_client.submit(
        path,
        data,
        headers={
            "HX-Request": "true",
            "HX-Current-URL": "http://localhost/administration/comptes",
        },
    )
    assert answer.headers["HX-Redirect"] == "/confirmer?next=/administration/comptes"


def test_each_dangerous_door_asks_who_is_there(app):
    """Rights, what opens an account, factors: a door that forgets is told here."""
    sure = {e for e, view in app.view_functions.items() if hasattr(view, "confirmed")}
    assert {
        "accounts.give_role",
        "accounts.revoke_role",
        "accounts.new_person_post",
        "accounts.change_identity",
        "accounts.disable_person",
        "accounts.enable_person",
        "accounts.add_member",
        "accounts.remove_member",
        "accounts.replace_me",
        "accounts.replace_somebody",
        "catalogue.add_member",
        "catalogue.change_member",
        "catalogue.end_member",
        "catalogue.confirm_member",
        "schemas.pack_revert",
        "schemas.pack_remove",
        "settings.change",
        "settings.reset",
        "accounts.remove_totp",
        "accounts.remove_passkey",
        "accounts.make_codes",
        "accounts.reopen_factor",
        "accounts.look_as",
        "accounts.link_provider",
        "accounts.unlink_provider",
        "accounts.add_provider",
        "accounts.change_provider",
        "accounts.remove_provider",
        "accounts.change_demands",
        "accounts.create_own_key",
        "accounts.rotate_own_key",
        "accounts.create_key",
        "accounts.rotate_key",
        "registry.export",
        "catalogue.export",
        "schemas.pack_load",
    } <= sure


@pytest.mark.parametrize("act", ["publier", "retirer", "remettre"])
def test_a_role_is_changed_by_who_has_just_shown_who_they_are(admin_client, later, act):
    """Other kinds give no rights: their publication does not ask."""
    later()
    path = "/administration/definitions/{}/lecteur-de-comptes/" + act
    asked = admin_client.submit(path.format("role"), {"numero": "1"})
    assert asked.status_code == 403
    assert "Confirmez que c’est vous" in asked.get_data(as_text=True)
    assert admin_client.submit(path.format("form"), {"numero": "1"}).status_code == 404


def test_people_are_told_of_a_new_password_address_and_device(app, client, admin_client, mails):
    someone = person("b@example.test", "lecteur-de-comptes")
    first = app.test_client()
    attempt(first, someone.email, PASSWORD)
    assert not [m for m in mails() if m.to_address == someone.email]
    attempt(client, someone.email, PASSWORD)
    assert any("nouvel appareil" in m.text for m in mails() if m.to_address == someone.email)
    already = len(mails())
    client.submit("/deconnexion")
    attempt(client, someone.email, PASSWORD)
    assert len(mails()) == already
    client.submit(
        "/mon-compte/mot-de-passe", {"current": PASSWORD, "password": "tulipe marron 48 vitesse"}
    )
    assert "mot de passe a été changé" in mails()[-1].text
    admin_client.submit(
        f"/administration/comptes/{someone.id}/identite",
        {"name": "Nina N", "email": "autre@example.test"},
    )
    told = {m.to_address for m in mails() if "autre@example.test" in m.text}
    assert told == {"b@example.test", "autre@example.test"}


def test_s15_sessions_tell_their_device_and_address_and_nothing_else_of_the_place(admin, sign_in):
    page = sign_in(admin).get("/mon-compte").get_data(as_text=True)
    assert "127.0.0.1" in page
    assert "Adresse réseau" in page
