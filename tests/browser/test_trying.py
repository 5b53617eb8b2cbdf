"""An administrator tries a form, keeps the try as an example, and translates the form."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.steps import press
from tests.kit.axe import overflow, violations
from tests.kit.served import Served

HOME = "/administration/formulaires/demande-travaux"
PHONE = {"width": 390, "height": 844}


def sound(page: Page) -> None:
    """Nothing wrong on a desk, on a phone and on the narrowest one (U-01, U-03)."""
    assert violations(page) == []
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert overflow(page) <= 0, width
    assert violations(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_form_is_tried_kept_as_an_example_and_translated(served: Served, visitor: Any) -> None:
    admin = visitor(served.people.admin)
    page: Page = admin.page
    admin.go(f"{HOME}/essai")
    page.get_by_label("Établissement", exact=True).fill("0350896J")
    press(page, "Continuer")
    conditions = page.locator("#essai-conditions")
    expect(conditions).to_contain_text("« Nature » n’a pas encore de réponse")
    page.get_by_label("Urgence (sécurité des personnes)").check()
    expect(page.get_by_text("Y a-t-il un danger immédiat ?").first).to_be_visible()
    expect(conditions).to_contain_text("« Nature » est « Urgence (sécurité des personnes) »")
    page.get_by_label("Oui").first.check()
    expect(page.locator("#form-body")).to_contain_text("Appelez d'abord l'astreinte")
    page.get_by_label("Description").fill("Le plafond va s’effondrer sur les tables.")
    sound(page)
    press(page, "Vérifier mes réponses")
    expect(page.locator("main")).to_contain_text("Ces réponses pourraient être déposées")
    sound(page)
    page.get_by_label("Nom de l’exemple").fill("Urgence avec danger")
    page.get_by_role("button", name="Enregistrer comme essai").press("Enter")
    expect(page.get_by_role("heading", name="Urgence avec danger")).to_be_visible()
    expect(page.get_by_text("Tous passent")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="Traductions").click()
    page.get_by_label("Traduction de « Nature »").fill("Kind")
    page.keyboard.press("Tab")
    expect(page.locator(".design-bar [data-saved]")).to_have_attribute("data-state", "saved")
    expect(page.get_by_label("Traduction de « Nature »")).to_have_value("Kind")
    sound(page)
    page.reload()
    expect(page.get_by_label("Traduction de « Nature »")).to_have_value("Kind")
