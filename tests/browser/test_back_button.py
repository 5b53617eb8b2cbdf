"""After signing out the back button shows nothing of the person who left (FAULTS A-18)."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.steps import press
from tests.kit.served import Served

NAME = "Claire Lefèvre"


def test_a18_going_back_after_signing_out_leads_to_the_sign_in(
    served: Served, visitor: Any
) -> None:
    head = visitor(served.people.head)
    page = head.page
    head.go("/mon-compte")
    expect(page.locator("main")).to_contain_text(NAME)
    head.go("/mon-etablissement")
    page.locator("details.account > summary").first.click()
    press(page, "Se déconnecter")
    page.wait_for_url("**/connexion")
    for _ in range(2):
        page.go_back()
        expect(page.get_by_role("button", name="Se connecter")).to_be_visible()
        expect(page.get_by_text(NAME)).to_have_count(0)


def test_a18_pages_of_a_person_are_for_no_cache_and_differ_by_cookie(
    served: Served, visitor: Any
) -> None:
    head = visitor(served.people.head)
    for path in ("/mon-compte", "/demandes", "/mon-etablissement", "/teleservices"):
        answer = head.go(path)
        assert answer is not None
        assert "no-store" in answer.headers["cache-control"]
        assert "cookie" in answer.headers["vary"].lower()
