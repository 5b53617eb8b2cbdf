"""Lists one searches, parts under one legend, weeks: by keyboard, while the page saves itself."""

from __future__ import annotations

import os
from typing import Any

from playwright.sync_api import Page, Route, expect

from core.actor import HOUSE
from tests.browser.steps import begin
from tests.catalogue.test_answer_types import PLACES, form, publish
from tests.kit.axe import violations
from tests.kit.served import Served


def _publish() -> None:
    from form_factory.fields.week import Week
    from schemas import operations

    operations.load_pack(HOUSE, "communes-35")
    publish("reference-list", PLACES)
    document = form()
    week, item = Week().blank()
    for number, part in enumerate([week, *week["properties"].values()]):
        part["x-id"] = f"01J00000000000000WEEKS{number:04}"
    document["schema"]["properties"]["semaine"] = {**week, "title": "Semaine type"}
    document["ui"]["pages"][0]["items"].append({"field": "/semaine", **item})
    publish("form", document)


def test_a_commune_is_found_by_keyboard_and_stays_chosen_when_the_page_saves_itself(
    served: Served, visitor: Any
) -> None:
    served.ask(_publish)
    head = visitor(served.people.head)
    page: Page = head.page
    begin(head, "pret-instrument", "Emprunter")
    box = page.get_by_role("combobox", name="Commune")
    box.press_sequentially("saint malo")
    expect(page.get_by_role("option", name="Saint-Malo (35400)")).to_be_visible()
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "combobox-1-0")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.fill("")
    box.press_sequentially("35400")
    box.press("ArrowDown")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        box.press("Enter")
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saved")  # and swapped
    box = page.get_by_role("combobox", name="Commune")
    expect(box).to_have_value("Saint-Malo (35400)")
    expect(box).to_be_focused()
    expect(page.locator("select[name=commune]")).to_have_value("35288")

    held: list[Route] = []
    page.route("**/enregistrer", lambda route: held.append(route), times=1)  # noqa: PLW0108 - takes attributes
    with page.expect_request("**/enregistrer"):
        page.get_by_label("Bâtiment sud").check()
    room = page.get_by_role("combobox", name="Salle")
    room.press_sequentially("soeurs")  # ligatures are typed as two letters
    room.press("Escape")
    drawn = room.get_attribute("aria-controls") or ""
    held[0].continue_()
    expect(room).not_to_have_attribute("aria-controls", drawn)  # swapped
    expect(room).to_have_value("soeurs")  # the answer to another control took nothing away
    room.press("ArrowDown")
    expect(page.get_by_role("option", name="Salle Sœurs")).to_be_visible()
    expect(page.get_by_role("option", name="Salle N1")).to_have_count(0)
    page.get_by_role("option", name="Salle Sœurs").click()
    page.get_by_role("checkbox", name="Lundi Matin").check()
    page.get_by_role("group", name="Sejour").get_by_label("Du").fill("2026-09-01")
    page.evaluate("scrollTo(0, 0)")  # what slides under the bar is no target meanwhile
    assert violations(page) == []
    if folder := os.environ.get("PREAU_PICTURES"):
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/answers-{width}.png", full_page=True)
