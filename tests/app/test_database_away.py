"""Pages while the database does not answer: come back in a moment, nobody is signed out (R-10)."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from core.sessions import COOKIE
from tests.kit.house import build


@pytest.fixture
def away(tmp_path: Path) -> Flask:
    """A house whose database is not there."""
    return build(f"postgresql://nobody@/absent?host={tmp_path}", tmp_path / "var")


@pytest.mark.parametrize("cookie", ["", f"{COOKIE}=of-an-open-session"])
@pytest.mark.parametrize("path", ["/connexion", "/", "/bureau", "/api/v1/services"])
def test_r10_pages_say_when_to_come_back_and_leave_the_cookie_alone(
    away: Flask, path: str, cookie: str
) -> None:
    answer = away.test_client(use_cookies=False).get(
        path, headers={"Cookie": cookie, "Authorization": "Bearer x"}
    )
    if path in {"/", "/bureau"} and not cookie:
        assert answer.status_code == 303  # to the sign-in, which needs no database
        return
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "Set-Cookie" not in answer.headers
    said = answer.get_json()["detail"] if answer.is_json else answer.get_data(as_text=True)
    assert "momentanément" in said


def test_r10_the_process_lives_and_is_not_ready(away: Flask) -> None:
    client = away.test_client(use_cookies=False)
    assert client.get("/healthz", headers={"Cookie": f"{COOKIE}=x"}).status_code == 200
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()["status"]) == (503, "unavailable")


def test_r10_a_form_sent_meanwhile_is_refused_and_may_be_sent_again(away: Flask) -> None:
    answer = away.test_client(use_cookies=False).post(
        "/connexion",
        data={"email": "a@example.test"},
        headers={"Cookie": f"{COOKIE}=x", "Origin": "http://localhost"},
    )
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
