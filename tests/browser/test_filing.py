"""A head of school files a request, from sign-in to receipt (issue 2, acceptance 2)."""
from __future__ import annotations
from playwright.sync_api import expect

def test_hello(served, visitor):
    head = visitor(served.people.head)
    head.go("/teleservices")
    head.page.screenshot(path="/tmp/preau/shot/b-cat.png", full_page=True)
    head.go("/teleservices/pret-instrument")
    head.page.screenshot(path="/tmp/preau/shot/b-sheet.png", full_page=True)
