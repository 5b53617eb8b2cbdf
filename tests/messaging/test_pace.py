"""How soon mails leave: at once, in the summary of the day, never; what is owed always leaves."""

from __future__ import annotations

import email
import re
from datetime import datetime, timedelta
from email import policy
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accounts import operations as accounts
from core import clock
from core.actor import Actor
from core.clock import PARIS
from core.database import session
from core.running import run_all
from messaging import summing
from messaging.models import Mail
from messaging.operations import send
from messaging.pace import PREFERENCE, Pace, link_of, pace_of
from tests.kit.people import base_pack, person

EVENING = datetime(2026, 3, 28, 18, 0, tzinfo=PARIS)
#: The day the clocks go forward.
MORNING = datetime(2026, 3, 29, 7, 1, tzinfo=PARIS)


@pytest.fixture
def zoe(app: Flask) -> Any:
    base_pack()
    return person("zoe@example.test", "chef-etablissement", name="Zoé Le Gall")


def wants(account: Any, pace: Pace) -> None:
    accounts.keep_preference(Actor(account_id=account.id), PREFERENCE, pace.value)


def write(to: Any, once: str, *, news: bool = True) -> Mail | None:
    values = {"numero": once, "service": "Travaux"}
    return send("recepisse", to=to, once=once, variables=values, url=f"/demandes/{once}", news=news)


def mails(account: Any) -> list[Mail]:
    rows = select(Mail).where(Mail.to_address == account.email).order_by(Mail.id)
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def sent(app: Flask) -> list[Any]:
    folder = app.config["SETTINGS"].var / "outbox"
    return [
        email.message_from_bytes(p.read_bytes(), policy=policy.default)
        for p in sorted(folder.glob("*.eml"))
    ]


def test_news_waits_for_one_summary_that_is_made_once_and_never_empty(app: Flask, zoe: Any) -> None:
    wants(zoe, Pace.DAILY)
    with clock.at(EVENING):
        write(zoe, "2026-1")
        write(zoe, "2026-{lien}")
        write(zoe, "2026-3", news=False)
        session.commit()
        run_all()
    assert [m.state for m in mails(zoe)] == ["held", "held", "sent"]
    with clock.at(MORNING - timedelta(minutes=2)):
        summing.order()
        session.commit()
        run_all()
    assert len(mails(zoe)) == 3, "seven o’clock on the wall, on the day the clocks change too"
    with clock.at(MORNING):
        for _ in range(2):
            summing.order()
            session.commit()
            run_all()
    found = mails(zoe)
    assert [m.state for m in found] == ["told", "told", "sent", "sent"]
    assert "2 nouvelles" in found[-1].subject
    assert "/demandes/2026-1" in found[-1].text
    assert "2026-{lien}" in found[-1].text, "a subject is text, never a variable"
    with clock.at(MORNING + timedelta(days=1)):
        summing.order()
        session.commit()
        run_all()
    assert len(mails(zoe)) == 4, "nothing new, no mail"


def test_whoever_wants_none_gets_what_is_owed_and_nothing_else(app: Flask, zoe: Any) -> None:
    wants(zoe, Pace.NEVER)
    assert write(zoe, "2026-1") is None
    assert write(zoe, "2026-2", news=False) is not None


def test_the_way_out_is_a_signed_link_of_the_mail_and_of_its_header(
    app: Flask, zoe: Any, client: Any
) -> None:
    write(zoe, "2026-1")
    session.commit()
    run_all()
    link = link_of(zoe.id)
    (letter,) = [one for one in sent(app) if one["List-Unsubscribe"] == f"<{link}>"]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in letter.get_body(("plain",)).get_content().replace("\n", "")
    path = re.sub(r"^https?://[^/]+", "", link)
    assert "zoe" not in path.lower()
    assert client.get(path).status_code == 200
    assert pace_of(zoe.id) is Pace.AT_ONCE, "looking changes nothing"
    session.rollback()
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert pace_of(zoe.id) is Pace.NEVER
    session.rollback()
    assert client.post(path, data={"pace": "daily"}).status_code == 200
    assert pace_of(zoe.id) is Pace.DAILY
    assert client.post(path[:-2] + "xx", data={"pace": "never"}).status_code == 404
    assert client.post(path, data={"pace": "sometimes"}).status_code == 400


def test_one_chooses_in_one_s_account(zoe: Any, sign_in: Any) -> None:
    head = sign_in(zoe)
    assert "Choisir mes courriels" in head.get("/mon-compte").text
    assert head.submit("/mon-compte/courriels", {"pace": "daily"}).status_code == 303
    assert pace_of(zoe.id) is Pace.DAILY
