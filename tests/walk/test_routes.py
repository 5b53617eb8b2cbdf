"""The whole URL map: every route says who may come in, in kebab-case, without row numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

#: Flask's own files route: hashed assets, nothing of anybody.
ASSETS = {"static"}
#: Words, and at the end perhaps what kind of file one gets.
KEBAB = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?$")


def rules(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint not in ASSETS)


def test_every_route_declares_who_may_come_in(house: Flask) -> None:
    silent = [
        rule.endpoint
        for rule in rules(house)
        if not hasattr(house.view_functions[rule.endpoint], "access")
    ]
    assert not silent


def test_every_open_door_says_why(house: Flask) -> None:
    for rule in rules(house):
        kind, what = house.view_functions[rule.endpoint].access  # type: ignore[attr-defined]
        assert kind in {"requires", "signed_in", "public"}
        assert what, rule.endpoint


def test_every_permission_asked_at_a_door_is_declared_by_a_room(house: Flask) -> None:
    from core.access import PERMISSIONS

    for rule in rules(house):
        kind, what = house.view_functions[rule.endpoint].access  # type: ignore[attr-defined]
        if kind == "requires":
            assert set(map(str, what)) <= set(PERMISSIONS), rule.endpoint


def test_addresses_are_words_in_kebab_case(house: Flask) -> None:
    for rule in rules(house):
        if rule.rule.startswith("/api/"):
            continue
        for part in rule.rule.strip("/").split("/"):
            if part and "<" not in part:
                assert KEBAB.match(part), rule.rule


def test_no_address_counts_rows(house: Flask) -> None:
    for rule in rules(house):
        numbers = [
            name for name in rule.arguments if name.endswith("_id") and f"<int:{name}>" in rule.rule
        ]
        assert not numbers, rule.rule


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_a04_a_method_nobody_declared_is_refused(client, method: str) -> None:  # type: ignore[no-untyped-def]
    """FAULTS A-04: other methods, and the override header, open nothing."""
    answer = client.open("/teleservices", method=method, headers={"Origin": "http://localhost"})
    assert answer.status_code in {400, 403, 405}
    answer = client.get("/teleservices", headers={"X-HTTP-Method-Override": method})
    assert answer.status_code == 303  # a plain GET of nobody: sign in first


def test_a01_nobody_comes_in_where_a_right_is_asked(client, house: Flask) -> None:  # type: ignore[no-untyped-def]
    """FAULTS A-01: a visitor gets a sign-in (303), 401 (API) or 404, never a page."""
    for rule in rules(house):
        kind, _ = house.view_functions[rule.endpoint].access  # type: ignore[attr-defined]
        if kind == "public":
            continue
        path = re.sub(
            r"<[^>]+>",
            "x1",
            re.sub(
                r"<uuid:[^>]+>",
                "0" * 8 + "-0000-7000-8000-" + "0" * 12,
                re.sub(r"<int:[^>]+>", "1", rule.rule),
            ),
        )
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if method == "GET":
                answer = client.get(path)
            elif path.startswith("/api/"):
                answer = client.open(path, method=method, json={})
            else:
                answer = client.submit(path)
            assert answer.status_code in {303, 401, 404}, (method, path, answer.status_code)


def test_no_entry_of_the_help_can_take_the_address_of_one_of_its_pages(house: Flask) -> None:
    from knowledge_base.fields import RESERVED

    homes = ("/aide/", "/administration/aide/")
    pages = {
        re.split(r"[/.]", rule.rule.removeprefix(home))[0]
        for rule in rules(house)
        for home in homes
        if rule.rule.startswith(home)
    }
    words = {page for page in pages if "<" not in page}
    assert {"question", "parler"} <= words
    assert words <= RESERVED, words - RESERVED
