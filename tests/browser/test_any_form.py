"""FAULTS U-06: any form of any field types, drawn by the page on trial, in front of axe.

One browser page: the frame is loaded once, each form is put into it as the house drew it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from playwright.sync_api import Browser, Page, Route

from core.actor import HOUSE
from schemas import operations
from tests.form_factory.designed import designed
from tests.kit.axe import overflow, violations
from tests.kit.people import base_pack, person, signed_in

DOOR = "/administration/formulaires/hasard/essai"
MAIN = re.compile(r"<main[^>]*>(.*)</main>", re.DOTALL)
PUT = "html => { document.querySelector('main').innerHTML = html }"
WIDER = """() => [...document.querySelectorAll('main *')]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 9).map(one => one.parentElement.outerHTML.slice(0, 300))"""
Case = tuple[dict[str, Any], dict[str, Any]]
EMPTY = {
    "kind": "form", "format": 1, "key": "hasard", "title": "Hasard", "language": "fr",
    "schema": {"type": "object", "properties": {"a": {"type": "string", "title": "A",
               "x-id": "01J00000000000000000000001"}}, "additionalProperties": False},
    "ui": {"pages": [{"id": "p0", "title": "Une", "items": [{"field": "/a"}]}]},
}  # fmt: skip


class Easel:
    """The one page, and the administrator whose trials are put on it."""

    def __init__(self, page: Page, client: Any) -> None:
        self.page, self.client = page, client
        self.token = client.token(DOOR)
        page.route("**/*", self._answer)
        page.goto(f"http://preau.test{DOOR}")

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix("http://preau.test")
        answer = self.client.get(path, buffered=True)
        route.fulfill(
            status=answer.status_code, body=answer.get_data(), content_type=answer.content_type
        )

    def show(self, page_id: str, answers: dict[str, Any], action: str = "next") -> None:
        """A step with its errors told, as after « Continuer »; or all of it read back."""
        answer = self.client.post(
            DOOR,
            data={
                "csrf_token": self.token,
                "_trial": json.dumps({"answers": answers}),
                "_page": page_id,
                "_action": action,
            },
            headers={"Origin": "http://localhost"},
        )
        assert answer.status_code in {200, 422}
        found = MAIN.search(answer.get_data(as_text=True))
        assert found is not None
        self.page.evaluate(PUT, found[1])


@pytest.fixture
def easel(app: Flask, browser: Browser) -> Iterator[Easel]:
    base_pack()
    operations.save_draft(HOUSE, "form", "hasard", EMPTY)
    client = signed_in(app, person("admin@example.test", "administrateur"))
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR")
    yield Easel(context.new_page(), client)
    context.close()


def looked_at(easel: Easel, case: Case) -> None:
    document, answers = case
    operations.save_draft(HOUSE, "form", "hasard", document)
    steps = [(page["id"], "next") for page in document["ui"]["pages"]]
    for page_id, action in [*steps, ("p0", "quit")]:
        easel.show(page_id, answers, action)
        assert violations(easel.page, "main") == []
        assert overflow(easel.page) <= 0, easel.page.evaluate(WIDER)


def some(count: int) -> Any:
    """Without shrinking: a browser is slow, and the form that failed is told whole."""
    return settings(
        max_examples=count,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
    )


@some(12)
@given(designed())
def test_u06_any_form_is_sound_in_front_of_axe(easel: Easel, case: Case) -> None:
    looked_at(easel, case)


@pytest.mark.audit
@some(1000)
@given(designed())
def test_u06_a_thousand_forms_are_sound_in_front_of_axe(easel: Easel, case: Case) -> None:
    looked_at(easel, case)
