"""Web sessions: rows that may be ended, cookies that are worth nothing then (S-02, S-03, H10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask, Response
from sqlalchemy import select, update

from core import clock, sessions
from core.database import session, unit_of_work
from core.ids import uuid7
from core.models import WebSession
from core.sessions import COOKIE, RowSession, RowSessions

DOOR = RowSessions(timedelta(minutes=30), timedelta(hours=12))


def opened(app: Flask, token: str | None, path: str = "/") -> RowSession:
    """What a request with this cookie finds."""
    headers = {"Cookie": f"{COOKIE}={token}"} if token else {}
    with app.test_request_context(path, headers=headers) as context:
        return DOOR.open_session(app, context.request)


def saved(app: Flask, row: RowSession) -> Response:
    """Keep it as the end of a request does."""
    response = Response()
    with app.test_request_context("/", headers={"User-Agent": "Mozilla/5.0 (X11) Firefox/128.0"}):
        DOOR.save_session(app, row, response)
    return response


def signed(app: Flask, account: UUID | None = None) -> tuple[RowSession, str]:
    """A kept session and the token of its cookie."""
    row = RowSession()
    row["language"] = "fr"
    row.rotate(account or uuid7())
    saved(app, row)
    assert row.token
    return row, row.token


def rows(app: Flask, *ids: UUID) -> list[Any]:
    return list(session.scalars(select(WebSession.id).where(WebSession.id.in_(ids))))


def test_a_visit_that_keeps_nothing_writes_no_row_and_sets_no_cookie(probe: Flask) -> None:
    answer = saved(probe, opened(probe, None))
    assert "Set-Cookie" not in answer.headers


def test_what_is_kept_comes_back_with_the_cookie_and_the_table_holds_no_token(
    probe: Flask,
) -> None:
    row, token = signed(probe)
    again = opened(probe, token)
    assert (again["language"], again.account_id) == ("fr", row.account_id)
    kept = session.get(WebSession, row.id)
    assert kept is not None
    assert token not in {kept.token_sha256, str(kept.data)}
    assert kept.label == "Firefox"


def test_s02_the_cookie_is_for_this_host_alone_and_out_of_reach_of_scripts(probe: Flask) -> None:
    row = RowSession()
    row["a"] = 1
    cookie = saved(probe, row).headers["Set-Cookie"]
    assert cookie.startswith("__Host-preau=")
    for mark in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert mark in cookie
    assert "Domain" not in cookie
    assert "Expires" not in cookie


def test_s02_at_sign_in_the_token_changes_and_the_old_one_is_dead(probe: Flask) -> None:
    visitor = RowSession()
    visitor["csrf_token"] = "x"
    visitor["language"] = "en"
    saved(probe, visitor)
    before, old_id = visitor.token, visitor.id
    inside = opened(probe, before)
    inside.rotate(uuid7())
    saved(probe, inside)
    assert inside.token != before
    assert "csrf_token" not in inside
    assert inside["language"] == "en"
    assert opened(probe, before).stored is False
    assert rows(probe, old_id, inside.id) == [inside.id]


def test_s03_signing_out_ends_the_row_and_the_cookie_replayed_opens_nothing(probe: Flask) -> None:
    row, token = signed(probe)
    inside = opened(probe, token)
    inside.end()
    answer = saved(probe, inside)
    assert rows(probe, row.id) == []
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert not opened(probe, token).stored


def test_a_session_ended_elsewhere_is_not_brought_back_by_a_request_under_way(
    probe: Flask,
) -> None:
    row, token = signed(probe)
    under_way = opened(probe, token)
    with unit_of_work():
        session.execute(WebSession.__table__.delete().where(WebSession.id == row.id))
    under_way["seen"] = "yes"
    saved(probe, under_way)
    assert rows(probe, row.id) == []


def test_a_session_dies_of_idleness_and_of_age(probe: Flask) -> None:
    for values in (
        {"last_seen_at": clock.now() - timedelta(minutes=31)},
        {"expires_at": clock.now() - timedelta(seconds=1)},
    ):
        row, token = signed(probe)
        assert opened(probe, token).stored
        with unit_of_work():
            session.execute(update(WebSession).where(WebSession.id == row.id).values(**values))
        assert not opened(probe, token).stored


def test_strange_cookies_open_nothing_and_break_nothing(probe: Flask) -> None:
    for token in ("", "x" * 101, "é", "a'; --", "../../etc", "%00"):
        assert not opened(probe, token).stored


def test_a_static_file_needs_no_session(probe: Flask) -> None:
    _, token = signed(probe)
    assert not opened(probe, token, "/static/dist/app.css").stored


def test_being_seen_is_noted_at_most_once_a_minute(probe: Flask) -> None:
    row, token = signed(probe)
    first = session.scalar(select(WebSession.last_seen_at).where(WebSession.id == row.id))
    saved(probe, opened(probe, token))
    session.rollback()
    stay = session.scalar(select(WebSession.last_seen_at).where(WebSession.id == row.id))
    assert stay == first
    with unit_of_work():
        session.execute(
            update(WebSession)
            .where(WebSession.id == row.id)
            .values(last_seen_at=clock.now() - timedelta(minutes=2))
        )
    saved(probe, opened(probe, token))
    moved = session.scalar(select(WebSession.last_seen_at).where(WebSession.id == row.id))
    assert moved is not None
    assert moved > clock.now() - timedelta(minutes=1)


def test_sessions_past_their_end_are_swept(probe: Flask) -> None:
    old, _ = signed(probe)
    young, _ = signed(probe)
    with unit_of_work():
        session.execute(
            update(WebSession)
            .where(WebSession.id == old.id)
            .values(expires_at=clock.now() - timedelta(seconds=1))
        )
    sessions.sweep()
    assert rows(probe, old.id, young.id) == [young.id]


def test_a_refused_act_does_not_undo_the_session(probed: Flask) -> None:
    client = probed.test_client()
    client.get("/probe/remember?name=sessions-refused")
    with client.session_transaction() as kept:
        assert kept["seen"] == "sessions-refused"


def test_c15_a_clock_set_back_keeps_a_session_and_one_a_day_ahead_ends_it(probe: Flask) -> None:
    row, token = signed(probe)
    now = clock.now()
    with clock.at(now - timedelta(minutes=10)):
        back = opened(probe, token)
        assert back.account_id == row.account_id
        saved(probe, back)
    with clock.at(now + timedelta(minutes=25)):
        assert opened(probe, token).account_id == row.account_id, "what was seen is not unseen"
    with clock.at(now + timedelta(days=1)):
        assert opened(probe, token).account_id is None
