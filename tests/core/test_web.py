"""Redirections stay in the house (FAULTS S-13); htmx alone gets fragments."""

from __future__ import annotations

import itertools

import pytest
from flask import Flask

from core.web import go, local_path, wants_partial

_EVIL = ("evil.example", "evil.example/a?b=c", "//evil.example", "user@evil.example", "[::1]")
_DOORS = (
    "//",
    "\\\\",
    "/\\",
    "\\/",
    "https:",
    "https://",
    "/%5C",
    "/%2F",
    "///",
    "/\t/",
    "\thttps://",
    "javascript:",
    "data:text/html,",
)
PAYLOADS = [door + host for door, host in itertools.product(_DOORS, _EVIL)] + [
    "/\n/evil.example",
    "/a\r\nSet-Cookie: a=b",
    "/a b",
    " /a",
    "a",
    "evil.example",
    "?a",
    "#a",
    "/\x00",
    "/%09/evil.example",
    "/%5cevil.example",
    "ftp://evil.example",
    "/\\evil.example",
    "http:evil.example",
    "HTTPS://evil.example",
    "//",
]


def test_s13_there_are_at_least_sixty_ways_to_try() -> None:
    assert len(set(PAYLOADS)) >= 60


@pytest.mark.parametrize("target", PAYLOADS)
def test_s13_an_address_elsewhere_leads_home(target: str) -> None:
    assert local_path(target) == "/"
    assert local_path(target, "/mes-demandes") == "/mes-demandes"


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/demandes/2026-00412",
        "/demandes?statut=a&page=b",
        "/a#b",
        "/chercher?q=%C3%A9cole",
        "/a?next=https://evil.example",
        "/dossiers/a%2Fb",
    ],
)
def test_s13_an_address_of_the_house_is_kept(target: str) -> None:
    assert local_path(target) == target


def test_s13_a_redirection_is_one_for_pages_and_for_htmx(probe: Flask) -> None:
    with probe.test_request_context("/"):
        answer = go("//evil.example")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    with probe.test_request_context("/", headers={"HX-Request": "true"}):
        answer = go("/la")
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/la")


@pytest.mark.parametrize(
    ("headers", "partial"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
    ],
)
def test_only_htmx_gets_fragments(probe: Flask, headers: dict[str, str], partial: bool) -> None:
    with probe.test_request_context("/", headers=headers):
        assert wants_partial() is partial
