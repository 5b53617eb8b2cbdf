"""Keyboard alone (issue 5, acceptance 5): circuit editor, its drawing, a trial, the delays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.handed_scene import set_handed_scene
from tests.browser.hands import Keys
from tests.browser.test_keyboard import SEEN
from tests.kit.cluster import Cluster
from tests.kit.remapped import KEY
from tests.kit.served import on_stage, stage_once
from tests.kit.visitor import visiting

CIRCUIT = f"/administration/circuits/{KEY}"
#: More stops than any of these pages has.
FAR = 400
#: In the drawing it is told by a stroke.
STROKED = """() => [...document.activeElement.querySelectorAll("rect,circle")]
  .some(one => parseFloat(getComputedStyle(one).strokeWidth) >= 3)"""
#: Where the focus is; nowhere when a swap took away what had it.
HELD = "() => document.activeElement && document.activeElement !== document.body"


@pytest.mark.audit
def test_a_circuit_is_read_tried_and_its_delays_followed_by_keyboard_alone(
    cluster: Cluster, tmp_path: Path, browser: Browser
) -> None:
    staged = stage_once(cluster, tmp_path / "staged", set_handed_scene)
    with (
        on_stage(cluster, staged, tmp_path / "var") as house,
        visiting(house, browser) as first,
        visiting(house, browser) as second,
    ):
        admin, boss = first.sign_in(house.people.admin), second.sign_in(house.people.supervisor)
        for path in (
            f"{CIRCUIT}/etats?ouvert=status:depose",
            f"{CIRCUIT}/etats?ouvert=action:accepter:decision",
            f"{CIRCUIT}/delais?ouvert=delai:relance",
            f"{CIRCUIT}/essai",
            "/administration/modeles/convocation/texte",
        ):
            admin.go(path)
            walked(admin.page)
        boss.go("/delais")
        walked(boss.page)
        drawn(admin, Keys(admin.page))
        tried(admin, Keys(admin.page))
        followed(boss, Keys(boss.page))


def walked(page: Page) -> None:
    """Tab goes through all of it and out again, and the focus is seen at each stop."""
    page.evaluate("document.activeElement?.blur()")
    unseen = []
    for _stop in range(FAR):
        page.keyboard.press("Tab")
        if (at := page.evaluate(SEEN)) is None:
            break
        if not at["seen"] and not page.evaluate(STROKED):
            unseen.append(at["name"])
    else:
        pytest.fail(f"{page.url}: the focus never leaves the page")
    assert not unseen, (page.url, unseen)


def drawn(admin: Any, hand: Keys) -> None:
    """The drawing: arrows follow its ways, Enter opens what they lead to, a state is put on one."""
    page: Page = admin.page
    admin.go(f"{CIRCUIT}/etats")
    picture = page.locator(".circuit-picture")
    hand.reach(picture.locator(".node").first)
    page.keyboard.press("ArrowRight")
    expect(picture.locator(".verb[data-name^='deposer']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#transition-deposer")).to_be_focused()
    hand.press(picture.locator(".plus").first)
    expect(page.locator("#s-label")).to_be_focused()
    page.keyboard.press("Control+a")
    hand.say("Enregistrée")
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saved")
    expect(picture.locator(".node", has_text="Enregistrée")).to_be_visible()


def tried(admin: Any, hand: Keys) -> None:
    """A trial goes on, is refused, waits, steps back and is kept; the focus is never lost."""
    page: Page = admin.page
    admin.go(f"{CIRCUIT}/essai")
    hand.press(page.get_by_role("button", name="Déposer, par").first)
    standing = page.locator("#essai-agir")
    expect(standing).to_be_focused()
    hand.press(page.get_by_role("button", name="Poursuivre, par"))  # out of the state put in
    expect(standing).to_contain_text("Déposée")
    hand.press(page.get_by_role("button", name="Faire corriger, par"))
    expect(page.locator(".error-summary")).to_be_focused()
    hand.reach(page.locator("#essai-commentaire"))
    hand.say("Il manque un devis.")
    hand.press(page.get_by_role("button", name="Faire corriger, par"))
    expect(standing).to_be_focused()
    expect(standing).to_contain_text("À compléter")
    hand.press(page.get_by_role("button", name="Attendre jusqu’au").first)
    expect(page.locator("#essai-chemin")).to_contain_text("Terme du délai")
    page.wait_for_function(HELD)  # settled: it is given back a moment after the swap
    hand.press(page.get_by_role("button", name="Reculer d’un pas"))
    expect(page.locator("#essai-chemin")).not_to_contain_text("Terme du délai")
    hand.write(page.locator("#essai-titre"), "Renvoyée une fois")
    hand.press(page.get_by_role("button", name="Garder ce chemin"))
    expect(page.get_by_role("heading", name="Renvoyée une fois")).to_be_visible()


def followed(boss: Any, hand: Keys) -> None:
    """Narrowed, unfolded, and from a bar to the list behind it."""
    page: Page = boss.page
    boss.go("/delais")
    service = page.get_by_label("Téléservice")
    hand.pick(service, "Signaler un besoin de travaux")
    hand.press(page.get_by_role("button", name="Voir", exact=True))
    page.wait_for_url("**service=*")
    hand.press(page.locator("summary", has_text="Voir les données").first)
    expect(page.get_by_role("table").first).to_be_visible()
    hand.press(page.locator(".bars a").first)
    page.wait_for_url("**/bureau?**")
