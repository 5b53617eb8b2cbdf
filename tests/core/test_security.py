"""Headers on every answer, origins, types and hosts (FAULTS S-01, S-06, S-18)."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.security import HEADERS, POLICY

PATHS = ["/connexion", "/accessibilite", "/absente", "/healthz", "/readyz", "/api/v1/absente", "/"]


@pytest.mark.parametrize("path", PATHS)
def test_s18_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["Cache-Control"] == "no-store"


def test_s18_the_policy_allows_no_script_in_the_page_and_nobody_to_frame_it() -> None:
    assert "unsafe" not in POLICY
    assert "default-src 'none'" in POLICY
    assert "frame-ancestors 'none'" in POLICY
    assert "base-uri 'none'" in POLICY


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:81"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_s01_a_form_sent_from_another_site_is_refused(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    token = client.token()  # type: ignore[attr-defined]
    answer = client.post("/connexion", data={"csrf_token": token}, headers=headers)
    assert answer.status_code == 403


def test_s01_a_form_without_its_token_is_refused_wherever_it_comes_from(
    client: FlaskClient,
) -> None:
    for data in ({}, {"csrf_token": "x"}):
        answer = client.post("/connexion", data=data, headers={"Origin": "http://localhost"})
        assert answer.status_code == 400


def test_s06_a_foreign_host_is_refused_and_named_in_no_address(client: FlaskClient) -> None:
    for host in ("evil.example", "localhost.evil.example", "127.0.0.1.evil.example"):
        answer = client.get("/", headers={"Host": host})
        assert answer.status_code == 400
        assert host not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/connexion", "application/json"),
        ("/connexion", "text/plain"),
        ("/connexion", ""),
        ("/api/v1/requests", "application/x-www-form-urlencoded"),
        ("/api/v1/requests", "text/plain"),
    ],
)
def test_a_body_of_another_kind_than_the_door_takes_is_refused(
    client: FlaskClient, path: str, kind: str
) -> None:
    answer = client.post(
        path, data=b"{}", content_type=kind, headers={"Origin": "http://localhost"}
    )
    assert answer.status_code == 415


def test_nul_in_an_address_is_refused(client: FlaskClient) -> None:
    assert client.get("/a%00b").status_code in {400, 404}
    assert client.get("/connexion?next=%00").status_code == 400


def test_errors_are_told_as_problems_to_programs_and_as_pages_to_people(app: Flask) -> None:
    page = app.test_client().get("/absente")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    problem = app.test_client().get("/api/v1/absente")
    assert (problem.status_code, problem.mimetype) == (404, "application/problem+json")
    assert {"type", "title", "status", "detail", "errors"} <= problem.get_json().keys()
    wrong = app.test_client().delete("/connexion")
    assert wrong.status_code in {400, 405}
