"""FAULTS U-05: everything a head does, and an agent's step, without JavaScript."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.steps import WHY, hand_in, open_file, paper, press
from tests.kit.served import Served


def test_a_head_fills_in_uploads_and_submits_and_an_agent_advances_without_scripts(
    served: Served, visitor: Any
) -> None:
    people = served.people
    head = visitor(people.head, java_script_enabled=False)
    page = head.page
    head.go("/teleservices?q=besoin")
    page.get_by_role("link", name="Signaler un besoin de travaux").click()
    press(page, "Demander")
    press(page, "Continuer")

    # the condition speaks when the page is sent; nothing typed is lost
    page.get_by_label("Urgence").check()
    page.get_by_label("Description").fill(WHY)
    press(page, "Vérifier mes réponses")
    expect(page.locator(".error-summary")).to_contain_text("danger")
    expect(page.get_by_label("Description")).to_have_value(WHY)
    page.get_by_label("Entretien courant").check()
    press(page, "Vérifier mes réponses")

    # a row whose answer asks for a file, then the file, then one more row
    page.get_by_label("Lot", exact=True).fill("Faux plafond")
    page.get_by_label("Montant TTC").fill("900")
    page.get_by_label("Oui", exact=True).check()
    press(page, "Vérifier mes réponses")
    page.locator("input[type=file]").first.set_input_files(paper("Rapport"))
    page.locator("button[value^='rows.add']").click()
    expect(page.get_by_role("link", name="Rapport.pdf")).to_have_count(1)
    page.get_by_label("Lot", exact=True).nth(1).fill("Stores")
    page.get_by_label("Montant TTC").nth(1).fill("100")
    press(page, "Vérifier mes réponses")
    expect(page.locator("main")).to_contain_text("1 000,00")
    number = hand_in(page)

    agent = visitor(people.gestionnaire, java_script_enabled=False)
    desk = open_file(agent, number)
    desk.get_by_label("Surface vérifiée").check()
    press(desk, "Enregistrer les vérifications")
    expect(desk.get_by_label("Surface vérifiée")).to_be_checked()
    desk.locator("summary", has_text="Envoyer aux visas").click()
    desk.locator("details[open]").get_by_role("button", name="Envoyer aux visas").click()
    expect(desk.locator("#dossier")).to_contain_text("Visas en cours")

    head.go(f"/demandes/{number}")
    page.get_by_label("Écrire à l’agent").fill("Merci de votre aide.")
    press(page, "Envoyer")
    expect(page.locator("main")).to_contain_text("Merci de votre aide.")
