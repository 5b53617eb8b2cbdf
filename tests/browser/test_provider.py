"""Coming in by a provider of identity, and leaving both, in Chromium (S-11, S-12)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.oidc.client import forget
from core.actor import HOUSE
from tests.browser.steps import press
from tests.kit.axe import overflow, violations
from tests.kit.provider import CLIENT, SECRET, Provider, provider
from tests.kit.served import Served
from tests.kit.visitor import PHONE, Visitor, visiting

NAME = "Annuaire de la région"


@pytest.fixture
def theirs(served: Served) -> Iterator[Provider]:
    """A provider that listens on this machine, turned on in the house."""
    from accounts import operations

    with provider() as one:
        forget()
        kept = served.app.config["SETTINGS"]
        served.app.config["SETTINGS"] = replace(kept, outbound_allowed=frozenset({one.place}))
        with served.inside():
            said = operations.Settled(NAME, one.issuer, CLIENT, SECRET, (), enabled=True)
            operations.settle_provider(HOUSE, None, said)
        yield one
        served.app.config["SETTINGS"] = kept
        forget()


def sound(someone: Visitor) -> None:
    if someone.page.viewport_size != PHONE:  # where scripts run; axe is one itself
        assert not violations(someone.page)
    assert overflow(someone.page) <= 0


def comes_by(someone: Visitor, subject: str) -> None:
    """From the door, through the provider, back."""
    someone.go("/connexion?next=/mon-compte")
    sound(someone)
    someone.page.get_by_role("link", name=f"Se connecter avec {NAME}").click()
    someone.page.get_by_label("Qui êtes-vous ?").fill(subject)
    someone.page.get_by_role("button", name="Entrer").click()


def signs_out(someone: Visitor) -> None:
    """By the menu of one's account."""
    form = someone.page.locator("form[action='/deconnexion']").first
    menu = someone.page.locator("details", has=form)
    menu.locator("summary").first.click()
    form.get_by_role("button").click()


@pytest.mark.audit
@pytest.mark.parametrize("sort", [{}, {"viewport": PHONE, "java_script_enabled": False}])
def test_an_account_is_linked_opened_and_left_with_its_provider(
    served: Served, browser: Any, theirs: Provider, sort: dict[str, Any]
) -> None:
    with visiting(served, browser, **sort) as head:
        page = head.page
        head.elsewhere.append(theirs.issuer)

        # nobody has linked that name yet: nothing opens, and it is said
        comes_by(head, "claire")
        expect(page.get_by_role("heading", name="Se connecter", level=1)).to_be_visible()
        expect(page.get_by_text("Aucun compte n’est relié à cette identité.")).to_be_visible()

        # linked from one's own page, after the password
        head.sign_in(served.people.head)
        head.go("/mon-compte")
        press(page, re.compile("^Relier mon compte"))
        sound(head)
        page.get_by_role("link", name=f"Continuer chez {NAME}").click()
        page.get_by_label("Qui êtes-vous ?").fill("claire")
        page.get_by_role("button", name="Entrer").click()
        expect(page.get_by_text(f"{NAME} ouvre désormais votre compte.")).to_be_visible()
        page.context.clear_cookies()

        # by the provider alone
        comes_by(head, "claire")
        expect(page.get_by_role("heading", name="Mon compte", level=1)).to_be_visible()
        sound(head)

        # and out of both
        signs_out(head)
        expect(page.get_by_role("heading", name="Vous êtes déconnecté de Préau")).to_be_visible()
        sound(head)
        page.get_by_role("link", name=f"Me déconnecter de {NAME}").click()
        expect(page.get_by_text("Vous êtes déconnecté de Préau et de votre")).to_be_visible()
        assert theirs.gone == ["claire"]
        head.go("/mon-compte")
        expect(page.get_by_role("heading", name="Se connecter", level=1)).to_be_visible()

        # somebody else there is nobody here
        comes_by(head, "marc")
        expect(page.get_by_role("heading", name="Se connecter", level=1)).to_be_visible()
