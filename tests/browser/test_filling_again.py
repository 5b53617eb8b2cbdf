"""Filling in when things go wrong: a cut upload, two devices at once, a form that changes
(issue 4: upload with retry and resume, C-05)."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, Route, expect

from core import clock
from core.actor import HOUSE
from tests.browser.steps import begin, press, saved
from tests.kit.axe import overflow, violations
from tests.kit.loan import FORM, X
from tests.kit.served import Served
from tests.kit.visitor import PHONE, Visitor

BYTES = b"%PDF-1.4\n" + bytes(range(256)) * 4000 + b"\n%%EOF\n"


def form(**asked: Any) -> dict[str, Any]:
    """The loan with a file, two halves, and what else is asked."""
    made = deepcopy(FORM)
    known = made["schema"]["properties"]
    known["piece"] = {
        "type": "array", "maxItems": 3, "title": "Justificatif", "x-id": X.format(50),
        "items": {"type": "string", "format": "preau-file"},
    }  # fmt: skip
    known["nom"] = {"type": "string", "maxLength": 80, "title": "Nom", "x-id": X.format(51)}
    known.update(asked)
    items = made["ui"]["pages"][0]["items"]
    items[2]["width"] = "half"
    items += [{"field": "/nom", "width": "half"}, {"field": "/piece", "widget": "file"}]
    items += [{"field": f"/{key}"} for key in asked]
    return made


def publish(served: Served, document: dict[str, Any], **terms: Any) -> None:
    from schemas import operations

    with served.inside():
        operations.save_draft(HOUSE, "form", document["key"], document)
        operations.publish(HOUSE, "form", document["key"], **terms)
    served.work()


def test_a_cut_upload_goes_on_two_devices_agree_and_a_new_version_loses_nothing(
    served: Served, visitor: Any
) -> None:
    publish(served, form())
    head = visitor(served.people.head)
    page = head.page
    draft = begin(head, "pret-instrument", "Emprunter")
    page.get_by_label("Piano").check()
    page.get_by_label("Étage de la salle").fill("2")
    page.get_by_label("Durée en mois").fill("6")
    saved(page)

    _cut(page)
    phone = visitor(served.people.head, viewport=PHONE)
    _two_devices(page, phone, f"/demandes/{draft}/etape/quoi")

    newer = form(motif={"type": "string", "maxLength": 80, "title": "Motif", "x-id": X.format(60)})
    del newer["schema"]["properties"]["etage"]
    del newer["ui"]["pages"][0]["items"][1]
    newer["schema"]["required"].append("motif")
    publish(served, newer, policy="stay", drafts_until=clock.today() + timedelta(days=9))
    for one in (head, phone):
        one.go(f"/demandes/{draft}/etape/quoi")
        expect(one.page.get_by_text("Une version plus récente existe")).to_be_visible()
        _sound(one.page, "newer")
    page.get_by_role("link", name="Voir ce qui change").click()
    expect(page.get_by_text("Question retirée : « Étage de la salle ».")).to_be_visible()
    _sound(page, "rebase")
    press(page, "Passer à la nouvelle version")
    page.wait_for_url("**/etape/*")
    for one in (head, phone):
        one.go(f"/demandes/{draft}/etape/quoi")
        expect(one.page.get_by_label("Durée en mois")).to_have_value("8")
        expect(one.page.get_by_role("link", name="plan.pdf")).to_be_visible()
        # that of the question taken out, and the name given on the slower device
        expect(one.page.get_by_role("heading", name="Anciennes réponses")).to_be_visible()
        _sound(one.page, "moved")
    phone.page.set_viewport_size({"width": 320, "height": 700})
    assert overflow(phone.page) <= 0


def _cut(page: Page) -> None:
    """The network goes away in the middle of a file, then comes back."""
    seen: list[str] = []
    away = {"network": True}

    def flaky(route: Route) -> None:
        seen.append(route.request.url.rpartition("?")[2])
        if len(seen) > 1 and away["network"]:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(re.compile(r"/fichiers/[^/]+\?a="), flaky)
    page.locator("input[type=file]").set_input_files(
        {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": BYTES}
    )
    expect(page.get_by_text("Connexion interrompue, nouvel essai…")).to_be_visible()
    away["network"] = False
    _sound(page, "cut")
    expect(page.get_by_role("link", name="plan.pdf")).to_be_visible()
    expect(page.locator(".upload")).to_have_count(0)
    assert seen.count("a=0") == 1, "what had arrived was not sent again"


def _two_devices(page: Page, phone: Visitor, path: str) -> None:
    """Each keeps what the other wrote elsewhere; one answer written twice is told."""
    phone.go(path)
    other = phone.page
    page.get_by_label("Durée en mois").fill("8")
    saved(page)
    other.get_by_label("Nom").fill("Ana")
    saved(other)
    expect(other.get_by_label("Durée en mois")).to_have_value("8")
    other.get_by_label("Nom").fill("Anna")
    saved(other)
    page.get_by_label("Nom").fill("Hannah")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Ces réponses ont changé sur un autre appareil")).to_be_visible()
    _sound(page, "conflict")


def _sound(page: Page, state: str) -> None:
    assert violations(page) == [], state
    assert overflow(page) <= 0, state
