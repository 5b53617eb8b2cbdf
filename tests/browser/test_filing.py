"""A head of school files a request, from sign-in to receipt (issue 2, acceptance 2)."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.steps import WHY, begin, file_loan, hand_in, paper, press, saved
from tests.kit.served import Served
from tests.kit.visitor import PHONE, Visitor


def test_a_head_finds_a_service_fills_it_in_on_two_devices_and_gets_a_number(
    served: Served, visitor: Any
) -> None:
    people = served.people
    head = visitor(people.head)
    page = head.page

    # finds it by words without accents, reads its sheet, starts
    head.go("/teleservices")
    page.get_by_role("searchbox").press_sequentially("BATIMENT baleine")
    expect(page.locator("#tuiles li")).to_have_count(0)
    page.get_by_role("searchbox").fill("securite")
    expect(page.locator("#tuiles li")).to_have_count(1)
    page.get_by_role("link", name="Signaler un besoin de travaux").click()
    expect(page.get_by_role("heading", name="Pièces à fournir")).to_be_visible()
    draft = begin(head, "travaux", "Demander")

    # what is known is shown with its source; a condition opens a question, then closes it
    expect(page.locator("main")).to_contain_text("Collège des Tilleuls (0350896J)")
    press(page, "Continuer")
    page.wait_for_url("**/etape/p2")
    page.get_by_label("Urgence").check()
    expect(page.get_by_text("danger immédiat")).to_be_visible()
    page.get_by_label("Entretien courant").check()
    expect(page.get_by_text("danger immédiat")).to_have_count(0)
    expect(page.locator(".marelle li")).to_have_count(3)

    _mend(page)
    _rows(page)
    number = _on_the_phone(visitor(people.head, viewport=PHONE), draft)

    # the number on screen and by mail, then the way the request goes
    assert re.fullmatch(r"TRX-\d{4}-0001", number)
    served.work()
    assert number in _mails_to(served, people.head)
    head.go(f"/demandes/{number}")
    expect(page.locator("main")).to_contain_text("Déposée")
    expect(page.get_by_role("link", name="Rapport amiante.pdf")).to_be_visible()


def _mend(page: Page) -> None:
    """What is wrong is said beside the question, above, and in the title; nothing is lost."""
    page.get_by_label("Description").fill("Trop court")
    press(page, re.compile("Continuer|Vérifier"))
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Erreur :"))
    expect(page.get_by_label("Description")).to_have_value("Trop court")
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Description")).to_be_focused()
    page.get_by_label("Description").fill(WHY)
    press(page, "Continuer")
    page.wait_for_url("**/etape/p3")


def _rows(page: Page) -> None:
    """A row with a file of its own, another row, a total that adds up."""
    page.get_by_label("Lot", exact=True).fill("Faux plafond")
    page.get_by_label("Montant TTC").fill("4 200,50")
    page.get_by_label("Oui", exact=True).check()
    empty: Any = {"name": "Vide.pdf", "mimeType": "application/pdf", "buffer": b""}
    page.locator("input[type=file]").first.set_input_files(empty)
    expect(page.locator(".upload")).to_contain_text("Ce fichier est vide")
    page.locator(".upload button:visible").click()
    page.locator("input[type=file]").first.set_input_files(paper("Rapport amiante"))
    expect(page.get_by_role("link", name="Rapport amiante.pdf")).to_be_visible()
    page.locator("button[value^='rows.add']").click()
    expect(page.get_by_label("Lot", exact=True)).to_have_count(2)
    page.get_by_label("Lot", exact=True).nth(1).fill("Stores")
    page.get_by_label("Montant TTC").nth(1).fill("1200")
    saved(page)
    expect(page.locator("output.computed")).to_contain_text("5 400,50")


def _on_the_phone(phone: Visitor, draft: str) -> str:
    """The same draft on another device, where it goes on; the number it gets there."""
    page = phone.page
    phone.go(f"/demandes/{draft}/etape/p3")
    expect(page.get_by_label("Montant TTC").nth(1)).to_have_value(re.compile("^1.?200"))
    expect(page.get_by_role("link", name="Rapport amiante.pdf")).to_be_visible()
    page.locator("input[type=file]").last.set_input_files(paper("Devis"))
    expect(page.get_by_role("link", name="Devis.pdf")).to_be_visible()
    press(page, "Vérifier mes réponses")
    page.wait_for_url("**/verification")
    expect(page.locator("main")).to_contain_text("5 400,50")
    expect(page.locator("main")).to_contain_text(WHY)
    number = hand_in(page)
    expect(page.locator("main")).to_contain_text(number)
    return number


def test_mon_etablissement_shows_who_we_are_and_what_is_new(served: Served, visitor: Any) -> None:
    head = visitor(served.people.head)
    number = file_loan(head)
    head.go("/mon-etablissement")
    main = head.page.locator("main")
    for words in ("Collège des Tilleuls", "0350896J", "Claire Lefèvre", number):
        expect(main).to_contain_text(words)


def _mails_to(served: Served, address: str) -> str:
    from core.database import session
    from messaging.models import Mail

    def written() -> str:
        rows = session.scalars(select(Mail)).all()
        return "\n".join(
            f"{one.subject} {one.text}" for one in rows if address in str(one.__dict__)
        )

    return str(served.ask(written))
