"""A repeated question drawn as a table: columns on a wide screen, cards on a narrow one."""

from __future__ import annotations

import copy
import os
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.steps import begin
from tests.catalogue.test_answer_types import publish
from tests.kit import loan
from tests.kit.axe import overflow, violations
from tests.kit.served import Served


def _publish() -> None:
    document: dict[str, Any] = copy.deepcopy(loan.FORM)
    row = document["schema"]["properties"]["eleves"]["items"]
    row["properties"]["accord"] = {
        "type": "boolean", "title": "Accord des parents", "x-id": "01J000000000000000000TAB01",
    }  # fmt: skip
    pages = document["ui"]["pages"]
    for page in pages:
        page["when"] = page["id"] == "qui"
        for item in page["items"]:
            if item.get("field") == "/eleves":
                item.update(widget="table", items=[
                    {"field": "prenom", "hint": "Comme sur la carte."}, {"field": "prix"},
                    {"field": "accord", "widget": "yesno"}])  # fmt: skip
    document["ui"]["pages"] = sorted(pages, key=lambda page: page["id"] != "qui")
    document["tests"] = []
    publish("form", document)


def test_rows_stand_in_columns_and_become_cards_on_a_phone(served: Served, visitor: Any) -> None:
    served.ask(_publish)
    head = visitor(served.people.head)
    page: Page = head.page
    begin(head, "pret-instrument", "Emprunter")
    page.get_by_role("button", name="Ajouter").first.click()
    expect(page.get_by_role("row")).to_have_count(3)
    expect(page.get_by_role("columnheader", name="Prénom")).to_be_visible()
    page.get_by_label("Prénom, ligne 1").fill("Zoé")
    page.get_by_label("Caution, ligne 1").fill("120,50")
    page.get_by_role("group", name="Accord des parents, ligne 2").get_by_label("Oui").check()
    page.get_by_role("button", name="Vérifier mes réponses").click()
    wrong = page.get_by_label("Prénom, ligne 2")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    assert str(wrong.get_attribute("id")) + "-error" in str(wrong.get_attribute("aria-describedby"))
    folder = os.environ.get("PREAU_PICTURES")
    for width in (1440, 700, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == []
        assert overflow(page) <= 0
        if folder:
            page.screenshot(path=f"{folder}/rows-table-{width}.png", full_page=True)
    expect(page.get_by_text("Prénom, ligne 2", exact=False).last).to_be_visible()
    page.get_by_role("button", name="Retirer").last.click()
    expect(page.get_by_label("Prénom, ligne 2")).to_have_count(0)
    expect(page.get_by_label("Prénom, ligne 1")).to_have_value("Zoé")
