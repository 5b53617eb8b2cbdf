"""Whoever is quicker than the scripts of a page loses nothing."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.kit.served import Served


def test_what_is_chosen_before_the_scripts_came_is_kept(served: Served, visitor: Any) -> None:
    admin = visitor(served.people.admin)
    page: Page = admin.page
    held: list[Route] = []
    # playwright leaves a mark on what it calls: it cannot be the method of a list itself
    page.route("**/dist/app-*.js", lambda route: held.append(route), times=1)  # noqa: PLW0108
    page.goto(f"{served.base}/administration/services/travaux/circuit", wait_until="commit")
    place = page.locator("#retention")
    place.fill("7")
    page.get_by_label("Unité").focus()
    assert held, "the script of all pages was asked for"
    held[0].continue_()
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saved")
    page.reload()
    expect(place).to_have_value("7")
