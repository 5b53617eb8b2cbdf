"""FAULTS C-02 and C-03: the same act sent twice is done once."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect
from sqlalchemy import func, select

from tests.browser.steps import begin, press
from tests.kit.served import Served


def test_a_double_click_on_submit_makes_one_request(served: Served, visitor: Any) -> None:
    """C-02."""
    head = visitor(served.people.head)
    page = head.page
    _ready(head)
    page.get_by_role("button", name="Déposer la demande").dblclick()
    page.wait_for_url("**/recepisse")
    assert _submitted(served) == 1


def test_a_double_click_without_scripts_makes_one_request(served: Served, visitor: Any) -> None:
    """C-02, where nothing but the server can tell."""
    head = visitor(served.people.head)
    draft = _ready(head)
    plain = visitor(served.people.head, java_script_enabled=False)
    plain.go(f"/demandes/{draft}/verification")
    plain.page.get_by_role("button", name="Déposer la demande").dblclick()
    plain.page.wait_for_url("**/recepisse")
    assert _submitted(served) == 1


def test_sending_the_form_again_the_next_day_shows_the_same_receipt(
    served: Served, visitor: Any
) -> None:
    """C-03: back button, then « resend »."""
    head = visitor(served.people.head)
    page = head.page
    _ready(head)
    with page.expect_request(lambda r: r.url.endswith("/deposer")) as sent:
        press(page, "Déposer la demande")
    page.wait_for_url("**/recepisse")
    number = page.url
    again = page.evaluate(
        """([url, body]) => fetch(url, {method: "POST", body, redirect: "follow",
            headers: {"Content-Type": "application/x-www-form-urlencoded"}}).then(r => r.url)""",
        [sent.value.url, sent.value.post_data],
    )
    assert again == number
    assert _submitted(served) == 1
    page.go_back()  # what was handed in is no draft any more: the request itself is shown
    expect(page.locator("main")).to_contain_text(number.split("/demandes/")[1].split("/")[0])
    assert _submitted(served) == 1


def _ready(head: Any) -> str:
    """A loan filled in, standing before its summary."""
    page = head.page
    draft = begin(head, "pret-instrument", "Emprunter")
    page.get_by_label("Violon").check()
    page.get_by_label("Durée en mois").fill("6")
    press(page, "Continuer")
    page.wait_for_url("**/etape/qui")
    page.get_by_label("Prénom").fill("Zoé")
    page.get_by_label("Caution", exact=True).fill("10")
    press(page, "Vérifier mes réponses")
    page.wait_for_url("**/verification")
    return draft


def _submitted(served: Served) -> int:
    from catalogue.models import Request
    from core.database import session

    query = select(func.count()).where(Request.submitted_at.is_not(None))
    return int(served.ask(lambda: session.scalar(query)))
