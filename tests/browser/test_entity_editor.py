"""An administrator adds a field and a card to schools, and uses them at once (issue 4)."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from accounts import operations as accounts
from accounts import queries
from core.actor import HOUSE
from tests.browser.steps import press
from tests.kit.axe import violations
from tests.kit.served import Served

HOME = "/administration/entites/etablissement"
#: A folder for pictures, when somebody wants to look.
SHOTS = os.environ.get("PREAU_SHOTS")


def look(page: Page, name: str) -> None:
    """No violation, in the light and in the dark, wide and narrow; a picture when asked for."""
    for width, scheme in ((1440, "light"), (390, "dark")):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_field_and_a_card_serve_in_a_list_a_filter_an_export_and_the_api(
    served: Served, visitor: Any
) -> None:
    admin = visitor(served.people.admin)
    page = admin.page
    admin.go("/administration/definitions/entity/etablissement")
    page.get_by_role("link", name="Modifier").first.click()
    page.wait_for_url(f"**{HOME}")
    page.get_by_label("Nouvelle carte").fill("Numérique")
    press(page, "Ajouter la carte")
    expect(page.get_by_role("heading", name="Numérique")).to_be_visible()
    look(page, "entite")

    page.get_by_role("link", name="Ajouter un champ à la carte « Numérique »").click()
    page.get_by_label("Libellé").fill("Label numérique")
    page.get_by_label("Choix unique").check()
    look(page, "champ-nouveau")
    press(page, "Ajouter le champ")
    page.get_by_label("Choix 1", exact=True).fill("Bronze")
    page.get_by_label("Choix 2", exact=True).fill("Argent")
    page.get_by_label("Ajouter des choix").fill("Or\nPlatine")
    page.get_by_label("Public", exact=False).first.check()
    page.get_by_label("Colonne des listes, filtre et tri").check()
    look(page, "champ")
    press(page, "Enregistrer")
    row = page.locator(".design-row", has_text="Label numérique")
    expect(row).to_contain_text("Dans les listes")

    # by keyboard, in place: the field goes up a card and comes back
    up = page.get_by_role("button", name="Monter « Label numérique »")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".design-card").first).to_contain_text("Label numérique")
    expect(page.get_by_role("button", name="Monter « Label numérique »")).to_be_focused()
    press(page, "Annuler ce geste : champ monté")
    expect(page.locator("#carte-numerique")).to_contain_text("Label numérique")

    page.get_by_role("link", name="Nom et tri").click()
    look(page, "entite-nom")
    page.get_by_role("link", name="Publier").click()
    page.get_by_role("button", name="Publier").first.click()
    page.wait_for_url("**/definitions/entity/etablissement")
    served.work()

    school = "/fiches/etablissement/0350896J"
    admin.go(f"{school}/modifier")
    page.get_by_label("Label numérique").select_option(label="Or")
    press(page, "Enregistrer")
    expect(page.locator("#c-numerique")).to_contain_text("Or")
    admin.go("/fiches/etablissement?f-label_numerique=or")
    expect(page.get_by_role("columnheader", name="Label numérique")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Collège des Tilleuls")
    expect(page.locator("main")).not_to_contain_text("Collège du Val")

    assert exported(served, admin) == ["Or"]
    assert asked_by_a_program(served, page) == ["or"]


def exported(served: Served, admin: Any) -> list[str]:
    """The new column of the file that the open list becomes."""
    page = admin.page
    page.get_by_text("Exporter", exact=True).click()
    page.get_by_role("button", name="CSV").click()
    page.wait_for_url("**/exports*")
    served.work()
    admin.go("/exports")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Télécharger").first.click()
    text = Path(coming.value.path()).read_text("utf-8-sig")
    return [row["Label numérique"] for row in csv.DictReader(io.StringIO(text), delimiter=";")]


def asked_by_a_program(served: Served, page: Page) -> list[str]:
    """What the API answers when it is filtered by the new field."""

    def token() -> str:
        account = queries.account_by_email(served.people.admin)
        return accounts.create_token(HOUSE, account, "essai")

    answer = page.request.get(
        f"{served.base}/api/v1/records/etablissement?filter[label_numerique]=or",
        headers={"Authorization": f"Bearer {served.ask(token)}"},
    ).json()
    return [one["data"]["label_numerique"] for one in answer["items"]]


def test_a_list_is_pasted_looked_at_and_kept(served: Served, visitor: Any) -> None:
    admin = visitor(served.people.admin)
    page = admin.page
    admin.go("/administration/listes")
    look(page, "listes")
    page.get_by_role("link", name="Nouvelle liste").click()
    page.get_by_label("Titre").fill("Labels")
    look(page, "liste-nouvelle")
    press(page, "Créer la liste")
    pasted = "or ; Or\nargent ; Argent ; or\n; ; x\nà b ; Mauvaise clé"
    page.get_by_label("Coller une liste").fill(pasted)
    look(page, "liste-coller")
    press(page, "Voir l’aperçu")
    expect(page.locator("main")).to_contain_text("2 valeurs ajoutées")
    look(page, "liste-apercu")
    expect(page.locator("#fautes")).to_contain_text("Elles ne seront pas prises.")
    press(page, "Prendre ces valeurs")
    expect(page.locator(".design-row")).to_have_count(2)
    page.get_by_label("Libellé").fill("Bronze")
    press(page, re.compile("^Ajouter$"))
    expect(page.locator(".design-row")).to_have_count(3)
    page.get_by_role("button", name="Monter « Bronze »").click()
    expect(page.locator(".design-row").nth(1)).to_contain_text("Bronze")
    look(page, "liste")
    page.get_by_role("link", name="Bronze").click()
    look(page, "liste-valeur")
