"""FAULTS U-04: the summary takes the focus, leads to the field, the value is kept; axe agrees."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import begin, press
from tests.kit.axe import overflow, violations
from tests.kit.served import Served
from tests.kit.visitor import PHONE, Visitor


def empty_sign_in(one: Visitor) -> None:
    one.go("/connexion")
    press(one.page, "Se connecter")


def empty_lost_password(one: Visitor) -> None:
    one.go("/mot-de-passe-perdu")
    one.page.locator("main form button").first.click()


def empty_page_of_a_form(one: Visitor) -> None:
    begin(one, "pret-instrument", "Emprunter")
    one.page.get_by_label("Durée en mois").fill("99")
    press(one.page, "Continuer")


def empty_request(one: Visitor) -> None:
    draft = begin(one, "pret-instrument", "Emprunter")
    one.go(f"/demandes/{draft}/verification")
    press(one.page, "Déposer la demande")


def empty_account(one: Visitor) -> None:
    one.go("/administration/comptes/nouveau")
    press(one.page, "Créer et inviter")


def broken_definition(one: Visitor) -> None:
    one.go("/administration/definitions/form/pret-instrument/modifier")
    one.page.get_by_label("Document JSON").fill('{"kind": "form", ')
    press(one.page, "Enregistrer le brouillon")


def no_pack(one: Visitor) -> None:
    one.go("/administration/packs")
    one.page.get_by_role("button", name="Examiner le lot", exact=True).click()


STATES: tuple[tuple[Callable[[Visitor], None], str | None], ...] = (
    (empty_sign_in, None),
    (empty_lost_password, None),
    (empty_page_of_a_form, "head"),
    (empty_request, "head"),
    (empty_account, "admin"),
    (broken_definition, "admin"),
    (no_pack, "admin"),
)


@pytest.mark.parametrize(("spoil", "role"), STATES, ids=[one.__name__ for one, _ in STATES])
def test_errors_are_said_at_the_top_and_beside_the_field(
    served: Served, visitor: Any, spoil: Callable[[Visitor], None], role: str | None
) -> None:
    look = {"viewport": PHONE, "color_scheme": "dark"} if role else {}
    one = visitor(getattr(served.people, role) if role else None, **look)
    spoil(one)
    page = one.page
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Erreur :"))
    assert not violations(page)
    assert overflow(page) <= 0
    link = summary.get_by_role("link").first
    target = str(link.get_attribute("href"))
    link.click()
    assert page.evaluate(
        "id => { const one = document.getElementById(id);"
        " return one === document.activeElement || one.contains(document.activeElement); }",
        target.removeprefix("#"),
    ), target
    _said_beside(page)


def _said_beside(page: Page) -> None:
    """Each refused control is marked, and tied to its sentence."""
    for control in page.locator("[aria-invalid=true]:not([type=radio],[type=checkbox])").all():
        tied = str(control.get_attribute("aria-describedby")).split()
        assert any(page.locator(f"[id='{one}']").count() for one in tied if one.endswith("-error"))
