"""From an empty server to the first published service, by the screens alone (issue 6, 5)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from accounts import operations as accounts
from tests.browser.beginning import SERVICE, Beginner
from tests.browser.servicing import sound
from tests.kit.cluster import Cluster
from tests.kit.served import Served, serving
from tests.kit.visitor import visiting


@pytest.fixture
def empty(cluster: Cluster, tmp_path: Path) -> Iterator[Served]:
    """A house nobody has entered, as `preau up --no-demo` opens it."""
    with serving(cluster, None, tmp_path / "var", PREAU_DEMO="0") as house:
        yield house


@pytest.mark.audit
def test_the_first_administrator_of_an_empty_server_publishes_a_service(
    empty: Served, browser: Browser
) -> None:
    link = str(empty.ask(accounts.first_administrator_link))
    with visiting(empty, browser) as visitor:
        ada = Beginner(visitor)
        ada.enters(link.removeprefix(empty.base))
        sound(ada.page)
        assert ada.ticks() == []
        ada.names_the_town()
        ada.installs_establishments()
        ada.adds_a_school()
        ada.gathers_a_team()
        ada.invites_a_head()
        ada.draws_a_circuit()
        ada.draws_a_form()
        ada.makes_a_service()
        assert ada.ticks() == [
            "Nommer votre collectivité",
            "Installer la fiche des établissements",
            "Ajouter vos établissements",
            "Réunir une équipe",
            "Inviter une personne",
            "Préparer un téléservice",
            "Le publier",
        ]
        sound(ada.page)
        visitor.go("/teleservices")
        expect(ada.page.get_by_role("link", name=SERVICE)).to_be_visible()
        visitor.go("/administration/premiers-pas")
        ada.page.get_by_role("button", name="Ranger cette page").click()
        ada.page.wait_for_url("**/administration/reglages")
        expect(ada.page.get_by_role("link", name="Premiers pas")).to_have_count(0)
