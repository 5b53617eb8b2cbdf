"""A service made from nothing in its editor, published, and started by a head (issue 4)."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.steps import press
from tests.kit.axe import overflow, violations
from tests.kit.served import Served
from tests.kit.visitor import PHONE

FUNCTIONS = ("gestionnaire", "visa_technique", "visa_budget", "direction")


def test_from_nothing_to_a_service_that_a_head_starts(served: Served, visitor: Any) -> None:
    admin = visitor(served.people.admin)
    page = admin.page
    admin.go("/administration/services/nouveau")
    page.get_by_label("Titre").fill("Prêter une salle")
    press(page, "Créer le brouillon")
    page.wait_for_url("**/preter-une-salle/fiche")

    # what is typed keeps itself, and stands in the sheet beside
    preview = page.get_by_role("complementary", name="Aperçu de la fiche")
    typed(page, "En résumé", "Une **salle** pour une soirée d’école.")
    expect(preview.locator("strong", has_text="salle")).to_be_visible()
    page.get_by_role("button", name="Ajouter une pièce").press("Enter")
    expect(page.get_by_label("Nom de la pièce")).to_be_focused()
    typed(page, "Nom de la pièce", "Attestation d’assurance")
    expect(preview).to_contain_text("Attestation d’assurance")
    looked_at(page)

    page.locator(".design-tabs a", has_text="Formulaire").click()
    page.get_by_label("Formulaire", exact=True).select_option("demande-travaux")
    kept(page)
    page.locator(".design-tabs a", has_text="Circuit").click()
    page.get_by_label("Circuit", exact=True).select_option("travaux-3-niveaux")
    for name in FUNCTIONS:
        page.locator(f"#bindings-{name}-add").click()
        group = page.locator(f"[id=bindings-{name}-0-group]")
        expect(group).to_be_focused()
        group.select_option(index=1)
        kept(page)
    looked_at(page)
    page.get_by_role("link", name="Publier", exact=True).click()
    press(page, "Publier la version 1")
    page.wait_for_url("**/service/preter-une-salle")

    head = visitor(served.people.head)
    head.go("/teleservices/preter-une-salle")
    expect(head.page.locator("strong", has_text="salle")).to_be_visible()
    expect(head.page.locator(".start-card")).to_contain_text("Faire une demande")


def test_the_editor_stands_on_a_phone_in_the_dark(served: Served, visitor: Any) -> None:
    admin = visitor(served.people.admin, viewport=PHONE, color_scheme="dark")
    for tab in ("fiche", "ouverture", "formulaire", "circuit", "droits", "apercu", "modeles"):
        admin.go(f"/administration/services/travaux/{tab}")
        looked_at(admin.page)
    admin.go("/administration/services/nouveau")
    looked_at(admin.page)


def typed(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).fill(text)
    page.keyboard.press("Tab")
    kept(page)


def kept(page: Page) -> None:
    """The sign of the head, once the answer is there."""
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saved")


def looked_at(page: Page) -> None:
    assert violations(page) == [], page.url
    assert overflow(page) <= 0, page.url
