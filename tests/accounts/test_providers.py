"""Signing in with a provider of identity (FAULTS S-11, S-12): each lie of it is refused."""

from __future__ import annotations

import hmac
import json
import time
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwk, jwt

from accounts.oidc.client import forget
from core import clock
from core.database import session
from tests.accounts.test_second_factor import code_of, with_totp
from tests.kit.people import PASSWORD, person
from tests.kit.provider import CLIENT, SECRET, b64, provider

ADMIN = "/administration/fournisseurs-d-identite"
BACK = "/connexion/fournisseur/annuaire-de-la-region/retour"
DOOR = "/connexion/fournisseur/annuaire-de-la-region"
LINK = "/mon-compte/fournisseurs/annuaire-de-la-region/relier"


@pytest.fixture(scope="module")
def theirs():
    with provider() as one:
        yield one


@pytest.fixture
def settled(app, admin_client, theirs):
    """The provider as an administrator has turned it on, in a house that may reach it."""
    theirs.straight()
    forget()
    kept = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(kept, outbound_allowed=frozenset({theirs.place}))
    form = {
        "label": "Annuaire de la région",
        "issuer": theirs.issuer,
        "client_id": CLIENT,
        "secret": SECRET,
        "acr": "",
        "enabled": "1",
    }
    assert admin_client.submit(f"{ADMIN}/nouveau", form).status_code == 303
    yield form
    app.config["SETTINGS"] = kept


@pytest.fixture
def linked(settled, theirs, sign_in):
    """Somebody whose account was linked, from their own page."""
    someone = person("nina@example.test", "lecteur-de-comptes", name="Nina Nour")
    assert link(sign_in(someone), theirs, "n-1").location == "/mon-compte"
    return someone


def link(client, theirs, subject):
    page = client.submit(LINK).get_data(as_text=True)
    address = page.partition(f'href="{theirs.issuer}/autoriser')[2].partition('"')[0]
    return client.get(BACK, query_string=theirs.authorize(address.replace("&amp;", "&"), subject))


def come(client, theirs, subject="n-1", **changed):
    """To the door, to the provider, and back."""
    address = client.get(DOOR).location
    back = {**theirs.authorize(address, subject), **changed}
    return client.get(BACK, query_string={k: v for k, v in back.items() if v is not None})


def is_in(client):
    return client.get("/mon-compte").status_code == 200


def sign_out(client):
    """Where the button leads to."""
    answer = client.submit("/deconnexion")
    assert not is_in(client)
    return answer.location


def way_out(client):
    """The address of the provider that the page shows."""
    html = client.get("/deconnexion/fournisseur").get_data(as_text=True)
    return html.partition("/quitter")[2].partition('"')[0].replace("&amp;", "&")


def test_who_came_by_a_provider_leaves_both(client, theirs, linked):
    come(client, theirs)
    assert is_in(client)
    assert sign_out(client) == "/deconnexion/fournisseur"
    back = urlsplit(theirs.leave(f"{theirs.issuer}/quitter{way_out(client)}"))
    assert theirs.gone == ["n-1"]
    stranger = client.get("/deconnexion/fournisseur/retour?state=autre")
    assert stranger.location == "/connexion"
    assert "Vous êtes déconnecté" not in client.get("/connexion").get_data(as_text=True)
    assert client.get(f"{back.path}?{back.query}").location == "/connexion"
    assert "Vous êtes déconnecté de Préau et" in client.get("/connexion").get_data(as_text=True)
    assert client.get("/deconnexion/fournisseur").location == "/connexion"  # once


def test_a_provider_without_a_way_out_or_with_a_bad_one_is_left_by_itself(client, theirs, linked):
    for place in (None, 3, "javascript:alert(1)", "http://169.254.169.254/x", "x" * 3000):
        forget()
        theirs.told = {"end_session_endpoint": place}
        come(client, theirs)
        assert is_in(client)
        assert sign_out(client) == "/deconnexion/fournisseur"
        assert client.get("/deconnexion/fournisseur").location == "/connexion"


def test_the_provider_is_remembered_past_a_second_factor_and_never_for_another_account(
    client, theirs, linked
):
    with_totp(linked)
    assert come(client, theirs).location == "/connexion/second-facteur"
    assert client.submit("/connexion/second-facteur", {"code": code_of()}).status_code == 303
    assert sign_out(client) == "/deconnexion/fournisseur"
    come(client, theirs)  # and gives up half-way: somebody else signs in by a password
    other = person("autre@example.test", "lecteur-de-comptes")
    client.submit("/connexion", {"email": other.email, "password": PASSWORD})
    assert is_in(client)
    assert sign_out(client) == "/connexion"


def test_the_word_of_the_provider_lies_nowhere_in_clear(client, theirs, linked):
    from sqlalchemy import select

    from core.models import WebSession

    come(client, theirs)
    kept = [str(data) for data in session.scalars(select(WebSession.data))]
    assert any("came-by" in text for text in kept)
    assert not any("eyJ" in text for text in kept)


def test_nothing_is_offered_before_an_administrator_turns_one_on(app, client, admin_client):
    assert "Se connecter avec" not in client.get("/connexion").get_data(as_text=True)
    assert client.get("/connexion/fournisseur/x").status_code == 404
    assert "Aucun fournisseur" in admin_client.get(ADMIN).get_data(as_text=True)


def test_s11_a_linked_person_comes_in_and_the_code_serves_once(client, linked, theirs, app):
    assert "Se connecter avec Annuaire" in client.get("/connexion").get_data(as_text=True)
    address = client.get(f"{DOOR}?next=/avis").location
    assert set(parse_qs(urlsplit(address).query)) == {
        "response_type",
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
    }
    back = theirs.authorize(address, "n-1")
    thief = app.test_client()
    assert thief.get(BACK, query_string=back).status_code == 403
    assert client.get(BACK, query_string=back).location == "/avis"
    assert "Nina Nour" in client.get("/mon-compte").get_data(as_text=True)
    client.submit("/deconnexion")
    assert client.get(BACK, query_string=back).status_code == 403
    assert not is_in(client)


def unsigned(claims):
    return f"{b64(json.dumps({'alg': 'none'}).encode())}.{b64(json.dumps(claims).encode())}."


def by_public_key(theirs):
    """HS256 with the public key as its secret, the old confusion of algorithms."""

    def make(claims):
        head = b64(json.dumps({"alg": "HS256", "kid": "one"}).encode())
        said = f"{head}.{b64(json.dumps(claims).encode())}"
        return (
            f"{said}.{b64(hmac.digest(theirs.key.as_pem(private=False), said.encode(), 'sha256'))}"
        )

    return make


def by_another(claims):
    return jwt.encode(
        {"alg": "ES256", "kid": "one"}, claims, jwk.ECKey.generate_key("P-256", {"kid": "one"})
    )


NOW = int(time.time())
#: What is changed in an identity that is otherwise right.
CLAIMS = {
    "no nonce": {"nonce": None},
    "another nonce": {"nonce": "a" * 43},
    "another audience": {"aud": "autre"},
    "audiences without party": {"aud": [CLIENT, "autre"]},
    "another party": {"azp": "autre"},
    "another issuer": {"iss": "https://autre.example"},
    "over": {"exp": NOW - 3600},
    "no end": {"exp": None},
    "an end in words": {"exp": "9999999999"},
    "an end that is no number": {"exp": float("nan")},
    "made long ago": {"iat": NOW - 7200},
    "made tomorrow": {"iat": NOW + 86400},
    "not yet": {"nbf": NOW + 86400},
    "nobody": {"sub": ""},
    "a number for a name": {"sub": 1},
    "an endless name": {"sub": "n" * 300},
}
#: What is changed in what the browser brings back.
BROUGHT = {
    "no state": {"state": None},
    "another state": {"state": "a" * 43},
    "no code": {"code": None},
    "another code": {"code": "a" * 22},
    "of another provider": {"iss": "https://autre.example"},
    "an error beside the code": {"error": "access_denied"},
}


def test_s11_no_lie_of_a_provider_lets_anybody_in(client, linked, theirs, app):
    let_in = []

    def tried(name, **brought):
        if come(client, theirs, **brought).status_code != 403 or is_in(client):
            let_in.append(name)
        theirs.straight()
        forget()
        session.execute(_no_tries())

    for name, changes in CLAIMS.items():
        theirs.bend = lambda claims, changes=changes: [
            claims.pop(k) if v is None else claims.update({k: v}) for k, v in changes.items()
        ]
        tried(name)
    for name, changes in BROUGHT.items():
        tried(name, **changes)
    for name, make in (
        ("unsigned", unsigned),
        ("by the public key", by_public_key(theirs)),
        ("by another key", by_another),
        ("no token at all", lambda _claims: "x"),
        ("a token without end", lambda _claims: "x" * 20_000),
    ):
        theirs.make = make
        tried(name)
    for name, answer in (
        ("not JSON", b"<html>"),
        ("a list", []),
        ("no identity", {"access_token": "x"}),
        ("too deep", b"[" * 60_000),
    ):
        theirs.answer = answer
        tried(name)
    theirs.told = {"authorization_response_iss_parameter_supported": True}
    tried("does not name itself beside the code")
    theirs.keys = [{"kty": "oct", "k": b64(b"x" * 32), "kid": "one"}, "x", {"kty": "EC"}]
    tried("shared keys")
    assert not let_in
    assert come(client, theirs).status_code == 303  # straight again


def _no_tries():
    from sqlalchemy import delete

    from accounts.models import SignInTry

    return delete(SignInTry)


def test_s11_no_address_of_a_provider_leads_into_the_house(client, linked, theirs):
    """FAULTS N-01: neither the one that was typed, nor those it tells."""
    for told in (
        {"token_endpoint": "http://169.254.169.254/"},
        {"jwks_uri": "http://127.0.0.1:1/"},
        {"authorization_endpoint": "http://10.0.0.1/"},
        {"issuer": "https://autre.example"},
        {"token_endpoint": None},
    ):
        theirs.told = told
        forget()
        assert client.get(DOOR).status_code == 403, told


def test_s11_keys_that_change_are_read_again(client, linked, theirs):
    assert come(client, theirs).status_code == 303
    client.submit("/deconnexion")
    former = theirs.key
    theirs.key = jwk.ECKey.generate_key("P-256", {"kid": "two", "use": "sig"})
    theirs.keys = [theirs.key.as_dict(private=False)]
    theirs.make = lambda claims: jwt.encode({"alg": "ES256", "kid": "two"}, claims, theirs.key)
    assert come(client, theirs).status_code == 303
    theirs.key = former


@pytest.mark.audit
def test_s11_ten_minutes_later_the_answer_is_worth_nothing(client, linked, theirs, monkeypatch):
    address = client.get(DOOR).location
    back, real = theirs.authorize(address, "n-1"), clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(minutes=11))
    assert client.get(BACK, query_string=back).status_code == 403


def test_s11_a_lower_degree_of_proof_than_asked_is_refused(client, admin_client, linked, theirs,
                                                           settled):  # fmt: skip
    form = {**settled, "acr": "eidas2 eidas3", "secret": ""}
    assert admin_client.submit(f"{ADMIN}/annuaire-de-la-region", form).status_code == 303
    address = client.get(DOOR).location
    assert parse_qs(urlsplit(address).query)["acr_values"] == ["eidas2 eidas3"]
    for acr, status in ((None, 403), ("eidas1", 403), ("eidas2", 303)):
        theirs.bend = lambda claims, acr=acr: claims.update(acr=acr) if acr else None
        assert come(client, theirs).status_code == status, acr


def test_s12_an_address_of_mail_links_nothing_and_one_identity_opens_one_account(
    client, linked, theirs, sign_in, mails
):
    other = person("cheffe@example.test", "lecteur-de-comptes")  # whose address the provider tells
    answer = come(client, theirs, "c-1")
    assert answer.status_code == 403
    assert "Aucun compte n’est relié" in answer.get_data(as_text=True)
    browser = sign_in(other)
    assert link(browser, theirs, "n-1").location == "/mon-compte"
    assert "ouvre déjà un autre compte" in browser.get("/mon-compte").get_data(as_text=True)
    assert come(client, theirs, "n-1").status_code == 303
    assert "Nina Nour" in client.get("/mon-compte").get_data(as_text=True)
    assert [m for m in mails() if m.to_address == linked.email and "Annuaire" in m.text]


@pytest.mark.audit
def test_s12_a_link_asked_by_one_is_not_made_for_another(app, linked, theirs, sign_in):
    """Somebody else has signed in since, in the same browser."""
    other = person("b@example.test", "lecteur-de-comptes")
    browser = sign_in(other)
    page = browser.submit(LINK).get_data(as_text=True)
    address = page.partition(f'href="{theirs.issuer}/autoriser')[2].partition('"')[0]
    back = theirs.authorize(address.replace("&amp;", "&"), "b-1")
    browser.submit("/deconnexion")
    assert browser.get(BACK, query_string=back).status_code == 403


@pytest.mark.audit
def test_a_link_taken_back_and_a_closed_account_open_nothing(client, linked, theirs, sign_in):
    linked.disabled_at = clock.now()
    session.commit()
    assert come(client, theirs).status_code == 403
    linked.disabled_at = None
    session.commit()
    assert (
        sign_in(linked).submit("/mon-compte/fournisseurs/annuaire-de-la-region/delier").status_code
        == 303
    )
    assert come(client, theirs).status_code == 403


def test_s08_a_provider_does_not_stand_for_the_second_factor(client, linked, theirs):
    with_totp(linked)
    assert come(client, theirs).location == "/connexion/second-facteur"
    assert not is_in(client)


def test_a_provider_is_settled_with_care(admin_client, settled, theirs, sign_in):
    page = admin_client.get(f"{ADMIN}/annuaire-de-la-region").get_data(as_text=True)
    assert SECRET not in page
    assert f"http://localhost{BACK}" in page or BACK in page
    for wrong in (
        {"issuer": "http://10.0.0.1"},
        {"issuer": "https://x.example/?a=1", "secret": "x"},
        {"client_id": " "},
        {"acr": "é"},
        {"issuer": "https://autre.example"},  # the former secret would be told to another
    ):
        answer = admin_client.submit(
            f"{ADMIN}/annuaire-de-la-region", {**settled, "secret": "", **wrong}
        )
        assert answer.status_code == 422, wrong
    assert admin_client.submit(f"{ADMIN}/nouveau", settled).status_code == 422  # known already
    assert admin_client.submit(f"{ADMIN}/annuaire-de-la-region/essayer").status_code == 303
    local = person("local@example.test", "referent", scope="/org/35/0350001A")
    assert sign_in(local).get(ADMIN).status_code == 403
    assert admin_client.submit(f"{ADMIN}/annuaire-de-la-region/retirer").location == ADMIN
    assert admin_client.get(f"{ADMIN}/annuaire-de-la-region").status_code == 404
