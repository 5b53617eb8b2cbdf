"""An administrator brings a service in, changes it, and looks after accounts (issue 2)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.steps import press
from tests.kit.loan import FORM, SERVICE, WORKFLOW, write_pack
from tests.kit.served import Served

EDITOR = "/administration/definitions/service/pret-instrument/modifier"


def test_a_pack_is_loaded_by_upload_and_serves_at_once(
    served: Served, visitor: Any, tmp_path: Path
) -> None:
    service = {
        **SERVICE,
        "key": "pret-orgue",
        "title": "Emprunter un orgue",
        "number": "PO-{seq:04}",
    }
    folder = write_pack(tmp_path / "pack", FORM, WORKFLOW, service, key="orgue")
    admin = visitor(served.people.admin)
    page = admin.page
    admin.go("/administration/packs")
    page.get_by_label("Lot (.zip)").set_input_files(
        {"name": "orgue.zip", "mimeType": "application/zip", "buffer": zipped(folder)}
    )
    page.get_by_role("button", name="Examiner le lot", exact=True).click()
    page.wait_for_url("**/administration/lot-recu/*")
    page.get_by_role("button", name="Installer le lot", exact=True).click()
    page.wait_for_url("**/administration/packs/orgue")
    expect(page.locator("main")).to_contain_text("Emprunter un orgue")
    head = visitor(served.people.head)
    head.go("/teleservices?q=orgue")
    expect(head.page.get_by_role("link", name="Emprunter un orgue")).to_be_visible()


def test_a_definition_is_edited_as_json_with_its_problem_shown_at_its_path_then_published(
    served: Served, visitor: Any
) -> None:
    admin = visitor(served.people.admin)
    page = admin.page
    admin.go(EDITOR)
    text = page.get_by_label("Document JSON")
    good = text.input_value()
    assert '"Emprunter un instrument"' in good

    # not JSON at all: said, and the text stays
    text.fill(good[:-3])
    press(page, "Enregistrer le brouillon")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(text).to_have_value(good[:-3])

    # a circuit that does not exist: the problem stands at its path
    text.fill(good.replace('"pret-deux-niveaux"', '"circuit-inconnu"'))
    press(page, "Enregistrer le brouillon")
    expect(page.locator("aside, main").last).to_contain_text("/workflow")

    text = page.get_by_label("Document JSON")
    text.fill(good.replace("Emprunter un instrument", "Emprunter un bel instrument"))
    press(page, "Enregistrer le brouillon")
    expect(page.locator("main")).not_to_contain_text("/workflow")
    admin.go("/administration/definitions/service/pret-instrument/publier")
    press(page, "Publier la version 2")
    page.wait_for_url("**/service/pret-instrument")
    versions = page.get_by_role("table", name="Versions")
    expect(versions.get_by_role("row")).to_have_count(3)
    expect(versions).to_contain_text("Ada Roux")
    admin.go("/administration/definitions/service/pret-instrument/differences?de=1&a=2")
    expect(page.locator("main")).to_contain_text("Emprunter un bel instrument")
    head = visitor(served.people.head)
    head.go("/teleservices")
    expect(head.page.get_by_role("link", name="Emprunter un bel instrument")).to_be_visible()


def test_an_account_gets_a_role_on_a_scope_for_a_period_and_its_session_can_be_ended(
    served: Served, visitor: Any
) -> None:
    admin = visitor(served.people.admin)
    page = admin.page
    admin.go("/administration/comptes/nouveau")
    page.get_by_label("Nom", exact=False).first.fill("Nora Blin")
    page.get_by_label("Adresse électronique").fill("nora@example.test")
    page.get_by_label("Rôle").select_option(label="Agent instructeur")
    page.get_by_label("Périmètre").fill("Organisation")
    press(page, "Créer et inviter")
    expect(page.get_by_role("heading", name="Nora Blin")).to_be_visible()

    # one more role, for two days
    page.get_by_text("Donner un rôle").click()
    grant = page.locator("form", has=page.get_by_role("button", name="Donner ce rôle"))
    grant.get_by_label("Rôle").select_option(label="Superviseur ou superviseure")
    grant.get_by_label("Périmètre").fill("Organisation")
    grant.get_by_label("Jusqu").fill("2099-12-31")
    press(page, "Donner ce rôle")
    roles = page.get_by_role("table", name="Rôles donnés")
    expect(roles).to_contain_text("Superviseur")
    expect(roles).to_contain_text("2099")

    # a session that is ended is dead at once
    agent = visitor(served.people.luthier)
    agent.go("/bureau")
    admin.go("/administration/comptes?q=luthier")
    page.get_by_role("link", name="Amina Benali").click()
    press(page, "Fermer toutes les sessions")
    expect(page.locator("main")).to_contain_text("Aucune session ouverte")
    agent.go("/bureau")
    assert "/connexion" in agent.page.url


def zipped(folder: Path) -> bytes:
    """A pack as a person has it: one file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return made.getvalue()
