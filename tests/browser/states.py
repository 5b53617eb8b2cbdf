"""How a state of a page is come to and looked at: axe, what hangs out of the window, its width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Browser, Page

from tests.kit.axe import overflow, violations
from tests.kit.served import Served
from tests.kit.visitor import DESKTOP, PHONE, visiting

LOOKS = ((DESKTOP, "light"), (PHONE, "dark"))
#: What a menu holds beyond the edges, where no finger reaches it.
OUTSIDE = """() => [...document.querySelectorAll(
    "details[open] :is(input:not([type=hidden]), button, a, select)")]
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.left < 0 || box.right > innerWidth))
  .map(([one]) => one.name || one.textContent.trim()).slice(0, 3)"""
#: Headings of refusals: a state that is not reached proves nothing.
ABSENT = ("Page introuvable", "Action réservée")
Come = Callable[[Page, Served], Any]
#: Role (None: nobody signed in), what is shown, how one comes to it.
State = tuple[str | None, str, Come]


def at(path: str) -> Come:
    """Just an address."""
    return lambda page, house: page.goto(house.base + path)


def unfolded(path: str, summary: str) -> Come:
    """A menu of a page, open."""

    def act(page: Page, house: Served) -> None:
        page.goto(house.base + path)
        page.locator("summary").filter(has_text=summary, visible=True).first.click()

    return act


def faults(
    house: Served,
    browser: Browser,
    states: Sequence[State],
    role: str | None,
    looks: Callable[[], Sequence[tuple[Any, Any]]],
) -> list[str]:
    """What is wrong in the states of a role, each in the looks that `looks` gives for it."""
    found: list[str] = []
    with visiting(house, browser) as visitor:
        if role:
            visitor.sign_in(getattr(house.people, role))
        page = visitor.page
        for _role, name, come in (one for one in states if one[0] == role):
            for size, theme in looks():
                page.set_viewport_size(size)
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                come(page, house)
                where = f"{name} {size['width']}"
                heading = page.locator("h1").first.inner_text()
                if heading in ABSENT:
                    found.append(f"{where}: {heading}")
                found += [f"{where}: {one}" for one in violations(page)]
                if hidden := page.evaluate(OUTSIDE):
                    found.append(f"{where}: out of the window: {hidden}")
                if (wide := overflow(page)) > 0:
                    found.append(f"{where}: {wide} px too wide")
    return found
