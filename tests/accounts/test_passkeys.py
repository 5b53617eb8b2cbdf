"""Keys in devices: made, used alone and after a password; every lie of a device (FAULTS S-10)."""

from __future__ import annotations

import pytest

from accounts import operations
from accounts.models import Passkey
from core.actor import HOUSE
from core.database import session
from tests.accounts.test_sign_in import attempt
from tests.kit.authenticator import Device, asked
from tests.kit.people import PASSWORD, person

MAKE, ALONE = "/mon-compte/second-facteur/cle-d-acces", "/connexion/cle-d-acces"
HALF = "/connexion/second-facteur"


def with_key(client, device=None, name="Téléphone"):
    """The device of a browser that is signed in, known from now on."""
    device = device or Device()
    wanted = asked(client.get(MAKE).get_data(as_text=True))
    answer = client.submit(MAKE, {"name": name, "credential": device.make(wanted)})
    assert answer.status_code == 303, answer.get_data(as_text=True)[-3000:]
    return device


def alone(client, device, **lies):
    wanted = asked(client.get(ALONE).get_data(as_text=True))
    return client.submit(ALONE, {"credential": device.sign(wanted, **lies)})


@pytest.fixture
def someone(roles):
    return person("a@example.test")


@pytest.fixture
def device(someone, sign_in):
    return with_key(sign_in(someone))


def test_a_key_lets_in_alone_and_after_a_password(app, someone, device):
    visitor = app.test_client()
    assert alone(visitor, device).location == "/"
    assert visitor.get("/mon-compte").status_code == 200
    other = app.test_client()
    assert attempt(other, someone.email, PASSWORD, next="/mon-compte").location == HALF
    wanted = asked(other.get(HALF).get_data(as_text=True))
    answer = other.submit(f"{HALF}/cle", {"credential": device.sign(wanted)})
    assert answer.location == "/mon-compte"
    assert other.get("/mon-compte").status_code == 200


def test_a_key_is_named_renamed_and_taken_away(app, someone, device, sign_in):
    mine = app.test_client()
    alone(mine, device)
    page = mine.get("/mon-compte/second-facteur").get_data(as_text=True)
    assert "Téléphone" in page
    key = session.query(Passkey).one()
    address = f"/mon-compte/second-facteur/cles/{key.id}"
    assert mine.submit(f"{address}/renommer", {"name": "Clé du trousseau"}).status_code == 303
    assert session.query(Passkey).one().name == "Clé du trousseau"
    assert mine.submit(f"{address}/retirer").status_code == 303
    assert alone(app.test_client(), device).status_code == 422


LIES = {
    "another page": {"origin": "https://evil.example"},
    "another name": {"rp": "evil.example"},
    "another challenge": {"challenge": "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQQ"},
    "no challenge": {"challenge": ""},
    "another act": {"type": "webauthn.create"},
    "another account": {"user": b"0" * 16},
    "no account": {"user": b"short"},
    "another key": {"id": b"1" * 16},
}


@pytest.mark.parametrize("lie", LIES)
def test_s10_whatever_a_device_lies_about_it_is_refused(app, device, lie):
    visitor = app.test_client()
    assert alone(visitor, device, **LIES[lie]).status_code == 422
    assert visitor.get("/mon-compte").status_code == 303


@pytest.mark.parametrize("lie", ["another page", "another name", "another challenge"])
def test_s10_a_key_made_elsewhere_is_not_kept(someone, sign_in, lie):
    mine = sign_in(someone)
    wanted = asked(mine.get(MAKE).get_data(as_text=True))
    answer = mine.submit(MAKE, {"name": "x", "credential": Device().make(wanted, **LIES[lie])})
    assert answer.status_code == 422
    assert session.query(Passkey).count() == 0


def test_s10_a_count_that_goes_back_betrays_a_copy(app, device):
    assert alone(app.test_client(), device, count=7).status_code == 303
    for count in (7, 6, 0):
        assert alone(app.test_client(), device, count=count).status_code == 422
    assert alone(app.test_client(), device, count=8).status_code == 303


def test_s10_the_key_of_somebody_else_stands_for_nobody_else(app, someone, device, sign_in):
    other = person("b@example.test")
    theirs = with_key(sign_in(other), name="À elle")
    visitor = app.test_client()
    attempt(visitor, someone.email, PASSWORD)
    wanted = asked(visitor.get(HALF).get_data(as_text=True))
    for lies in ({}, {"user": device.user}, {"user": b""}):
        wanted = asked(visitor.get(HALF).get_data(as_text=True))
        answer = visitor.submit(f"{HALF}/cle", {"credential": theirs.sign(wanted, **lies)})
        assert answer.status_code == 422
    assert visitor.get("/mon-compte").status_code == 303


def test_s10_a_device_that_has_not_recognised_its_person_is_no_whole_sign_in(app, someone, sign_in):
    device = with_key(sign_in(someone), Device(verifies=False))
    assert alone(app.test_client(), device).status_code == 422
    visitor = app.test_client()
    attempt(visitor, someone.email, PASSWORD)
    wanted = asked(visitor.get(HALF).get_data(as_text=True))
    answer = visitor.submit(f"{HALF}/cle", {"credential": device.sign(wanted)})
    assert answer.status_code == 303


def test_s10_what_was_signed_serves_once(app, device):
    visitor = app.test_client()
    wanted = asked(visitor.get(ALONE).get_data(as_text=True))
    answer = device.sign(wanted)
    thief = app.test_client()
    thief.get(ALONE)
    assert thief.submit(ALONE, {"credential": answer}).status_code == 422
    assert visitor.submit(ALONE, {"credential": answer}).status_code == 303
    visitor.submit("/deconnexion")
    assert visitor.submit(ALONE, {"credential": answer}).status_code == 422


def test_s10_what_was_asked_for_one_act_proves_no_other(app, someone, device, sign_in):
    visitor = app.test_client()
    attempt(visitor, someone.email, PASSWORD)
    wanted = asked(visitor.get(ALONE).get_data(as_text=True))
    answer = visitor.submit(f"{HALF}/cle", {"credential": device.sign(wanted)})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "odd",
    ["", "{", "[]", "null", '{"id": 1}', '{"id": "x"}', "[" * 5000, "x" * 100_000,
     '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"userHandle": "é"}}',
     '{"id": "AAAA", "rawId": 5, "type": [], "response": []}'],
)  # fmt: skip
def test_s10_odd_answers_are_refused_without_a_fall(app, device, sign_in, someone, odd):
    visitor = app.test_client()
    visitor.get(ALONE)
    assert visitor.submit(ALONE, {"credential": odd}).status_code == 422
    own = odd.replace("AAAA", session.query(Passkey).one().credential_id)
    visitor.get(ALONE)
    assert visitor.submit(ALONE, {"credential": own}).status_code == 422


def test_a_key_of_a_closed_account_opens_nothing(app, someone, device):
    operations.disable(HOUSE, someone)
    session.commit()
    assert alone(app.test_client(), device).status_code == 422


def test_one_device_is_added_once(app, someone, device):
    mine = app.test_client()
    alone(mine, device)
    wanted = asked(mine.get(MAKE).get_data(as_text=True))
    assert wanted["known"] == session.query(Passkey).one().credential_id
    answer = mine.submit(MAKE, {"name": "Encore", "credential": device.make(wanted)})
    assert answer.status_code == 422
    nameless = asked(mine.get(MAKE).get_data(as_text=True))
    answer = mine.submit(MAKE, {"name": " ", "credential": Device().make(nameless)})
    assert answer.status_code == 422
