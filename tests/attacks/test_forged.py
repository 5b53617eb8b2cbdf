"""Requests nobody meant (FAULTS S-01), addresses that lead away (S-13), headers (N-05, S-18)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attacks.town import Town
from tests.attacks.walk import SAFE, doors, knock, path_of, post

ORIGIN = {"Origin": "http://localhost"}
#: A fragment instead of a page: the same checks, less to draw.
SHORT = {"HX-Request": "true"}
FOREIGN: list[dict[str, str]] = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
]
AWAY = [
    "//evil.example",
    "///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example",
    "//evil.example/%2f..",
    "/%5Cevil.example",
    "/%2Fevil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " //evil.example",
    "\t//evil.example",
    "/\t/evil.example",
    "/\r\nLocation: https://evil.example",
    "http:///evil.example",
    "//evil.example@localhost",
    "https://localhost@evil.example",
    "/%09/evil.example",
    "evil.example",
    "//",
    "/\x00/evil",
    "https:/evil.example",
    "?next=//evil.example",
    "/.//evil.example\n",
]


def tokens(town: Town) -> dict[str, str | None]:
    """Tokens that are not this session's: none, another's, one of a session that ended, noise."""
    other = town.client("autre_chef").token()
    gone = town.client("cheffe")
    old = gone.token()
    post(gone, "/deconnexion")
    return {"none": None, "other": other, "ended": old, "noise": "x.y.z", "empty": ""}


def test_s01_no_unsafe_door_opens_without_the_token_of_the_session(town: Town) -> None:
    """FAULTS S-01: missing, another person's, an ended session's token; then a foreign origin."""
    client, wrong = town.client("admin"), []
    bad = tokens(town)
    good = client.token()
    unsafe = [
        (method, path_of(rule, town.things))
        for rule, method in doors(town.app)
        if method not in SAFE
        and not rule.rule.startswith("/api/")
        # the way out of a mail is signed itself: a mail programme has no token of ours (RFC 8058)
        and not getattr(town.app.view_functions[rule.endpoint], "proven_by_address", False)
    ]
    for number, (method, path) in enumerate(unsafe):
        rare = number % 8 == 0  # every way of being wrong where it costs little, two everywhere
        for kind in bad if rare else ("none", "other"):
            data = {} if bad[kind] is None else {"csrf_token": bad[kind]}
            if (
                client.open(path, method=method, data=data, headers=ORIGIN | SHORT).status_code
                != 400
            ):
                wrong.append((kind, path))
        for headers in FOREIGN if rare else FOREIGN[:1]:
            answer = client.open(
                path, method=method, data={"csrf_token": good}, headers=headers | SHORT
            )
            if answer.status_code != 403:
                wrong.append((str(headers), path))
        answer = client.open(
            path,
            method=method,
            data=f"csrf_token={good}",
            headers=ORIGIN | SHORT,
            content_type="text/plain",
        )
        if answer.status_code != 415:
            wrong.append(("text/plain", path))
    assert not wrong


def test_s01_a_cookie_opens_no_door_of_the_api(town: Town) -> None:
    """A-16: programs bring a key; a browser's session is nothing there."""
    client = town.client("admin")
    for rule, method in doors(town.app):
        path = path_of(rule, town.things)
        access = getattr(town.app.view_functions[rule.endpoint], "access", ("public", ""))
        if path.startswith("/api/") and access[0] != "public":
            assert knock(client, method, path).status_code == 401, path
    file = f"/api/v1/files/{town.things['request_file']}"
    assert client.get(file).status_code == 404


def test_s13_nothing_leads_away_from_the_house(town: Town) -> None:
    """FAULTS S-13: sign-in, the look of pages, the choice of a school."""
    visitor, head = town.client("anonyme"), town.client("cheffe")
    for target in AWAY:
        answers = [
            head.get("/connexion", query_string={"next": target}),
            post(head, "/profil", {"establishment": "0350001A", "next": target}),
            post(visitor, "/apparence", {"theme": "dark", "next": target}),
        ]
        for answer in answers:
            location = answer.headers.get("Location", "/")
            assert location.startswith("/"), location
            assert not location.startswith(("//", "/\\")), location
            assert "evil" not in location.split("?")[0], location


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "gopher"},
        {"Forwarded": "host=evil.example;proto=ftp"},
        {"X-Original-URL": "/administration/comptes"},
        {"X-Rewrite-URL": "/administration/comptes"},
        {"X-Forwarded-Prefix": "//evil.example"},
    ],
)
def test_n05_headers_of_a_proxy_we_do_not_know_change_nothing(
    town: Town, headers: dict[str, str]
) -> None:
    client = town.client("cheffe")
    answer = client.get("/demandes", headers=headers)
    assert answer.status_code == 200
    assert "evil" not in answer.get_data(as_text=True)
    assert client.get("/", headers=headers).headers["Location"] == "/teleservices"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "localhost@evil.example",
        "localhost:80@evil",
        "[::1",
        "",
    ],
)
def test_s06_no_page_under_a_name_that_is_not_ours(town: Town, host: str) -> None:
    answer = town.client("anonyme").get("/connexion", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.get_data(as_text=True)


def test_s18_headers_stand_on_every_kind_of_answer(town: Town) -> None:
    """FAULTS S-18: download, refusal, accident, redirection, missing asset, API."""
    client, key = town.client("cheffe"), town.token("cheffe")
    town.app.view_functions["home.legal"], kept = _broken, town.app.view_functions["home.legal"]
    try:
        accident = client.get("/mentions-legales")
    finally:
        town.app.view_functions["home.legal"] = kept
    assert accident.status_code == 500
    answers: list[Any] = [
        accident,
        client.get("/"),
        client.get("/nulle-part"),
        client.get("/static/nulle-part.js"),
        client.get(f"/fichiers/{town.things['message_file']}", buffered=True),
        client.get("/api/v1/me", headers=key),
        client.get("/api/v1/nulle-part"),
        client.post("/profil", data={}, headers=ORIGIN),
        client.get("/administration/comptes"),
        client.open("/demandes", method="DELETE", headers=ORIGIN),
    ]
    for answer in answers:
        for name in (
            "X-Content-Type-Options",
            "Referrer-Policy",
            "Strict-Transport-Security",
            "X-Frame-Options",
            "Cross-Origin-Opener-Policy",
            "Content-Security-Policy",
        ):
            assert name in answer.headers, (answer.request.path, name)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        if not answer.request.path.startswith("/static/"):
            assert "no-store" in answer.headers["Cache-Control"], answer.request.path


def test_a_missing_asset_signs_nobody_out(town: Town) -> None:
    """S-03 turned round: the page of error asked for a token, and its cookie replaced ours."""
    client = town.client("cheffe")
    for path in ("/static/nulle-part.js", "/static/source/nulle-part.css", "/healthz", "/readyz"):
        assert "Set-Cookie" not in client.get(path).headers, path
    assert client.get("/demandes").status_code == 200


def _broken(**_: Any) -> str:
    message = "an accident on purpose"
    raise RuntimeError(message)


_broken.access = ("public", "it breaks")  # type: ignore[attr-defined]
