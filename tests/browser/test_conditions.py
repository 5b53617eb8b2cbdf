"""A condition is built in rows with the keyboard, becomes a formula and comes back."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.kit.axe import overflow, violations
from tests.kit.remapped import KEY
from tests.kit.served import Served

SOURCE = "form:demande-travaux:/ui/pages/2/items/2"
#: The page that the component has for itself, as the path without script opens it.
OPEN = """(fields) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/administration/conditions/" + fields.where;
  fields.csrf_token = document.querySelector('meta[name="csrf-token"]').content;
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("input");
    field.name = name; field.value = value; form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""


def opened(page: Page, fields: dict[str, str]) -> None:
    """With its scripts: before they come, a button asks the server and keeps the focus."""
    with page.expect_navigation():
        page.evaluate(OPEN, fields)


def sound(page: Page, name: str) -> None:
    """Nothing wrong on a desk and on the narrowest phone (U-01, U-03)."""
    for width in (1440, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], (name, width)
        assert overflow(page) <= 0, (name, width)
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_condition_is_written_in_rows_with_the_keyboard(served: Served, visitor: Any) -> None:
    admin = visitor(served.people.admin)
    page: Page = admin.page
    admin.go("/administration/definitions")
    opened(page, {"where": "lignes", "when.noms": SOURCE, "when.mode": "lignes", "cond": "when"})
    page.get_by_role("button", name="Ajouter une condition").press("Enter")
    field = page.get_by_label("Champ", exact=True)
    expect(field).to_be_focused()
    field.select_option("nature")
    value = page.get_by_label("Valeur", exact=True)
    value.select_option("urgence")
    words = page.locator(".cond-words")
    expect(words).to_contain_text("« Nature » est « Urgence")
    page.get_by_role("button", name="Et une autre condition").press("Enter")
    field.nth(1).select_option("lots")
    page.get_by_label("Comparaison").nth(1).select_option("any")
    field.nth(2).select_option("./montant")
    page.get_by_label("Valeur").nth(1).fill("1 200,50")
    page.keyboard.press("Tab")
    expect(words).to_contain_text("dans au moins une ligne de « Lots de travaux »")
    page.get_by_label("Réunir").first.select_option("or")
    expect(words).to_contain_text(" ou ")
    page.get_by_role("button", name="Ajouter un groupe").press("Enter")
    expect(page.get_by_role("group", name="Groupe 3")).to_be_visible()
    sound(page, "rows")
    page.get_by_role("button", name="Enlever le groupe 3").press("Enter")
    expect(page.get_by_role("group", name="Groupe 3")).to_have_count(0)
    page.get_by_role("button", name="Écrire une formule").press("Enter")
    text = page.get_by_label("Formule")
    expect(text).to_have_value('nature = "urgence" ou aumoinsune(lots; ./montant = 1200,50)')
    text.fill("total >= 5 000 et")
    page.keyboard.press("Tab")
    expect(page.locator(".errmsg")).to_contain_text("Colonne 18")
    sound(page, "formula")
    text.fill("total >= 5 000")
    page.keyboard.press("Tab")
    expect(page.locator(".errmsg")).to_have_count(0)
    page.get_by_role("button", name="Montrer en lignes").press("Enter")
    expect(page.get_by_label("Valeur", exact=True)).to_have_value("5000,00")


def test_a_formula_takes_fields_and_tells_its_result_and_a_drawing_inserts_its_own(
    served: Served, visitor: Any
) -> None:
    admin = visitor(served.people.admin)
    page: Page = admin.page
    admin.go("/administration/definitions")
    source = "form:demande-travaux:/computed/0"
    opened(page, {"where": "formule", "calcul.noms": source, "cond": "calcul"})
    page.get_by_label("Insérer un champ").select_option(label="Nature")
    page.get_by_role("button", name="Insérer", exact=True).press("Enter")
    text = page.get_by_label("Formule")
    expect(text).to_be_focused()
    expect(text).to_have_value("nature")
    text.fill("somme(lots.montant) * 1,2")
    page.keyboard.press("Tab")
    page.get_by_label("Lots de travaux · Montant TTC").fill("100; 1 000,5")
    page.keyboard.press("Tab")
    expect(page.locator(".cond-result")).to_contain_text("1 320,60")
    text.fill("si(danger; 100; 20) * 1,2")
    page.keyboard.press("Tab")
    page.get_by_label("Y a-t-il un danger immédiat ?").select_option("oui")
    expect(page.locator(".cond-result")).to_contain_text("120 (nombre)")
    sound(page, "computation")
    admin.go(f"/administration/circuits/{KEY}/etats")  # its script listens too
    page.locator(".circuit-picture .plus").first.press("Enter")
    expect(page.locator("#s-label")).to_be_focused()
