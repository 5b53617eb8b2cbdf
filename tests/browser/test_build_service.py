"""From nothing to a service that a head files and agents hold (issue 4, acceptance 1)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.building import FormBuilder
from tests.browser.hands import Hand, Keys, Mouse
from tests.browser.servicing import ServiceBuilder, publish, sound
from tests.browser.steps import hand_in, paper, press
from tests.kit.served import Served
from tests.kit.visitor import PHONE

SCHOOL = "Collège des Tilleuls"
FORM, SERVICE = "Besoin de travaux", "Faire réparer un local"


@pytest.mark.audit
def test_a_service_is_built_by_keyboard_alone_and_filed_on_a_phone(
    served: Served, visitor: Any
) -> None:
    built(served, visitor, Keys)


@pytest.mark.audit
def test_a_service_is_built_by_mouse_alone_and_filed_on_a_phone(
    served: Served, visitor: Any
) -> None:
    built(served, visitor, Mouse)


def built(served: Served, visitor: Any, with_a: type[Hand]) -> None:
    """The whole way, one way to work."""
    people = served.people
    admin = visitor(people.admin)
    page: Page = admin.page
    hand = with_a(page)
    admin.go("/administration/definitions/nouvelle?sorte=form")
    hand.write(page.get_by_label("Titre", exact=True), FORM)
    hand.press(page.get_by_role("button", name="Créer").first)
    page.wait_for_url("**/modifier")
    FormBuilder(page, hand).build()
    sound(page)
    publish(page, hand)

    admin.go("/administration/services/nouveau")
    service = ServiceBuilder(page, hand)
    service.begin(SERVICE)
    service.sheet()
    service.buttons(FORM)
    service.circuit("Travaux : trois niveaux", "0350896J")
    service.opening()
    service.rights("Chef ou cheffe d’établissement")
    service.seen_as("Chef ou cheffe d’établissement", SCHOOL)
    publish(page, hand)

    number = filed(visitor(people.head, viewport=PHONE, color_scheme="dark"))
    agent = visitor(people.gestionnaire)
    agent.go(f"/demandes/{number}")
    expect(agent.page.locator("#dossier-titre")).to_be_visible()
    expect(agent.page.locator("#dossier")).to_contain_text(SCHOOL)


def filed(head: Any) -> str:
    """Found, begun, filled in and handed in on a phone; its number."""
    page: Page = head.page
    head.go("/teleservices")
    page.get_by_role("searchbox").fill("reparer")
    expect(page.locator("#tuiles li")).to_have_count(1)
    page.get_by_role("link", name=SERVICE).click()
    expect(page.get_by_role("heading", name=SERVICE)).to_be_visible()
    sound(page)
    press(page, "Faire une demande")
    page.wait_for_url("**/etape/p1")
    expect(page.locator("main")).to_contain_text("0350896J")
    press(page, "Continuer")
    page.wait_for_url("**/etape/p2")
    page.get_by_label("Entretien courant").check()
    page.get_by_label("Description").fill("Le mur de la salle B12 est fissuré.")
    press(page, "Continuer")
    page.wait_for_url("**/etape/p3")
    page.get_by_label("Lot", exact=True).fill("Maçonnerie")
    page.get_by_label("Oui", exact=True).check()
    page.get_by_label("Rapport amiante").set_input_files(paper("Rapport amiante"))
    expect(page.get_by_text("Rapport amiante.pdf")).to_be_visible()
    page.get_by_label("Montant TTC").fill("6 000")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Devis")).to_be_visible()
    page.get_by_label("Devis").set_input_files(paper("Devis"))
    expect(page.get_by_text("Devis.pdf")).to_be_visible()
    page.get_by_role("checkbox", name="J’ai lu ce texte").check()
    sound(page)
    press(page, "Vérifier mes réponses")
    page.wait_for_url("**/verification")
    return hand_in(page)
