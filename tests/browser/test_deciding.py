"""Three levels, two visas in parallel: agents and head on one request (issue 2, acceptance 2)."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.steps import WHY, act, file_loan, file_works, open_file, press, tick, ticked
from tests.kit.served import Served
from tests.kit.visitor import Visitor

NOTE = "Budget voté, voir la ligne 23."
LETTER = "Bonjour, de quelle façade parlez-vous ?"


def test_a_works_request_goes_through_three_levels_and_comes_back_decided(
    served: Served, visitor: Any
) -> None:
    people = served.people
    head = visitor(people.head)
    number = file_works(head)
    intake = visitor(people.gestionnaire)

    # it waits for the intake; a correction is asked for, made and handed in again
    intake.go("/bureau")
    expect(intake.page.locator("main")).to_contain_text(number)
    page = open_file(intake, number)
    act(page, "Faire corriger", "Précisez l’étage.")
    expect(page.locator("#dossier")).to_contain_text("À compléter")
    _correct(head, number)
    _talk(page, head, number)

    # the check-list opens the way; the two visas come in any order, one steps back first
    open_file(intake, number)
    _tick_and_write(page)
    act(page, "Envoyer aux visas")
    expect(page.locator("#dossier")).to_contain_text("Visas en cours")
    act(page, "Reculer", "Un oubli de ma part.")
    expect(page.locator("#dossier")).to_contain_text("Déposée")
    if not page.get_by_label("Surface vérifiée").is_checked():
        tick(page, "Surface vérifiée")
    act(page, "Envoyer aux visas")
    expect(page.locator("#dossier")).to_contain_text("Visas en cours")
    for email, words in ((people.visa_budget, "Crédits ouverts."), (people.visa_technique, "")):
        voter = visitor(email)
        _vote(open_file(voter, number), words)

    # the decision, the answer, the letter
    direction = visitor(people.direction)
    page = open_file(direction, number)
    expect(page.locator("#dossier")).to_contain_text("À décider")
    act(page, "Accepter")
    expect(page.locator("#dossier")).to_contain_text("Acceptée")
    served.work()
    head.go(f"/demandes/{number}")
    expect(head.page.locator("main")).to_contain_text("Acceptée")
    with head.page.expect_download() as caught:
        head.page.get_by_role(
            "link", name=re.compile("[Rr]écépissé|accusé", re.IGNORECASE)
        ).first.click()
    assert caught.value.suggested_filename.endswith((".docx", ".pdf"))


def _correct(head: Visitor, number: str) -> None:
    """What was asked for is told, mended and handed in again."""
    head.go(f"/demandes/{number}")
    expect(head.page.locator("main")).to_contain_text("Précisez l’étage.")
    press(head.page, "Corriger mes réponses")
    head.page.wait_for_url("**/etape/*")
    head.go(f"/demandes/{number}/etape/p2")
    head.page.get_by_label("Description").fill(f"{WHY} Deuxième étage.")
    press(head.page, "Continuer")
    head.page.wait_for_url("**/p3")
    press(head.page, "Vérifier mes réponses")
    head.page.wait_for_url("**/verification")
    press(head.page, "Redéposer")
    head.page.wait_for_url(f"**/demandes/{number}*")


def _tick_and_write(page: Page) -> None:
    """What is unfolded and written while a line is being kept stays as it is."""
    held: list[Route] = []
    page.route("**/controles*", lambda route: held.append(route), times=1)  # noqa: PLW0108 - takes attributes
    with page.expect_request("**/controles*"):
        page.get_by_label("Surface vérifiée").check()
    page.locator("summary", has_text="Faire corriger").click()
    comment = page.locator("details[open]").get_by_label("Commentaire")
    comment.fill("Tout compte fait")
    held[0].continue_()
    ticked(page, "Surface vérifiée")
    expect(comment).to_have_value("Tout compte fait")
    comment.fill("")


def _talk(page: Page, head: Visitor, number: str) -> None:
    """A message each way; the note stays among agents."""
    page.goto(f"{head.served.base}/demandes/{number}?onglet=echanges")
    _say(page, LETTER, internal=False)
    _say(page, NOTE, internal=True)
    head.go(f"/demandes/{number}")
    expect(head.page.locator("main")).to_contain_text(LETTER)
    assert NOTE not in head.page.content()
    head.page.get_by_label(re.compile("^Écrire à")).fill("La façade nord.")
    press(head.page, "Envoyer")
    expect(head.page.locator("main")).to_contain_text("La façade nord.")
    page.reload()
    expect(page.locator("#dossier")).to_contain_text("La façade nord.")
    expect(page.locator("#dossier")).to_contain_text(NOTE)


def test_the_slower_of_two_agents_sees_who_did_what_and_keeps_the_comment(
    served: Served, visitor: Any
) -> None:
    """UI.md 1.3, FAULTS C-01."""
    people = served.people
    number = file_works(visitor(people.head))
    slow, quick = visitor(people.gestionnaire), visitor(people.second)
    page = open_file(slow, number)
    page.locator("summary", has_text="Faire corriger").click()
    page.locator("details[open]").get_by_label("Commentaire").fill("Il manque un devis.")
    act(open_file(quick, number), "Faire corriger", "Quelle salle ?")
    expect(quick.page.locator("#dossier")).to_contain_text("À compléter")
    page.locator("details[open]").get_by_role("button", name="Faire corriger", exact=True).click()
    said = page.locator("#dossier")
    expect(said).to_contain_text("Louise Faure")
    expect(said).to_contain_text("Il manque un devis.")


def test_an_agent_without_the_function_finds_nothing_to_press(served: Served, visitor: Any) -> None:
    number = file_loan(visitor(served.people.head))
    page = open_file(visitor(served.people.supervisor), number)
    expect(page.locator("#guide")).to_contain_text("Aucune action ne vous revient")
    stranger = visitor(served.people.other_head)
    answer = stranger.go(f"/demandes/{number}")
    assert answer is not None
    assert answer.status == 404


def _say(page: Any, text: str, *, internal: bool) -> None:
    page.get_by_text("Note interne" if internal else "Au demandeur", exact=True).last.click()
    page.get_by_label(re.compile("^Écrire à")).fill(text)
    press(page, "Ajouter la note" if internal else "Envoyer")
    expect(page.locator("#dossier .pb")).to_contain_text(text)


def _vote(page: Any, comment: str) -> None:
    page.get_by_label("Favorable", exact=True).check()
    page.locator("form.visa").get_by_label("Commentaire").fill(comment)
    press(page, "Donner ce visa")
    expect(page.locator("form.visa")).to_have_count(0)
