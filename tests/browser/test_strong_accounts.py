"""A key of a device, and the way back for who has lost everything (issue 6, acceptance 5)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core.database import session
from messaging.models import Mail
from tests.browser.steps import press
from tests.kit.axe import overflow, violations
from tests.kit.people import PASSWORD
from tests.kit.served import Served
from tests.kit.visitor import PHONE, Visitor, visiting

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def at_home(served: Served) -> Served:
    """The same house under a name: browsers make no key for an address of numbers."""
    return replace(served, base=served.base.replace("127.0.0.1", "localhost"))


def hold_device(page: Page) -> None:
    """Chromium's own authenticator, in the hand of whoever is at this page."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def sound(page: Page) -> None:
    assert not violations(page)
    assert overflow(page) <= 0


def sign_in(someone: Visitor, email: str) -> None:
    someone.go("/connexion")
    someone.page.get_by_label("Adresse électronique").fill(email)
    someone.page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    press(someone.page, re.compile("^Se connecter$"))


@pytest.mark.audit
def test_a_key_of_a_device_is_made_named_and_lets_in_alone(at_home: Served, browser: Any) -> None:
    with visiting(at_home, browser, viewport=PHONE, has_touch=True) as head:
        page = head.page
        hold_device(page)
        head.sign_in(at_home.people.head)
        head.go("/mon-compte")
        sound(page)
        page.get_by_role("link", name="Gérer mon second facteur").click()
        sound(page)
        page.get_by_role("link", name="Ajouter une clé d’accès").click()
        page.get_by_label("Nom de la clé").fill("Mon téléphone")
        sound(page)
        press(page, "Créer la clé")
        press(page, "Créer ma feuille de codes")
        expect(page.get_by_role("listitem").filter(has_text=re.compile(r"^\w{4}-"))).to_have_count(
            10
        )
        sound(page)
        head.go("/mon-compte/second-facteur")
        expect(page.get_by_text("Mon téléphone", exact=True).first).to_be_visible()
        sound(page)

        # alone: neither address nor password
        page.context.clear_cookies()
        head.go("/connexion?next=/demandes")
        page.get_by_role("link", name="Utiliser une clé d’accès").click()
        sound(page)
        press(page, "Utiliser ma clé d’accès")
        page.wait_for_url(lambda url: "/connexion" not in url)

        # and after a password
        page.context.clear_cookies()
        sign_in(head, at_home.people.head)
        expect(page.get_by_role("heading", name="Encore une étape")).to_be_visible()
        sound(page)
        head.go("/demandes")
        expect(page.get_by_role("heading", name="Se connecter", level=1)).to_be_visible()
        head.go("/connexion/second-facteur")
        press(page, "Utiliser ma clé d’accès")
        page.wait_for_url(lambda url: "/connexion" not in url)


@pytest.mark.audit
def test_who_has_lost_factor_and_codes_is_let_in_again_by_an_administrator(
    at_home: Served, browser: Any
) -> None:
    with visiting(at_home, browser) as head, visiting(at_home, browser) as admin:
        page = head.page
        hold_device(page)
        head.sign_in(at_home.people.head)
        head.go("/mon-compte/second-facteur/cle-d-acces")
        page.get_by_label("Nom de la clé").fill("Téléphone perdu")
        press(page, "Créer la clé")
        press(page, "Créer ma feuille de codes")
        code = (
            page.get_by_role("listitem").filter(has_text=re.compile(r"^\w{4}-")).first.inner_text()
        )

        # one code of the sheet, once
        page.context.clear_cookies()
        sign_in(head, at_home.people.head)
        page.get_by_role("link", name="Second facteur perdu").click()
        sound(page)
        page.get_by_label("Code de secours").fill(code)
        press(page, "Employer ce code")
        expect(page.get_by_role("heading", name="Second facteur", level=1)).to_be_visible()

        # no code either: help is asked for
        page.context.clear_cookies()
        sign_in(head, at_home.people.head)
        page.get_by_role("link", name="Second facteur perdu").click()
        page.get_by_label("Code de secours").fill(code)
        press(page, "Employer ce code")
        expect(page.get_by_role("alert")).to_contain_text("a déjà servi")
        press(page, "Demander de l’aide")
        at_home.work()

        admin.sign_in(at_home.people.admin)
        desk = admin.page
        desk.goto(at_home.base + last_link(at_home, at_home.people.admin))
        sound(desk)
        desk.get_by_text("Rouvrir après une perte").click()
        desk.get_by_label("Motif", exact=True).last.fill("Reconnue au téléphone")
        press(desk, "Rouvrir le second facteur")
        expect(desk.get_by_label("Historique")).to_contain_text("Second facteur rouvert")

        at_home.work()
        told = at_home.ask(lambda: written_to(at_home.people.head))
        assert any("Reconnue au téléphone" in text for text in told)
        sign_in(head, at_home.people.head)
        page.wait_for_url(lambda url: "/connexion" not in url)


def written_to(email: str) -> list[str]:
    return list(session.scalars(select(Mail.text).where(Mail.to_address == email)))


def last_link(served: Served, email: str) -> str:
    """Where the last mail to somebody leads."""
    text = served.ask(lambda: written_to(email)[-1])
    return re.findall(r"https?://[^/\s]+(/administration/comptes/[\w-]+)", text)[-1]
