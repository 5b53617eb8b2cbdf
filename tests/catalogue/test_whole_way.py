"""One request all the way by pages, on a service that is in no code (issue 2, acceptance 3)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.kit.stage import Stage


def hidden(html: str, name: str) -> str:
    """The value of a hidden control."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', html)
    assert found, name
    from html import unescape

    return unescape(found.group(1))


def fill(client: Any, path: str, answers: dict[str, str], action: str = "next") -> Any:
    """Send a page of a form as a browser without scripts would."""
    page = client.get(path)
    assert page.status_code == 200, page.get_data(as_text=True)[:500]
    html = page.get_data(as_text=True)
    data = {
        "_version": hidden(html, "_version"),
        "_seen": hidden(html, "_seen"),
        "_action": action,
        **answers,
    }
    return client.submit(path, data)


def start(client: Any) -> str:
    """Press the button of the sheet; the reference of the draft."""
    answer = client.submit("/teleservices/pret-instrument/commencer/emprunter")
    assert answer.status_code == 303, answer.get_data(as_text=True)[:800]
    return str(answer.location).split("/demandes/")[1].split("/")[0]


def submitted(client: Any, prix: str = "120,50") -> str:
    """A request handed in by pages; its number."""
    draft = start(client)
    base = f"/demandes/{draft}/etape"
    assert fill(client, f"{base}/quoi", {"instrument": "violon", "duree": "6"}).location.endswith(
        "/etape/qui"
    )
    html = client.get(f"{base}/qui").get_data(as_text=True)
    row = re.search(r'name="eleves\[(\w{26})\]\.prenom"', html)
    assert row
    answer = fill(
        client, f"{base}/qui", {f"eleves[{row[1]}].prenom": "Zoé", f"eleves[{row[1]}].prix": prix}
    )
    assert answer.location.endswith("/verification")
    answer = client.submit(f"/demandes/{draft}/deposer")
    assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]
    return str(answer.location).split("/demandes/")[1].split("/")[0]


@pytest.fixture
def head(stage: Stage, sign_in: Any) -> Any:
    return sign_in(stage.head)


def test_the_catalogue_finds_the_service_without_accents_or_case(head: Any) -> None:
    assert "Emprunter un instrument" in head.get("/teleservices?q=ELEVES").get_data(as_text=True)
    assert "Emprunter un instrument" not in head.get("/teleservices?q=zzz").get_data(as_text=True)


def test_the_sheet_shows_its_blocks_and_a_button_that_knows_its_state(head: Any) -> None:
    html = head.get("/teleservices/pret-instrument").get_data(as_text=True)
    for words in (
        "Un violon ou un piano",
        "Le luthier examine",
        "Attestation",
        "La lutherie",
        "Emprunter",
    ):
        assert words in html
    start(head)
    assert "Reprendre" in head.get("/teleservices/pret-instrument").get_data(as_text=True)


def test_a_number_is_given_at_submission_and_a_receipt_is_shown(head: Any) -> None:
    number = submitted(head)
    assert re.fullmatch(r"PI-\d{4}-0001", number)
    assert number in head.get(f"/demandes/{number}/recepisse").get_data(as_text=True)
    assert "120,50" in head.get(f"/demandes/{number}").get_data(as_text=True)


def test_what_is_wrong_is_said_beside_the_question_and_nothing_is_lost(head: Any) -> None:
    draft = start(head)
    answer = fill(head, f"/demandes/{draft}/etape/quoi", {"instrument": "piano", "duree": "99"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "99" in html
    assert "à corriger" in html
    assert "Étage de la salle" in html


def test_two_levels_by_pages(stage: Stage, head: Any, sign_in: Any) -> None:
    number = submitted(head)
    luthier, curator = sign_in(stage.luthier), sign_in(stage.curator)
    assert number in luthier.get("/bureau").get_data(as_text=True)
    assert luthier.get(f"/demandes/{number}").status_code == 200
    refused = luthier.submit(f"/demandes/{number}/actions/valider", {"version": "2"})
    assert refused.status_code == 422  # the check-list is not complete
    luthier.submit(f"/demandes/{number}/controles", {"etat": "1"})
    assert luthier.submit(f"/demandes/{number}/actions/valider").status_code == 303
    assert "À accorder" in head.get(f"/demandes/{number}").get_data(as_text=True)
    assert curator.submit(f"/demandes/{number}/actions/preter").status_code == 303
    assert "Prêté" in head.get(f"/demandes/{number}").get_data(as_text=True)


def test_a_correction_is_asked_for_made_and_handed_in(
    stage: Stage, head: Any, sign_in: Any
) -> None:
    number = submitted(head)
    luthier = sign_in(stage.luthier)
    silent = luthier.submit(f"/demandes/{number}/actions/revoir")
    assert silent.status_code == 422  # a comment is required
    assert (
        luthier.submit(
            f"/demandes/{number}/actions/revoir", {"comment": "Quel violon ?"}
        ).status_code
        == 303
    )
    assert "Quel violon ?" in head.get(f"/demandes/{number}").get_data(as_text=True)
    opened = head.submit(f"/demandes/{number}/corriger")
    assert opened.location.endswith("/etape/quoi")
    fill(head, f"/demandes/{number}/etape/quoi", {"instrument": "violon", "duree": "3"})
    done = head.submit(f"/demandes/{number}/deposer")
    assert done.status_code == 303
    html = luthier.get(f"/demandes/{number}").get_data(as_text=True)
    assert "Chez le luthier" in html


def test_another_establishment_sees_nothing(stage: Stage, head: Any, sign_in: Any) -> None:
    number = submitted(head)
    stranger = sign_in(stage.other_head)
    for path in (
        f"/demandes/{number}",
        f"/demandes/{number}/recepisse",
        f"/demandes/{number}/verification",
    ):
        assert stranger.get(path).status_code == 404
    assert number not in stranger.get("/demandes").get_data(as_text=True)


def test_a_guard_refuses_with_its_reason(stage: Stage, head: Any, sign_in: Any) -> None:
    number = submitted(head, prix="900")
    luthier, curator = sign_in(stage.luthier), sign_in(stage.curator)
    luthier.submit(f"/demandes/{number}/controles", {"etat": "1"})
    luthier.submit(f"/demandes/{number}/actions/valider")
    refused = curator.submit(f"/demandes/{number}/actions/preter")
    assert refused.status_code == 422
    stepped = curator.submit(f"/demandes/{number}/actions/reculer", {"comment": "Trop cher"})
    assert stepped.status_code == 303
