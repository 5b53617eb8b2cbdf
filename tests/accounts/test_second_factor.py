"""Codes of an application, codes on paper, and the way back (FAULTS S-07 to S-09)."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import func, select

from accounts import operations, queries
from accounts.errors import WrongFactor
from accounts.models import RecoveryCode, TotpSecret
from accounts.operations import entrance
from core import clock, settings
from core.actor import HOUSE, Actor
from core.database import session
from core.errors import Forbidden
from core.models import WebSession
from tests.accounts.test_sign_in import ORIGIN, attempt, cookie_of
from tests.kit.people import person

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HALF = "/connexion/second-facteur"
LATER = [timedelta(seconds=30 * n) for n in range(-3, 4)]


def code_of(secret=SECRET, shift=timedelta()):
    return pyotp.TOTP(secret).at(clock.now() + shift)


def with_totp(account):
    """An application in place, whose last code is of a minute ago."""
    operations.add_totp(HOUSE, account, SECRET, code_of())
    session.get(TotpSecret, account.id).last_step -= 10
    session.commit()
    return account


def codes_of(account):
    made = operations.make_codes(HOUSE, account)
    session.commit()
    return made


@pytest.fixture
def someone(roles):
    return with_totp(person("a@example.test", "lecteur-de-comptes"))


@pytest.fixture
def half(client, someone):
    """A browser between password and second factor."""
    answer = attempt(client, someone.email, "un mot de passe assez long", next="/mon-compte")
    assert answer.location == HALF
    return client


def test_an_application_is_added_by_its_square_or_its_key_and_asked_for_from_then_on(
    client, roles, sign_in
):
    someone = person("a@example.test")
    mine = sign_in(someone)
    page = mine.get("/mon-compte/second-facteur/application").get_data(as_text=True)
    assert "data:image/svg+xml" in page
    key = re.search(r'class="mono strong">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    wrong = mine.submit("/mon-compte/second-facteur/application", {"code": "000000"})
    assert wrong.status_code == 422
    answer = mine.submit("/mon-compte/second-facteur/application", {"code": code_of(key)})
    assert answer.location == "/mon-compte/second-facteur/codes"
    assert key not in session.get(TotpSecret, someone.id).sealed
    sheet = mine.submit("/mon-compte/second-facteur/codes").get_data(as_text=True)
    assert len(set(re.findall(r"<li>([0-9a-z]{4}(?:-[0-9a-z]{4}){4})</li>", sheet))) == 10
    assert attempt(client, someone.email, "un mot de passe assez long").location == HALF


def test_the_right_code_leads_to_the_page_that_was_asked_for(half, someone):
    before = cookie_of(half)
    answer = half.submit(HALF, {"code": code_of()})
    assert answer.location == "/mon-compte"
    assert cookie_of(half) != before
    assert half.get("/mon-compte").status_code == 200


def test_s09_a_code_serves_once_even_for_two_browsers(app, half, someone):
    code = code_of()
    assert half.submit(HALF, {"code": code}).status_code == 303
    other = app.test_client()
    attempt(other, someone.email, "un mot de passe assez long")
    assert other.submit(HALF, {"code": code}).status_code == 422
    earlier = code_of(shift=-LATER[4])
    assert other.submit(HALF, {"code": earlier}).status_code == 422


@pytest.fixture
def mid_step(monkeypatch):
    """The clock stands still in the middle of a step."""
    now = clock.now()
    still = now - timedelta(seconds=now.timestamp() % 30 - 15)
    monkeypatch.setattr(clock, "now", lambda: still)


@pytest.mark.parametrize("shift", LATER)
def test_s09_a_clock_may_be_one_step_off_and_no_more(someone, mid_step, shift):
    code, near = code_of(shift=shift), abs(shift) <= LATER[4]
    if near:
        operations.use_totp(someone, code)
    else:
        with pytest.raises(WrongFactor):
            operations.use_totp(someone, code)


def test_s09_the_sixth_try_waits_even_with_the_right_code_and_a_new_sign_in_gives_none(
    app, half, someone
):
    for n in range(5):
        assert half.submit(HALF, {"code": f"{n:06}"}).status_code == 422
    assert half.submit(HALF, {"code": code_of()}).status_code == 429
    again = app.test_client()
    attempt(again, someone.email, "un mot de passe assez long")
    assert again.submit(HALF, {"code": code_of()}).status_code == 429
    assert again.submit(f"{HALF}/perdu", {"recovery": "0000"}).status_code == 429


@pytest.mark.parametrize("odd", ["", "12345", "1234567", "١٢٣٤٥٦", "12 34 5x", "x" * 10_000])
def test_s09_what_is_no_code_is_refused_without_a_fall(half, odd):
    assert half.submit(HALF, {"code": odd}).status_code == 422


def test_s08_a_link_for_a_new_password_does_not_bypass_the_factor(client, someone):
    token = operations.one_time_link(someone)
    session.commit()
    answer = client.submit(f"/mot-de-passe/{token}", {"password": "tulipe marron 48 vitesse"})
    assert answer.location == HALF
    assert client.get("/mon-compte").status_code == 303
    assert client.submit(HALF, {"code": code_of()}).status_code == 303
    assert client.get("/mon-compte").status_code == 200


def test_s08_half_a_session_ends_with_the_password_it_came_from(half, someone):
    entrance.set_password(HOUSE, someone, "tulipe marron 48 vitesse")
    session.commit()
    assert half.submit(HALF, {"code": code_of()}).location.startswith("/connexion?")


def test_s08_half_a_session_of_a_closed_account_opens_nothing(half, someone):
    operations.disable(HOUSE, someone)
    session.commit()
    assert half.submit(HALF, {"code": code_of()}).location.startswith("/connexion?")


def test_s08_half_a_session_adds_no_factor_when_there_is_one(half):
    for path in ("/mon-compte/second-facteur/application", "/connexion/second-facteur/ajouter"):
        assert half.get(path).location.startswith("/connexion?")
    answer = half.submit("/mon-compte/second-facteur/application", {"code": code_of()})
    assert answer.status_code == 303
    assert session.scalar(select(func.count()).select_from(TotpSecret)) == 1


def test_a_code_on_paper_stands_once_for_the_lost_factor_and_its_person_is_told(
    app, half, someone, mails
):
    sheet = codes_of(someone)
    typed = sheet[3].upper().replace("-", " ").replace("0", "O")
    answer = half.submit(f"{HALF}/perdu", {"recovery": typed})
    assert answer.location == "/mon-compte/second-facteur"
    assert half.get("/mon-compte").status_code == 200
    assert any("code de secours a servi" in mail.text for mail in mails())
    other = app.test_client()
    attempt(other, someone.email, "un mot de passe assez long")
    assert other.submit(f"{HALF}/perdu", {"recovery": sheet[3]}).status_code == 422
    assert other.submit(f"{HALF}/perdu", {"recovery": sheet[4]}).status_code == 303


def test_codes_on_paper_are_kept_as_hashes_and_a_new_sheet_ends_the_former(someone):
    former = codes_of(someone)
    rows = session.scalars(select(RecoveryCode)).all()
    assert len(rows) == 10
    bare = [code.replace("-", "") for code in former]
    assert all(row.hashed.startswith("$argon2id$") for row in rows)
    assert not {row.hashed for row in rows} & {*former, *bare}
    codes_of(someone)
    with pytest.raises(WrongFactor):
        operations.use_code(someone, former[0])


def test_who_has_neither_asks_for_help_and_an_administrator_opens_again_with_a_reason(
    app, half, someone, admin_client, mails
):
    assert half.submit("/connexion/second-facteur/aide").status_code == 303
    assert any("perdu son second facteur" in mail.subject for mail in mails())
    address = f"/administration/comptes/{someone.id}/second-facteur/rouvrir"
    assert admin_client.submit(address, {"reason": " "}).status_code == 422
    assert queries.has_factor(someone.id)
    assert admin_client.submit(address, {"reason": "Vu en personne"}).status_code == 303
    assert not queries.has_factor(someone.id)
    assert any("Vu en personne" in mail.text for mail in mails())
    page = admin_client.get(f"/administration/comptes/{someone.id}").get_data(as_text=True)
    assert "Second facteur rouvert" in page
    assert "Vu en personne" in page
    fresh = app.test_client()
    assert attempt(fresh, someone.email, "un mot de passe assez long").location == "/"


def test_opening_a_factor_again_ends_the_sessions_and_nobody_does_it_for_themselves(
    someone, admin, admin_client, sign_in
):
    operations.reopen_factor(HOUSE, someone, "Téléphone volé")
    session.commit()
    assert session.scalar(select(func.count()).where(WebSession.account_id == someone.id)) == 0
    with_totp(admin)
    own = f"/administration/comptes/{admin.id}/second-facteur/rouvrir"
    assert admin_client.submit(own, {"reason": "Pour voir"}).status_code == 404
    assert queries.has_factor(admin.id)


def test_who_looks_after_fewer_rights_opens_nothing_again(someone):
    weak = person("r@example.test", "lecteur-de-comptes")
    actor = queries.actor_of(weak.id)
    with pytest.raises(Forbidden):
        operations.reopen_factor(actor, someone, "Pour voir")


@pytest.fixture
def demanded(roles, admin_client):
    """Readers of accounts need a second factor, after a week of grace."""
    answer = admin_client.submit(
        "/administration/second-facteur", {"roles": "lecteur-de-comptes", "grace": "7"}
    )
    assert answer.status_code == 303


def test_a_role_demands_a_factor_after_its_days_of_grace(app, demanded):
    someone = person("b@example.test", "lecteur-de-comptes")
    within = app.test_client()
    assert attempt(within, someone.email, "un mot de passe assez long").location == "/"
    assert "ajoutez-en un avant" in within.get("/mon-compte").get_data(as_text=True)
    someone.factor_due_at = clock.now()
    session.commit()
    late = app.test_client()
    assert (
        attempt(late, someone.email, "un mot de passe assez long").location
        == "/connexion/second-facteur/ajouter"
    )
    assert late.get("/mon-compte").status_code == 303
    page = late.get("/mon-compte/second-facteur/application").get_data(as_text=True)
    key = re.search(r'class="mono strong">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    answer = late.submit("/mon-compte/second-facteur/application", {"code": code_of(key)})
    assert answer.location == "/mon-compte/second-facteur/codes"
    assert late.get("/mon-compte").status_code == 200


def test_other_roles_are_asked_for_nothing(app, demanded):
    someone = person("c@example.test", "referent")
    assert attempt(app.test_client(), someone.email, "un mot de passe assez long").location == "/"
    assert someone.factor_due_at is None


def test_the_last_factor_of_a_demanding_role_stays(demanded, sign_in, client):
    someone = with_totp(person("b@example.test", "lecteur-de-comptes"))
    attempt(client, someone.email, "un mot de passe assez long")
    client.submit(HALF, {"code": code_of()})
    answer = client.submit("/mon-compte/second-facteur/application/retirer")
    assert answer.status_code == 409
    settings.change("accounts.second_factor_roles", [])
    session.commit()
    assert client.submit("/mon-compte/second-facteur/application/retirer").status_code == 303


@pytest.mark.parametrize("grace", ["", "-1", "91", "x", "9" * 50])
def test_days_of_grace_are_few(admin_client, grace):
    assert (
        admin_client.submit("/administration/second-facteur", {"grace": grace}).status_code == 422
    )


def test_who_gives_roles_on_a_part_alone_demands_nothing_of_all(roles, sign_in):
    mine = sign_in(person("r@example.test", "referent", scope="/org/35"))
    assert mine.get("/administration/second-facteur").status_code == 403
    assert mine.submit("/administration/second-facteur", {"grace": "3"}).status_code == 403


def test_a_secret_sealed_under_another_key_is_lost_and_no_accident(app, half, someone):
    app.config["SECRET_KEY"], kept = "another-key-" + "z" * 40, app.config["SECRET_KEY"]
    try:
        with pytest.raises(WrongFactor):
            operations.use_totp(someone, code_of())
    finally:
        app.config["SECRET_KEY"] = kept


def test_an_actor_without_rights_is_nobody_here(someone):
    with pytest.raises(Forbidden):
        operations.demand_factor(Actor(someone.id), ["referent"], "3")


def test_half_a_session_is_refused_from_elsewhere(half):
    token = half.token(HALF)
    answer = half.post(HALF, data={"csrf_token": token, "code": code_of()},
                       headers={"Origin": "https://evil.example"})  # fmt: skip
    assert answer.status_code == 403
    assert half.post(HALF, data={"code": code_of()}, headers=ORIGIN).status_code == 400
