"""A keyboard-only day at the desk; a list that keeps its place: file, back, pages, selection."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.lived import account
from tests.browser.scene import SCHOOLS, Scene, set_scene
from tests.browser.steps import ticked
from tests.kit.axe import overflow, violations
from tests.kit.cluster import Cluster
from tests.kit.copies import copies
from tests.kit.people import PASSWORD
from tests.kit.served import Served, Staged, on_stage, stage_once
from tests.kit.visitor import PHONE, Visitor, visiting
from tests.kit.works import actor, filed

MANY = 53  # a page of the list holds fifty
BOX = "tbody [name=ref]"
AT = "() => document.activeElement?.closest('tr')?.querySelector('.primary .num')?.textContent"


def set_busy_scene(folder: Path) -> Scene:
    """More requests than a page shows, all at the intake: one that was filed, and its copies."""
    scene = set_scene(folder)
    head = account(scene.head)
    who: Any = SimpleNamespace(head=head)
    first = filed(who, etablissement=SCHOOLS[0][0], description="Repeindre les murs, salle zéro")
    copies(first, MANY - 1, actor(head))
    return scene


@pytest.fixture(scope="module")
def busy(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Staged:
    """The scene, set once."""
    return stage_once(cluster, tmp_path_factory.mktemp("busy") / "var", set_busy_scene)


@pytest.fixture
def desk(
    cluster: Cluster, busy: Staged, tmp_path: Path, browser: Browser
) -> Iterator[Callable[..., Visitor]]:
    """`desk(email)` → somebody signed in at a house of fifty-three requests."""
    with on_stage(cluster, busy, tmp_path / "var") as house, ExitStack() as stack:

        def come(email: str | None = None, **settings: Any) -> Visitor:
            one = stack.enter_context(visiting(house, browser, **settings))
            # nobody leaves in the middle of an answer: the house closes behind the last one
            stack.callback(one.page.wait_for_load_state, "networkidle")
            return one.sign_in(email) if email else one

        come.house = house  # type: ignore[attr-defined]
        yield come


def house_of(desk: Any) -> Served:
    """The house behind the desk."""
    house: Served = desk.house
    return house


def healthy(page: Page, moment: str) -> None:
    """Nothing that axe sees, nothing wider than the window."""
    assert not (found := violations(page)), f"{moment}: {found}"
    assert overflow(page) <= 0, moment


def row_here(page: Page) -> str:
    """The number of the row that has the focus."""
    return str(page.evaluate(AT) or "")


def opened(page: Page, number: str) -> None:
    """The file of this number stands beside the list, at its address, and has the focus."""
    page.wait_for_url(re.compile(f"/demandes/{number}"))
    expect(page.locator("#dossier")).to_contain_text(number)
    expect(page.locator("#dossier-titre")).to_be_focused()
    expect(page.locator("tr.cur")).to_contain_text(number)


def test_an_agent_works_a_whole_day_without_a_mouse(desk: Any) -> None:
    """Issue 3, acceptance 5: sign in, list, open, tick, move, next, select three, help, silence."""
    agent = desk()
    page, keys = agent.page, agent.page.keyboard
    agent.go("/connexion")
    page.get_by_label("Adresse électronique").focus()
    keys.type(house_of(desk).people.gestionnaire)
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/bureau*")
    healthy(page, "list")
    second = _down_the_list(page)
    _ticks_and_moves(page, second)
    _selects_three(page)
    _hands_three_over(house_of(desk), page)
    _silences_the_keys(page)


def _down_the_list(page: Page) -> str:
    """Down, up, into a file, on to the next one: its number."""
    keys = page.keyboard
    keys.press("j")
    first = row_here(page)
    keys.press("j")
    second = row_here(page)
    assert first
    assert second != first
    keys.press("k")
    assert row_here(page) == first
    keys.press("Enter")
    opened(page, first)
    healthy(page, "file beside the list")
    keys.press("j")
    opened(page, second)
    return second


def _ticks_and_moves(page: Page, number: str) -> None:
    """The check-list, the verb, then the next file; Esc gives the list back on its row."""
    keys = page.keyboard
    page.get_by_label("Surface vérifiée").focus()
    keys.press("Space")
    ticked(page, "Surface vérifiée")
    page.locator("#dossier summary").filter(has_text="Envoyer aux visas").focus()
    keys.press("Enter")
    page.locator("#dossier details[open] .btn.primary").last.focus()
    with page.expect_response(lambda r: "/actions/" in r.url):
        keys.press("Enter")
    expect(page.locator("#dossier")).to_contain_text("Visas en cours")
    expect(page.locator("tbody")).not_to_contain_text(number)  # it waits here no more
    page.locator("#dossier-titre").focus()
    keys.press("j")
    expect(page.locator("tr.cur")).to_have_count(1)
    third = page.locator("tr.cur .primary .num").inner_text()
    assert third != number
    opened(page, third)
    keys.press("Escape")
    page.wait_for_url("**/bureau*")
    expect(page.locator("#dossier")).to_be_hidden()
    assert row_here(page) == third


def _selects_three(page: Page) -> None:
    keys = page.keyboard
    keys.press("x")
    keys.press("j")
    keys.press("j")
    keys.press("Shift+X")
    expect(page.locator(f"{BOX}:checked")).to_have_count(3)
    expect(page.locator("#live")).to_have_text(re.compile("^3 demandes sélectionnées"))
    healthy(page, "three selected")
    keys.press("Escape")
    expect(page.locator(f"{BOX}:checked")).to_have_count(0)


def _hands_three_over(house: Served, page: Page) -> None:
    """A bulk of three: foreseen, launched, done; all from the bar."""
    keys = page.keyboard
    page.evaluate("document.querySelector('tbody .primary a').focus()")
    keys.press("x")
    keys.press("j")
    keys.press("x")
    keys.press("j")
    keys.press("x")
    bar = page.get_by_role("region", name="Actions groupées")
    expect(bar).to_contain_text("3 sélectionnées")
    bar.get_by_role("button", name="Confier").focus()
    keys.press("Enter")
    page.wait_for_url("**/bureau/lots/*")
    house.work()
    page.reload()
    healthy(page, "dry run")
    chosen = page.get_by_label("À qui confier ces demandes")
    chosen.focus()
    chosen.select_option(index=2)
    page.get_by_role("button", name="Lancer pour 3 demandes").focus()
    with page.expect_navigation():
        keys.press("Enter")
    house.work()
    page.reload()
    expect(page.locator("main")).to_contain_text("Terminé")
    healthy(page, "outcome")
    page.get_by_role("link", name="Retour à la liste").focus()
    keys.press("Enter")
    page.wait_for_url("**/bureau?*")
    keys.press("j")


def _silences_the_keys(page: Page) -> None:
    """The help lists them; its switch acts at once and is kept."""
    keys = page.keyboard
    keys.press("?")
    expect(page.get_by_role("dialog", name="Raccourcis clavier")).to_be_visible()
    healthy(page, "help")
    page.get_by_label("Raccourcis d’une seule touche").focus()
    with page.expect_response(lambda r: r.url.endswith("/mon-compte/raccourcis")):
        keys.press("Space")
    keys.press("Escape")
    before = row_here(page)
    keys.press("j")
    keys.press("x")
    assert row_here(page) == before
    expect(page.locator(f"{BOX}:checked")).to_have_count(0)
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-keys", "off")
    keys.press("j")
    assert row_here(page) == ""


def test_the_palette_finds_and_acts_from_the_keyboard(desk: Any) -> None:
    agent = desk(house_of(desk).people.gestionnaire)
    page, keys = agent.page, agent.page.keyboard
    agent.go("/bureau")
    number = page.locator("tbody .primary .num").nth(4).inner_text()
    keys.press("Control+k")
    asked = page.get_by_role("combobox", name=re.compile("Chercher"))
    expect(asked).to_be_focused()
    expect(page.get_by_role("option", name="Mon compte")).to_be_visible()
    keys.type(number)
    expect(page.get_by_role("option", name=re.compile(number))).to_be_visible()
    expect(page.locator("#palette [data-said]")).to_have_text(re.compile("réponse"))
    expect(asked).to_have_attribute("aria-activedescendant", re.compile("palette-"))
    healthy(page, "palette")
    keys.press("Enter")
    page.wait_for_url(f"**/demandes/{number}*")
    expect(page.locator("#dossier-titre")).to_be_visible()

    # the verbs of the open file are actions too
    keys.press("Control+k")
    keys.type("corriger")
    expect(page.get_by_role("option", name="Faire corriger")).to_be_visible()
    keys.press("Enter")
    expect(page.locator("#dossier details[open] textarea")).to_be_focused()
    keys.type("j x ? /")
    expect(page.locator("#dossier details[open] textarea")).to_have_value("j x ? /")

    # nothing found is said; Esc gives the focus back
    page.locator(".cmd").focus()
    keys.press("Enter")
    keys.type("zzzz")
    expect(page.locator(".palette-none")).to_be_visible()
    healthy(page, "palette without an answer")
    keys.press("Escape")
    expect(page.locator(".cmd")).to_be_focused()


def test_back_and_forward_go_through_files_and_the_list_keeps_its_place(desk: Any) -> None:
    agent = desk(house_of(desk).people.gestionnaire)
    page = agent.page
    agent.go("/bureau?vue=toutes")
    page.evaluate("window.__same = true")
    page.locator("tbody tr").nth(10).click()
    first = page.locator("tr.cur .primary .num").inner_text()
    opened(page, first)
    assert page.title().startswith(first)
    page.get_by_role("link", name="Demande suivante").click()
    page.wait_for_url(lambda url: f"/demandes/{first}" not in url)
    page.go_back()
    opened(page, first)
    page.go_back()
    expect(page.locator("#dossier")).to_be_hidden()
    assert "/bureau" in page.url
    assert page.title().startswith("Toutes")
    page.go_forward()
    opened(page, first)
    assert page.evaluate("window.__same"), "the page was loaded anew on the way"
    page.reload()
    expect(page.locator("#dossier-titre")).to_be_visible()
    expect(page.locator("tr.cur")).to_contain_text(first)


def test_what_is_being_written_waits_for_its_file(desk: Any) -> None:
    agent = desk(house_of(desk).people.gestionnaire)
    page = agent.page
    agent.go("/bureau")
    page.locator("tbody tr").nth(0).click()
    first = page.locator("tr.cur .primary .num").inner_text()
    opened(page, first)
    page.get_by_role("link", name="Échanges").click()
    page.locator("#dossier textarea[name=text]").fill("Bonjour, pour la salle 12")
    page.get_by_role("link", name="Demande suivante").click()
    expect(page.locator("#dossier")).not_to_contain_text(first)
    page.get_by_role("link", name="Demande précédente").click()
    opened(page, first)
    page.get_by_role("link", name="Échanges").click()
    expect(page.locator("#dossier textarea[name=text]")).to_have_value("Bonjour, pour la salle 12")


def test_a_selection_lives_through_the_pages_of_a_view_and_no_further(desk: Any) -> None:
    agent = desk(house_of(desk).people.gestionnaire)
    page = agent.page
    agent.go("/bureau")
    all_of_it = page.get_by_label("Tout sélectionner sur cette page")
    page.locator(BOX).nth(1).check()
    page.locator(BOX).nth(4).click(modifiers=["Shift"])
    expect(page.locator(f"{BOX}:checked")).to_have_count(4)
    assert all_of_it.evaluate("one => one.indeterminate")
    page.get_by_role("link", name="Suivant").click()
    expect(page.locator("tbody tr")).to_have_count(MANY - 50)
    expect(page.locator(f"{BOX}:checked")).to_have_count(0)
    all_of_it.check()
    expect(page.locator("#live")).to_have_text(re.compile(f"^{4 + MANY - 50} demandes"))
    page.get_by_role("link", name="Précédent").click()
    expect(page.locator(f"{BOX}:checked")).to_have_count(4)
    page.get_by_role("link", name="Toutes", exact=False).first.click()
    expect(page.locator("#toasts")).to_contain_text(f"sélection de {4 + MANY - 50} est vidée")
    expect(page.locator(f"{BOX}:checked")).to_have_count(0)


def test_on_a_phone_cards_then_the_file_alone_then_the_same_place(desk: Any) -> None:
    agent = desk(house_of(desk).people.gestionnaire, viewport=PHONE, color_scheme="dark")
    page = agent.page
    agent.go("/bureau")
    healthy(page, "cards")
    card = page.locator("tbody tr").nth(12)
    card.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    card.locator(".primary a").first.click()
    expect(page.locator("#dossier-titre")).to_be_visible()
    expect(page.locator(".desk .main")).to_be_hidden()
    healthy(page, "file on a phone")
    page.get_by_role("link", name="Retour à la liste").click()
    expect(card).to_be_in_viewport()
    assert abs(page.evaluate("scrollY") - before) < 400
    card.locator("[name=ref]").check()
    healthy(page, "one selected on a phone")
    page.locator("header [data-palette-open]").click()
    expect(page.get_by_role("combobox")).to_be_focused()
    healthy(page, "palette on a phone")


def test_an_empty_list_is_well_made_too(desk: Any) -> None:
    agent = desk(house_of(desk).people.gestionnaire)
    agent.go("/bureau?q=introuvable")
    expect(agent.page.locator("main")).to_contain_text("Aucune demande ne correspond")
    healthy(agent.page, "empty list")
    for key in ("j", "k", "x", "o", "Escape"):
        agent.page.keyboard.press(key)
    healthy(agent.page, "empty list after keys")


def test_without_a_script_the_button_leads_to_a_page_that_finds(desk: Any) -> None:
    agent = desk(house_of(desk).people.gestionnaire, java_script_enabled=False)
    page = agent.page
    agent.go("/bureau")
    number = page.locator("tbody .primary .num").first.inner_text()
    page.locator(".cmd").click()
    page.wait_for_url("**/palette")
    page.get_by_role("searchbox", name="Mots cherchés").fill(number)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile(number)).click()
    expect(page.locator("#dossier-titre")).to_be_visible()
