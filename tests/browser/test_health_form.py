"""A health form for parents, changed and published again while it is being filled in: nothing is
lost, everyone is told (issue 4, acceptance 1, second half; C-05)."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.demo.papers import pdf
from core import clock
from tests.browser import health_scene
from tests.browser.health import Parent, build_form, build_service, change_form, publish
from tests.browser.steps import paper, press
from tests.kit.axe import overflow, violations
from tests.kit.served import Served
from tests.kit.visitor import PHONE
from tests.kit.works import publish as publish_definition

ALL = "Tous suivre, avec relecture"
SHOTS = os.environ.get("PREAU_PICTURES")


def looked_at(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/health-{name}.png", full_page=True)
    assert violations(page) == [], name
    assert overflow(page) <= 0, name


@pytest.mark.audit
def test_a_health_form_is_published_again_under_three_drafts_and_five_requests(
    served: Served, visitor: Any
) -> None:
    people = served.people
    with served.inside():
        health_scene.set_up()
    with served.inside():
        health_scene.begun(people.head, {"regime": "vegetarien", "poids_en_kilos": 24})
        health_scene.begun(people.other_head, dict(health_scene.ANSWERS))
        sent = [health_scene.filed(people.head, poids_en_kilos=24) for _ in range(5)]
        for number, opened in ((0, True), (1, False)):
            agent, head = people.gestionnaire, people.head
            health_scene.sent_back(agent, head, sent[number], opened=opened)
        numbers = [one.reference for one in sent]

    # on a phone, in the dark: what is wrong is told on leaving a field, and nothing moves
    phone = visitor(people.head, viewport=PHONE, color_scheme="dark")
    me, page = Parent(phone, health_scene.KEY), phone.page
    me.begin()
    _leaving_a_field(page)
    looked_at(page, "typed")
    me.child("Zoé", "Végétarien")
    me.answers("Oui")
    me.allergy("Arachide", paper("Ordonnance"))
    looked_at(page, "cards")
    before = served.ask(health_scene.held)
    assert [len(one) for one in before.values()].count(9) == 6

    # published again: everything moves, with a look; everyone is told
    with served.inside():
        health_scene.draft_changed()
    admin = visitor(people.admin)
    publish(admin, "form", health_scene.KEY, ALL)
    served.work()
    after = served.ask(health_scene.held)
    assert all(set(words) <= set(after[name]) for name, words in before.items())

    _the_draft(phone, me)
    _the_file(visitor(people.gestionnaire), numbers)

    # taken back in one click: what stood beside stands in its place again
    admin.go(f"/administration/definitions/form/{health_scene.KEY}")
    _take_back(admin.page)
    served.work()
    agent = visitor(people.gestionnaire)
    agent.go(f"/demandes/{numbers[2]}")
    expect(agent.page.locator("#dossier")).to_contain_text("3, rue de la Halle")
    expect(agent.page.get_by_role("heading", name="Ancienne")).to_have_count(0)


def _leaving_a_field(page: Page) -> None:
    """U-04 as one types: told beside the field, the focus stays, a click on a choice is kept."""
    code = page.get_by_label("Code postal")
    code.fill("abc")
    page.keyboard.press("Tab")
    expect(code).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Commune", exact=True)).to_be_focused()
    expect(page.locator(".error-summary")).to_have_count(0)
    expect(page.locator("#form-wrong")).not_to_be_empty()
    page.get_by_label("Téléphone d’un parent").fill("06 12 34 56 78")
    page.get_by_label("Végétarien").check()
    expect(page.get_by_label("Végétarien")).to_be_checked()


def _the_draft(phone: Any, me: Parent) -> None:
    """What changed is told, old answers stand beside, the rest is where it was; handed in."""
    page = me.page
    phone.go("/avis")
    expect(page.locator("main")).to_contain_text(me.number)
    phone.go(f"/demandes/{me.number}/etape/p1")
    expect(page.get_by_label("Prénom")).to_have_value("Zoé")
    old = page.get_by_role("region", name="Anciennes réponses")
    expect(old).to_contain_text("Végétarien")
    expect(old).to_contain_text("Où il habite › Commune")
    expect(page.get_by_text("À vérifier sur cette page")).to_be_visible()
    looked_at(page, "moved")
    page.get_by_label("Sans porc").check()
    page.get_by_label("Poids").fill("24 kg")
    me.on("p2")
    expect(page.get_by_role("link", name="Ordonnance.pdf")).to_be_visible()
    page.locator("#form-footer .btn.primary").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_label("Traitement en cours").fill("Aucun")
    me.saved()
    expect(page.locator(".error-summary")).to_have_count(0)
    me.on("sorties")
    page.get_by_label("Oui").check()
    me.on("p3")
    me.agree()
    looked_at(page, "check")
    me.hand_in()


def _the_file(agent: Any, numbers: list[str]) -> None:
    """An agent is told, sees what to look at and what was filed, and prints it."""
    page = agent.page
    agent.go("/avis")
    expect(page.locator("main")).to_contain_text("vérifiez 5 demandes")
    agent.go(f"/demandes/{numbers[2]}")
    panel = page.locator("#dossier")
    for words in ("À regarder", "Sait-il nager ?", "Soins d’urgence", "3, rue de la Halle",
                  "Végétarien", "24", "Antihistaminique"):  # fmt: skip
        expect(panel).to_contain_text(words)
    looked_at(page, "file")
    printed = page.request.get(f"{agent.served.base}/demandes/{numbers[2]}/reponses.pdf")
    assert printed.body().startswith(b"%PDF")
    press(page, "C’est vérifié")
    expect(page.get_by_text(re.compile("demande à vérifier"))).to_have_count(0)


def _take_back(page: Page) -> None:
    page.locator("summary", has_text="Remettre en service").first.click()
    page.get_by_label("Ce qui est commencé").first.select_option(label=ALL)
    page.get_by_role("button", name="Revenir à la version 1").first.click()
    expect(page.locator("main")).to_contain_text("Version 3")


@pytest.mark.audit
def test_from_nothing_to_a_health_form_changed_at_its_editor_under_those_who_fill_it_in(
    served: Served, visitor: Any
) -> None:
    """All of it by hand: built, published, filled in on two devices through a cut, changed."""
    people = served.people
    with served.inside():
        publish_definition("workflow", health_scene.circuit())
    admin = visitor(people.admin)
    form = build_form(admin)
    looked_at(admin.page, "built")
    publish(admin, "form", form)
    service = build_service(admin, form, health_scene.CIRCUIT, health_scene.GROUP)

    phone = visitor(people.head, viewport=PHONE, color_scheme="dark")
    done = Parent(phone, service)
    done.begin()
    done.child("Zoé")
    done.health(("Arachide", paper("Ordonnance")), ("Latex", None), treatment="Antihistaminique")
    done.agree()
    done.hand_in()
    me = Parent(phone, service)
    me.begin()
    me.child("Léo", "Végétarien")
    me.answers("Oui")
    me.allergy("Pollen")
    _through_a_cut(phone)
    _on_two_devices(me, visitor(people.head))

    change_form(admin, form)
    looked_at(admin.page, "changed")
    publish(admin, "form", form, "Suivre quand rien n’est à relire", _in(20))
    served.work()
    phone.go("/avis")
    expect(phone.page.locator("main")).to_contain_text("avant le")
    _moves_in_one_click(phone, me)


def _through_a_cut(phone: Any) -> None:
    """The network goes away in the middle of a file, and comes back: the file is whole."""
    page = phone.page
    heavy = {"name": "Protocole.pdf", "mimeType": "application/pdf",
             "buffer": pdf("Protocole") + b"\n%" + b"0" * 3_000_000}  # fmt: skip
    pieces = re.compile(r"/fichiers/[0-9a-f-]{36}\?a=[1-9]")
    page.route(pieces, lambda route: route.abort())
    page.locator("input[type=file]").first.set_input_files(heavy)
    upload = page.locator(".upload")
    expect(upload).to_contain_text("Connexion interrompue")
    looked_at(page, "cut")
    page.unroute(pieces)
    expect(page.get_by_role("link", name="Protocole.pdf")).to_be_visible(timeout=30_000)


def _on_two_devices(me: Parent, desk: Any) -> None:
    """Two answers to one question: both in sight, the one that came second is not lost."""
    desk.go(f"/demandes/{me.number}/etape/p2")
    there = Parent(desk, me.service)
    expect(desk.page.get_by_role("link", name="Protocole.pdf")).to_be_visible()
    desk.page.get_by_label("Traitement suivi").fill("Sirop")
    there.saved()
    me.page.get_by_label("Traitement suivi").fill("Comprimés")
    me.saved()
    expect(me.page.get_by_text("Ces réponses ont changé sur un autre appareil")).to_be_visible()
    looked_at(me.page, "conflict")
    me.visitor.go(f"/demandes/{me.number}/etape/p2")
    expect(me.page.get_by_label("Traitement suivi")).to_have_value("Sirop")
    beside = me.page.get_by_role("region", name="Ancienne réponse")
    expect(beside).to_contain_text("Comprimés")
    me.page.get_by_label("Traitement suivi").fill("Comprimés")
    me.saved()
    me.visitor.go(f"/demandes/{me.number}/etape/p2")
    expect(beside).to_have_count(0)


def _moves_in_one_click(phone: Any, me: Parent) -> None:
    """A draft that stayed: what changed is read first, and every answer comes along."""
    page = phone.page
    phone.go(f"/demandes/{me.number}/etape/p1")
    page.get_by_role("link", name="Voir ce qui change").click()
    told = page.locator("main")
    for words in ("s’appelle maintenant « Téléphone où vous joindre »", "Où il habite › Commune",
                  "choix retirés (Végétarien)", "Question ajoutée : « Sait-il nager ? »",
                  "« Traitement suivi » est maintenant obligatoire"):  # fmt: skip
        expect(told).to_contain_text(words)
    looked_at(page, "foreseen")
    page.get_by_role("button", name="Passer à la nouvelle version").click()
    phone.go(f"/demandes/{me.number}/etape/p1")
    expect(page.get_by_label("Téléphone où vous joindre")).to_have_value(re.compile("^06"))
    expect(page.get_by_role("region", name="Anciennes réponses")).to_contain_text("Rennes")
    me.page.get_by_label("Sans régime").check()
    me.on("p2")
    expect(page.get_by_role("link", name="Protocole.pdf")).to_be_visible()
    expect(page.get_by_label("Traitement suivi")).to_have_value("Comprimés")


def _in(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()
