"""Somebody in front of a browser; whatever goes wrong behind the page is told at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from tests.kit.people import PASSWORD
from tests.kit.served import Served

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
#: Busy cores may be slow: nobody waits this long when all is well, and nothing is won by refusing
#: a journey that would have arrived.
PATIENCE = 30_000
#: Chromium writes one such line for each refused page; refusals are what some journeys are about.
EXPECTED = "Failed to load resource"


@dataclass
class Visitor:
    """A person with a device of their own (a context has its own cookies)."""

    served: Served
    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)
    #: Houses of others that the journey goes through by a link (a provider of identity).
    elsewhere: list[str] = field(default_factory=list)

    def go(self, path: str) -> Response | None:
        """Open one of our pages."""
        return self.page.goto(self.served.base + path)

    def sign_in(self, email: str) -> Visitor:
        """Through the page, as everybody."""
        self.go("/connexion")
        self.page.get_by_label("Adresse électronique").fill(email)
        self.page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Se connecter").click()
        self.page.wait_for_url(lambda url: "/connexion" not in url)
        return self

    def watch(self) -> None:
        """Scripts that fail, policies violated, requests that leave the house (P-15)."""
        self.context.on("request", self._same_house)
        self.context.on("console", self._console)
        self.context.on("response", self._answer)
        self.context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))

    def _same_house(self, request: Request) -> None:
        known = (self.served.base, "data:", "blob:", "about:", *self.elsewhere)
        if not request.url.startswith(known):
            self.faults.append(f"left the house: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and EXPECTED not in message.text:
            self.faults.append(f"console: {message.text}")

    def _answer(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status}: {response.url}")


@contextmanager
def visiting(served: Served, browser: Browser, **settings: Any) -> Iterator[Visitor]:
    """A context of one's own; leaving asks that nothing went wrong behind the pages."""
    usual = {"viewport": DESKTOP, "locale": "fr-FR", "timezone_id": "Europe/Paris"}
    context = browser.new_context(**{**usual, "reduced_motion": "reduce", **settings})
    context.set_default_timeout(PATIENCE)
    visitor = Visitor(served, context, context.new_page())
    visitor.watch()
    yield visitor
    context.close()
    assert not visitor.faults, visitor.faults
