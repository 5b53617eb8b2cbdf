"""FAULTS U-02 for the form: keyboard alone, focus seen at each stop, no trap."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.steps import begin
from tests.kit.people import PASSWORD
from tests.kit.served import Served

SEEN = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const shown = (one) => one && parseFloat(getComputedStyle(one).outlineWidth) > 0
    && getComputedStyle(one).outlineStyle !== 'none';
  const near = at.labels?.[0]?.querySelector('span') ?? at.closest('.find, .tile, .seg label');
  const words = at.textContent.trim();
  return {name: at.tagName === 'BUTTON' ? words : at.name || words.slice(0, 40),
          seen: shown(at) || shown(near) || shown(at.nextElementSibling) || at.tagName === 'MAIN'};
}"""
#: More stops than any page of the form has.
FAR = 80


def test_a_head_signs_in_fills_in_and_submits_by_keyboard_alone(
    served: Served, visitor: Any
) -> None:
    head = visitor()
    page = head.page
    head.go("/connexion")
    _type(page, "email", served.people.head)
    _type(page, "password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/teleservices*")
    head.go("/teleservices/pret-instrument")
    _reach(page, text="Emprunter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/etape/quoi")
    _reach(page, name="instrument")
    page.keyboard.press("Space")
    _type(page, "duree", "6")
    page.keyboard.press("Enter")  # in a field: goes on
    page.wait_for_url("**/etape/qui")
    _type(page, "prenom", "Zoé")
    _type(page, "prix", "12,50")
    _reach(page, text="Vérifier mes réponses")
    page.keyboard.press("Enter")
    page.wait_for_url("**/verification")
    _reach(page, text="Déposer la demande")
    page.keyboard.press("Space")
    page.wait_for_url("**/recepisse")
    expect(page.locator("main")).to_contain_text("PI-")


def test_the_first_stop_leads_to_the_content_and_no_page_holds_the_focus(
    served: Served, visitor: Any
) -> None:
    head = visitor(served.people.head)
    for path in ("/teleservices", "/teleservices/travaux", "/mon-etablissement", "/mon-compte"):
        head.go(path)
        head.page.keyboard.press("Tab")
        assert head.page.evaluate(SEEN)["name"] == "Aller au contenu"
        _walk_round(head.page)


def _walk_round(page: Page) -> None:
    """Tab through the whole page: each stop is seen, and one comes out at the other end."""
    for _ in range(200):
        page.keyboard.press("Tab")
        stop = page.evaluate(SEEN)
        if stop is None or stop["name"] == "Aller au contenu":
            return
        assert stop["seen"], stop
    message = f"the focus never comes out of {page.url}"
    raise AssertionError(message)


def _reach(page: Page, *, name: str = "", text: str = "") -> None:
    """Tab until the control is reached; each stop on the way shows the focus."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        stop = page.evaluate(SEEN)
        assert stop is None or stop["seen"], stop
        if stop and ((name and name in stop["name"]) or (text and text in stop["name"])):
            return
    message = f"{name or text} is not reached by Tab"
    raise AssertionError(message)


def _type(page: Page, name: str, words: str) -> None:
    _reach(page, name=name)
    page.keyboard.type(words)


def test_tab_onto_a_button_saves_the_field_and_does_not_press_the_button(
    served: Served, visitor: Any
) -> None:
    """The button that gets the focus is no part of what the field saves: no row comes or goes."""
    head = visitor(served.people.head)
    page = head.page
    draft = begin(head, "pret-instrument", "Emprunter")
    head.go(f"/demandes/{draft}/etape/qui")
    page.get_by_label("Caution", exact=True).fill("12,50")
    with page.expect_response(lambda r: r.url.endswith("/enregistrer")):
        page.keyboard.press("Tab")
    expect(page.locator("button[value^='rows.add']")).to_be_focused()
    expect(page.locator("output.computed")).to_contain_text("12,50")
    expect(page.get_by_label("Prénom")).to_have_count(1)
