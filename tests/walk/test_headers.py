"""Security headers on every answer, whatever it says (FAULTS S-18)."""

from __future__ import annotations

from typing import Any

import pytest

REQUIRED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/connexion",
        "/nulle-part",
        "/healthz",
        "/api/v1/nulle-part",
        "/aide",
        "/static/nulle-part.css",
        "/fichiers/00000000-0000-7000-8000-000000000000",
    ],
)
def test_s18_every_answer_carries_the_full_set(client: Any, path: str) -> None:
    answer = client.get(path)
    for name, value in REQUIRED.items():
        assert answer.headers[name] == value, path
    if answer.mimetype.startswith("text/"):
        assert answer.headers["Content-Type"].endswith("; charset=utf-8"), path
    policy = answer.headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    "path",
    ["/.git/config", "/.git/HEAD", "/.env", "/static/", "/static/../app/settings.py",
     "/static/%2e%2e/requirements.txt", "/var/", "/app/settings.py"],
)  # fmt: skip
def test_neither_the_source_nor_a_folder_is_served(client: Any, path: str) -> None:
    assert client.get(path).status_code in {400, 404}


def test_pages_of_people_are_never_kept_by_a_cache(client: Any) -> None:
    assert client.get("/connexion").headers["Cache-Control"] == "no-store"


def test_s06_a_foreign_host_is_refused(client: Any) -> None:
    """FAULTS S-06: `Host` decides nothing; an unknown one is refused."""
    answer = client.get("/connexion", headers={"Host": "evil.example"})
    assert answer.status_code == 400


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_s01_a_foreign_origin_is_refused(client: Any, origin: str) -> None:
    """FAULTS S-01: even with a good token."""
    answer = client.post(
        "/connexion", data={"csrf_token": client.token("/connexion")}, headers={"Origin": origin}
    )
    assert answer.status_code == 403


def test_s01_a_form_without_token_is_refused(client: Any) -> None:
    assert (
        client.post("/connexion", data={}, headers={"Origin": "http://localhost"}).status_code
        == 400
    )


def test_s01_text_plain_is_not_a_form(client: Any) -> None:
    answer = client.post(
        "/connexion",
        data="email=a",
        content_type="text/plain",
        headers={"Origin": "http://localhost"},
    )
    assert answer.status_code == 415
