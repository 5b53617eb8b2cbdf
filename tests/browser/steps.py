"""What people do over and over, said once: as they see it, by labels and buttons."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from app.demo.papers import pdf
from tests.kit.visitor import Visitor

WHY = "Remplacer les stores de la salle B12, cassés depuis octobre."


def paper(title: str) -> Any:
    """A real PDF file to attach."""
    return {"name": f"{title}.pdf", "mimeType": "application/pdf", "buffer": pdf(title)}


def press(page: Page, verb: str | re.Pattern[str]) -> None:
    """The button (or link that looks like one) of this name."""
    page.get_by_role("button", name=verb).first.click()


def saved(page: Page) -> None:
    """The answer just given is kept."""
    page.keyboard.press("Tab")
    expect(page.locator("#form-saved")).to_have_attribute("data-state", "saved")


def begin(visitor: Visitor, service: str, button: str) -> str:
    """From the sheet into the form; the name of the draft."""
    visitor.go(f"/teleservices/{service}")
    press(visitor.page, button)
    visitor.page.wait_for_url("**/etape/*")
    return re.split(r"/demandes/|/etape/", visitor.page.url)[1]


def file_loan(visitor: Visitor, price: str = "120,50") -> str:
    """A loan filed from one end to the other; its number."""
    page = visitor.page
    begin(visitor, "pret-instrument", "Emprunter")
    page.get_by_label("Violon").check()
    page.get_by_label("Durée en mois").fill("6")
    press(page, "Continuer")
    page.wait_for_url("**/etape/qui")
    page.get_by_label("Prénom").fill("Zoé")
    page.get_by_label("Caution", exact=True).fill(price)
    press(page, "Vérifier mes réponses")
    page.wait_for_url("**/verification")
    return hand_in(page)


def file_works(visitor: Visitor) -> str:
    """A works request of one lot, filed; its number."""
    page = visitor.page
    begin(visitor, "travaux", "Demander")
    press(page, "Continuer")
    page.wait_for_url("**/etape/p2")
    page.get_by_label("Entretien courant").check()
    page.get_by_label("Description").fill(WHY)
    press(page, re.compile("Continuer|Vérifier"))
    page.wait_for_url("**/etape/p3")
    page.get_by_label("Lot", exact=True).fill("Stores")
    page.get_by_label("Montant TTC").fill("1200")
    press(page, "Vérifier mes réponses")
    page.wait_for_url("**/verification")
    return hand_in(page)


def hand_in(page: Page) -> str:
    """Submit from the summary; the number that was given."""
    press(page, "Déposer la demande")
    page.wait_for_url("**/recepisse")
    return str(page.url).split("/demandes/")[1].split("/")[0]


def open_file(agent: Visitor, number: str) -> Page:
    """The file of a request."""
    agent.go(f"/demandes/{number}")
    return agent.page


def tick(page: Page, label: str) -> None:
    """A line of the check-list, kept."""
    page.get_by_label(label).check()
    ticked(page, label)


def ticked(page: Page, label: str) -> None:
    """The answer stands in the page: the box alone was ticked before anything was sent."""
    expect(page.locator(".check .ticked", has_text=label)).to_be_visible()


def act(page: Page, verb: str, comment: str = "") -> None:
    """A move of the file: unfold it, say why when needed, confirm."""
    page.locator("summary").filter(has_text=re.compile(f"^\\s*{verb}\\s*$")).click()
    box = page.locator("details[open]")
    if comment:
        box.get_by_label("Commentaire").fill(comment)
    with page.expect_response(lambda r: "/actions/" in r.url and r.request.method == "POST"):
        box.get_by_role("button", name=verb, exact=True).click()
    expect(page.locator("details.confirm[open]")).to_have_count(0)
