"""From a right password to the house: half a session or a whole one, and the device remembered."""

from __future__ import annotations

import re
import secrets

from flask import request, url_for
from werkzeug.wrappers import Response

from accounts import operations, signing
from accounts.models import Account
from accounts.operations import Way
from core.database import unit_of_work
from core.sessions import address, browser_label
from core.web import go

#: Tells browsers apart and nothing else: it opens nothing and outlives sessions.
DEVICE = "__Host-preau-device"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
YEAR = 400 * 24 * 3600


def enter(account: Account, wanted: str) -> Response:
    """The password, or the link, was right: on to the house, or to what is still to be proved."""
    with unit_of_work():
        way = operations.way_in(account)
    if way is Way.OPEN:
        return come_in(account, wanted)
    signing.hold_half(account, wanted, enrols=way is Way.ENROL)
    door = "accounts.first_factor" if way is Way.ENROL else "accounts.second_factor"
    return go(url_for(door))


def come_in(account: Account, wanted: str) -> Response:
    """All is proved: a whole session, and word to the person when the device is a new one."""
    sent = request.cookies.get(DEVICE, "")
    device = sent if _TOKEN.fullmatch(sent) else secrets.token_urlsafe(32)
    signing.open_session(account)
    with unit_of_work():
        operations.arrive(account, device, browser_label(), address())
    answer = go(wanted)
    answer.set_cookie(
        DEVICE, device, max_age=YEAR, path="/", secure=True, httponly=True, samesite="Lax"
    )
    return answer
