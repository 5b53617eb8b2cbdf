"""A form built at its editor: by keyboard alone, by mouse alone; accessible in every state met."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.kit.axe import overflow, violations
from tests.kit.served import Served
from tests.kit.visitor import PHONE

NEW = "/administration/definitions/nouvelle"


def begun(admin: Any, title: str) -> Page:
    """A new form, open in its editor."""
    admin.go(f"{NEW}?sorte=form")
    page: Page = admin.page
    page.get_by_label("Titre", exact=True).fill(title)
    page.get_by_role("button", name="Créer").first.click()
    page.wait_for_url("**/modifier")
    return page


def named(page: Page, *names: str) -> None:
    """These are the questions of the step, in this order."""
    expect(page.locator(".sheet .fld .name")).to_have_text(list(names))


def test_a_form_is_built_by_keyboard_alone(served: Served, visitor: Any) -> None:
    page = begun(visitor(served.people.admin), "Sortie scolaire")
    keys = page.keyboard
    said = page.locator("#builder-said")
    for word, label in (("choix unique", "Transport"), ("nombre entier", "Élèves")):
        keys.press("Escape")
        page.locator("#i-, .sheet .name[aria-current]").first.focus()
        keys.press("/")
        expect(page.get_by_label("Chercher un élément")).to_be_focused()
        keys.press("Control+a")
        keys.type(word)
        keys.press("Tab")
        expect(page.locator("[data-drag-new]:focus")).to_be_visible()
        keys.press("Enter")
        question = page.get_by_label("Question posée")
        expect(question).to_be_focused()
        keys.type(label)
        keys.press("Tab")
        expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saved")
        expect(page.locator(".fld.sel .name")).to_have_text(label)
    keys.press("Escape")
    expect(page.locator(".fld.sel .name")).to_be_focused()
    keys.press("Alt+ArrowUp")
    expect(said).to_have_text("Élèves déplacé en position 1 sur 2")
    expect(page.locator(".fld.sel .name")).to_be_focused()
    named(page, "Élèves", "Transport")
    keys.press("ArrowDown")
    keys.press("Delete")
    expect(page.locator(".sheet .fld")).to_have_count(1)
    expect(page.locator("#revenir")).to_contain_text("« Transport » supprimé")
    assert violations(page) == []
    keys.press("Control+z")
    expect(page.locator(".sheet .fld")).to_have_count(2)
    keys.press("Control+Shift+z")
    expect(page.locator(".sheet .fld")).to_have_count(1)
    assert violations(page) == []


def test_a_form_is_built_by_mouse_alone_and_seen_on_a_phone(served: Served, visitor: Any) -> None:
    admin = visitor(served.people.admin, color_scheme="dark")
    page = begun(admin, "Santé de l’enfant")
    page.get_by_role("button", name="Ajouter : Oui ou non").click()
    question = page.get_by_label("Question posée")
    expect(question).to_have_value("Oui ou non")
    question.fill("Allergies")
    page.get_by_role("button", name="Ajouter : Texte long").click()
    expect(question).to_have_value("Texte long")
    question.fill("Précisez")
    page.locator("summary", has_text="Afficher si…").click()
    rows = page.locator("#afficher")
    rows.get_by_role("button", name="Ajouter une condition").click()
    rows.locator("select").first.select_option(label="Allergies")
    expect(page.locator(".fld.sel .tag")).to_contain_text("Allergies")
    preview = page.locator("#apercu")
    expect(preview.get_by_label("Précisez")).to_have_count(0)
    preview.get_by_label("Oui", exact=True).check()
    expect(preview.get_by_label("Précisez")).to_be_visible()
    assert violations(page) == []

    # a drag says what the buttons say
    grip = page.locator(".fld").nth(1).locator("[data-grip]")
    first = page.locator(".fld").first.bounding_box()
    box = grip.bounding_box()
    assert first
    assert box
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(first["x"] + 60, first["y"] + 20, steps=4)
    page.mouse.move(first["x"] + 60, first["y"] + 4, steps=2)
    page.mouse.up()
    expect(page.locator("#builder-said")).to_have_text("Précisez déplacé en position 1 sur 2")
    expect(preview.get_by_label("Précisez")).to_be_visible()  # its answers are still there
    page.get_by_role("button", name="Ajouter une étape").click()
    expect(page.locator(".marelle [aria-current]")).to_contain_text("Nouvelle étape")
    assert violations(page) == []

    phone = visitor(served.people.admin, viewport=PHONE)
    phone.go(page.url.replace(served.base, "").split("?")[0])
    small = phone.page
    small.locator(".fld .name").first.click()
    expect(small.locator(".fld.sel")).to_have_count(1)
    for pane in ("Étapes", "Éléments", "Réglages", "Aperçu"):
        small.locator(".panes").get_by_role("link", name=pane).click()
        assert overflow(small) <= 0, pane
        assert violations(small) == [], pane


AT_ONCE = """label => document.addEventListener("htmx:afterSwap", () => {
  const subject = document.querySelector("#afficher select");
  subject.value = [...subject.options].find((one) => one.text === label).value;
  subject.dispatchEvent(new Event("change", { bubbles: true }));
}, { once: true })"""


def test_a_field_chosen_before_its_new_row_has_settled_is_kept(
    served: Served, visitor: Any
) -> None:
    page = begun(visitor(served.people.admin), "Accueil du soir")
    page.get_by_role("button", name="Ajouter : Oui ou non").click()
    page.get_by_role("button", name="Ajouter : Texte long").click()
    expect(page.get_by_label("Question posée")).to_have_value("Texte long")
    page.locator("summary", has_text="Afficher si…").click()
    page.evaluate(AT_ONCE, "Oui ou non")
    page.locator("#afficher").get_by_role("button", name="Ajouter une condition").click()
    expect(page.locator(".fld.sel .tag")).to_contain_text("Oui ou non")


def test_a_form_is_built_without_scripts(served: Served, visitor: Any) -> None:
    page = begun(visitor(served.people.admin, java_script_enabled=False), "Prêt de salle")
    page.get_by_role("button", name="Ajouter : Texte court").click()
    page.get_by_label("Question posée").fill("Salle")
    page.get_by_role("button", name="Enregistrer les réglages").click()
    page.get_by_role("button", name="Ajouter : Date", exact=True).click()
    named(page, "Salle", "Date")
    page.get_by_role("button", name="Monter").nth(1).click()
    named(page, "Date", "Salle")
    page.get_by_role("button", name="Supprimer").first.click()
    named(page, "Salle")
