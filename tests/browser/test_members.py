"""The head delegates a member and sees the right end: at once, and by itself (002 #24, A-10)."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core import clock
from core.database import session
from messaging.models import Mail
from tests.browser.steps import press
from tests.kit.axe import overflow, violations
from tests.kit.people import PASSWORD
from tests.kit.served import Served
from tests.kit.visitor import PHONE, Visitor

NORA = "nora@example.test"


def test_a_head_delegates_from_a_phone_and_ends_it_at_once(served: Served, visitor: Any) -> None:
    head = visitor(served.people.head, viewport=PHONE, has_touch=True)
    page = head.page
    head.go("/mon-etablissement")
    page.get_by_role("link", name="Gérer les membres").click()
    expect(page.get_by_role("heading", name="Membres habilités", level=1)).to_be_visible()

    # nothing filled in: each field says what it wants, what was typed stays
    page.get_by_label("Prénom et nom").fill("Nora Blin")
    press(page, "Habiliter")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("Prénom et nom")).to_have_value("Nora Blin")
    sound(page)

    page.get_by_label("Adresse électronique").fill(NORA)
    page.get_by_label("Dépôt et suivi des demandes").check()
    page.get_by_label("Motif").fill("Gestionnaire cette année")
    press(page, "Habiliter")
    expect(page.get_by_role("table", name="Membres habilités")).to_contain_text("Nora Blin")
    sound(page)

    nora = newcomer(served, visitor)
    nora.go("/demandes")
    expect(nora.page.get_by_role("heading", level=1)).to_contain_text("demandes")

    # prolonging, changing, ending: one page
    page.get_by_role("link", name="Modifier l’habilitation de Nora Blin").click()
    expect(page.get_by_label("Dépôt et suivi des demandes")).to_be_checked()
    expect(page.get_by_label("Historique")).to_contain_text("Habilitation donnée")
    sound(page)
    page.get_by_text("Terminer l’habilitation", exact=True).click()
    press(page, re.compile("^Terminer$"))
    expect(page.get_by_text("Personne n’est habilité")).to_be_visible()

    answer = nora.go("/demandes")
    assert answer is not None
    assert answer.status == 403


def test_a_right_until_tonight_is_gone_tomorrow(
    served: Served, visitor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = visitor(served.people.head)
    page = head.page
    code = served.people.school.rsplit("/", 1)[-1]
    head.go(f"/mon-etablissement/{code}/membres")
    page.get_by_label("Adresse électronique").fill(NORA)
    page.get_by_label("Prénom et nom").fill("Nora Blin")
    page.get_by_label("Accès au profil de l’établissement").check()
    page.get_by_label("Jusqu’au").fill(clock.today().isoformat())
    page.get_by_label("Motif").fill("Une journée de passation")
    press(page, "Habiliter")
    expect(page.get_by_role("table", name="Membres habilités")).to_contain_text("Nora Blin")

    nora = newcomer(served, visitor)
    nora.go("/mon-etablissement")
    expect(nora.page.get_by_role("heading", level=1)).to_contain_text("Collège des Tilleuls")
    expect(nora.page.get_by_text("Nouvelle demande")).to_have_count(0)
    assert nora.go("/demandes").status == 403  # type: ignore[union-attr]

    midnight = datetime.combine(clock.today() + timedelta(days=1), time(0, 1), clock.PARIS)
    monkeypatch.setattr(clock, "now", lambda: midnight)
    later = visitor(NORA)
    assert later.go("/mon-etablissement").status == 403  # type: ignore[union-attr]
    later.go("/mon-compte")
    expect(later.page.get_by_text("Vous n’avez aucun rôle aujourd’hui.")).to_be_visible()


def newcomer(served: Served, visitor: Any) -> Visitor:
    """The person opens the link of the mail and chooses a password."""
    served.work()
    asked = select(Mail.text).where(Mail.to_address == NORA, Mail.template_key == "invitation")
    text = served.ask(lambda: session.scalars(asked).one())
    path = re.search(r"/mot-de-passe/[\w-]{43}", text)
    assert path is not None
    somebody: Visitor = visitor()
    somebody.go(path.group())
    somebody.page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    press(somebody.page, "Enregistrer")
    somebody.page.wait_for_url(lambda url: "/mot-de-passe/" not in url)
    return somebody


def sound(page: Page) -> None:
    """Nothing for axe, nothing wider than the window."""
    assert not violations(page)
    assert not overflow(page)
