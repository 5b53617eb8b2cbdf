"""Half a session (password right, second factor not yet) opens no door of the house (S-08)."""

from __future__ import annotations

import pyotp
from flask import Flask

from accounts import operations
from core import clock
from core.actor import HOUSE
from core.database import session
from core.models import WebSession
from tests.attacks.town import CANARY, INTERNAL, Town
from tests.attacks.walk import doors, knock, path_of, text_of
from tests.kit.people import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
#: What stands between the two halves: it shows and takes nothing but the second one.
BETWEEN = {
    "accounts.second_factor",
    "accounts.second_factor_post",
    "accounts.second_factor_key",
    "accounts.lost_factor",
    "accounts.lost_factor_post",
    "accounts.ask_for_help",
}


def half_signed(app: Flask, email: str) -> object:
    client = app.test_client()
    data = {"csrf_token": client.token("/connexion"), "email": email, "password": PASSWORD}  # type: ignore[attr-defined]
    answer = client.post("/connexion", data=data, headers={"Origin": "http://localhost"})
    assert answer.location == "/connexion/second-facteur"
    return client


def test_s08_half_a_session_gets_at_every_door_what_a_stranger_gets(town: Town) -> None:
    """FAULTS S-08: direct addresses, the API, links, whatever else there is."""
    head = town.people["cheffe"]
    operations.add_totp(HOUSE, head, SECRET, pyotp.TOTP(SECRET).at(clock.now()))
    session.commit()
    half, stranger = half_signed(town.app, head.email), town.client("anonyme")
    wrong = []
    for rule, method in doors(town.app):
        if rule.endpoint in BETWEEN:
            continue
        path = path_of(rule, town.things)
        mine, theirs = knock(half, method, path), knock(stranger, method, path)
        slowed = 429 in (mine.status_code, theirs.status_code)  # the walk itself knocks too often
        if mine.status_code != theirs.status_code and not slowed:
            wrong.append(f"{method} {rule.endpoint}: {mine.status_code} ≠ {theirs.status_code}")
        told = [w for w in (CANARY, INTERNAL, head.name) if w in text_of(mine)]
        if any(word not in text_of(theirs) for word in told):  # examples of the API have names too
            wrong.append(f"{method} {rule.endpoint}: half a session read something")
    assert not wrong, "\n".join(wrong)
    rows = session.query(WebSession).filter(WebSession.account_id == head.id).all()
    assert not rows, "half a session has no person"
