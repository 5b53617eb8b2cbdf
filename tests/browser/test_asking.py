"""Asking in the help (issue 7, acceptance 1 and 4): by keyboard alone, and without scripts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import Keys
from tests.kit.axe import overflow, violations
from tests.kit.served import Served
from tests.kit.visitor import PHONE

pytestmark = pytest.mark.audit


def sound(page: Page) -> None:
    """Nothing for axe to say about what is shown now."""
    assert violations(page) == []


@pytest.mark.parametrize("device", [{}, {"viewport": PHONE, "color_scheme": "dark"}])
def test_the_panel_leaves_the_page_usable_keeps_the_focus_and_gives_it_back(
    served: Served, visitor: Any, device: dict[str, Any]
) -> None:
    head = visitor(served.people.head, **device)
    page, keys = head.page, Keys(head.page)
    head.go("/aide")
    opener = page.get_by_role("link", name="Poser une question").first
    keys.press(opener)
    field, panel = page.locator("#ask-text"), page.locator("#ask-panel")
    expect(field).to_be_focused()
    assert not panel.evaluate("one => one.matches(':modal')")
    sound(page)
    page.keyboard.type("commen jouindr un fichié")
    page.keyboard.press("Enter")
    log = panel.get_by_role("log")
    expect(log).to_contain_text("Comment joindre un fichier à ma demande")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    sound(page)
    keys.press(panel.get_by_role("link", name="Parler à quelqu’un"))
    expect(page.locator("#speak-text")).to_be_focused()
    sound(page)
    keys.press(panel.get_by_role("link", name="Revenir à l’échange"))
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(opener).to_be_focused()
    # the page of the same conversation
    head.go("/aide/question")
    expect(page.get_by_role("log")).to_contain_text("commen jouindr un fichié")
    sound(page)


def test_the_rail_of_the_desk_opens_the_panel_and_the_list_stays_usable(
    served: Served, visitor: Any
) -> None:
    agent = visitor(served.people.supervisor)
    page, keys = agent.page, Keys(agent.page)
    agent.go("/bureau")
    rail = page.get_by_role("navigation", name="Principale")
    opener = rail.get_by_role("link", name="Aide", exact=True)
    keys.press(opener)
    panel = page.locator("#ask-panel")
    expect(page.locator("#ask-text")).to_be_focused()
    assert not panel.evaluate("one => one.matches(':modal')")
    page.keyboard.type("?j x /")  # letters typed here are no shortcuts of the desk
    expect(page.locator("#ask-text")).to_have_value("?j x /")
    sound(page)
    if shots := os.environ.get("PREAU_SHOTS"):
        page.screenshot(path=f"{shots}/desk-help.png")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_visitor_without_scripts_is_answered_by_a_person(served: Served, visitor: Any) -> None:
    stranger = visitor(java_script_enabled=False)
    page = stranger.page
    stranger.go("/aide")
    page.get_by_role("link", name="Poser une question").last.click()
    page.get_by_label("Votre question").fill("le tarif du bassin olympique le dimanche")
    page.get_by_role("button", name="Demander").click()
    page.get_by_role("link", name="Parler à quelqu’un").click()
    page.get_by_label("Votre nom").fill("Zoé Roux")
    page.get_by_label("Votre adresse électronique").fill("zoe@example.test")
    page.get_by_role("button", name="Envoyer à l’équipe").click()
    expect(page.get_by_role("log")).to_contain_text("Votre question est transmise")

    team = visitor(served.people.supervisor, java_script_enabled=False)
    desk = team.page
    team.go("/administration/aide/questions")
    desk.get_by_role("link", name="le tarif du bassin olympique").click()
    desk.get_by_label("Écrire à Zoé Roux").fill("Trois euros, le matin.")
    desk.get_by_role("button", name="Répondre").click()
    expect(desk.locator("main")).to_contain_text("Trois euros, le matin.")

    page.reload()
    expect(page.get_by_role("log")).to_contain_text("Trois euros, le matin.")


#: A second of film, drawn and recorded by the browser itself.
RECORD = """async () => {
  const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(10), {mimeType: "video/webm"});
  const parts = [];
  recorder.ondataavailable = event => parts.push(event.data);
  const ended = new Promise(done => { recorder.onstop = done; });
  recorder.start();
  for (let n = 0; n < 12; n++) {
    pen.fillStyle = n % 2 ? "navy" : "gold";
    pen.fillRect(0, 0, 300, 150);
    await new Promise(next => setTimeout(next, 80));
  }
  recorder.stop();
  await ended;
  return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
}"""
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\nOuvrez « Pièces ».\n"


def test_a_film_is_brought_watched_and_read(served: Served, visitor: Any, tmp_path: Path) -> None:
    boss = visitor(served.people.supervisor)
    page = boss.page
    boss.go("/aide")
    film, captions = tmp_path / "film.webm", tmp_path / "film.vtt"
    film.write_bytes(bytes(page.evaluate(RECORD)))
    captions.write_text(CAPTIONS, "utf-8")
    boss.go("/administration/aide/nouvelle")
    page.locator("#question").fill("Comment joindre un fichier, en images ?")
    page.locator("#key").fill("film")
    page.locator("#answer").fill("En images :")
    page.get_by_role("button", name="Commencer le brouillon").click()
    page.locator("#add-video").click()
    page.locator("#blocks-1-label").fill("Joindre un fichier")
    page.locator("#blocks-1-file").set_input_files(film)
    page.locator("#blocks-1-captions").set_input_files(captions)
    page.locator("#blocks-1-transcript").fill("Ouvrez « Pièces ».")
    sound(page)
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("La fiche est publiée.")).to_be_visible()

    for settings in ({}, {"viewport": PHONE, "color_scheme": "dark"}):
        reader = visitor(**settings)
        seen = reader.page
        reader.go("/aide/film")
        shown = seen.locator("video")
        seen.wait_for_function("document.querySelector('video').readyState > 1")
        seen.wait_for_function("document.querySelector('video').textTracks[0].cues?.length === 1")
        assert overflow(seen) == 0
        assert shown.evaluate("film => film.controls && film.textTracks[0].mode") == "showing"
        seen.get_by_text("Lire la transcription").click()
        expect(seen.locator("details")).to_contain_text("Ouvrez « Pièces ».")
        sound(seen)


def test_what_looks_after_the_help_is_sound(served: Served, visitor: Any) -> None:
    boss = visitor(served.people.supervisor)
    page = boss.page
    for text in ("le tarif du bassin olympique le dimanche", "joindre un fichier"):
        boss.go("/aide/question")
        page.locator("#ask-text").fill(text)
        page.locator("#ask-text").press("Enter")
        expect(page.get_by_role("log")).to_contain_text(text)
    for name in (
        "questions", "sans-reponse", "formulations", "synonymes", "equipes", "mesure", "evaluation",
    ):  # fmt: skip
        boss.go(f"/administration/aide/{name}")
        sound(page)
