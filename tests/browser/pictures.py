"""Pictures of the README, taken from the demonstration: `python -m tests.browser.pictures`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.kit.browser import chromium, environment
from tests.kit.cluster import Cluster
from tests.kit.served import Served, serving
from tests.kit.visitor import PHONE, Visitor, visiting

PICTURES = Path(__file__).parents[2] / "docs/pictures"
MOST = 250_000
DESKTOP = {"width": 1280, "height": 800}
HEAD, AGENT = "claire.lefevre@etab.example", "amina.benali@val-de-brenne.example"
DIRECTION, ADMIN = "helene.marchand@val-de-brenne.example", "paul.girard@val-de-brenne.example"


@contextmanager
def demonstration() -> Iterator[tuple[Served, Browser]]:
    """The demonstration, open, and a browser."""
    from app.demo.loading import load
    from core.database import session

    os.environ.setdefault("PREAU_TINY_PASSWORDS", "1")
    cluster = Cluster.start()
    try:
        with tempfile.TemporaryDirectory() as folder, serving(cluster, None, Path(folder)) as house:
            with house.app.app_context():
                load(Path(folder) / "demo-accounts.txt")
                session.remove()  # type: ignore[attr-defined]
            path = chromium()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=path, args=["--disable-gpu"], env=environment(path)
                )
                yield house, browser
                browser.close()
    finally:
        cluster.stop()


def signed_in(visitor: Visitor, email: str) -> Visitor:
    """With the one password of the demonstration."""
    from app.demo.cast import PASSWORD

    visitor.go("/connexion")
    visitor.page.get_by_label("Adresse électronique").fill(email)
    visitor.page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    visitor.page.get_by_role("button", name="Se connecter").click()
    visitor.page.wait_for_url(lambda url: "/connexion" not in url)
    return visitor


def filling(page: Page, base: str) -> None:
    """A page of the form with something in it."""
    page.goto(f"{base}/teleservices/travaux-batiments")
    page.locator("aside .btn.primary").first.click()
    page.wait_for_url("**/etape/*")


def followed(page: Page, base: str) -> None:
    """A request with a history."""
    page.goto(f"{base}/demandes")
    page.locator("#demandes tbody a").first.click()
    page.wait_for_load_state()


def opened(page: Page, base: str) -> None:
    """The first file of the list."""
    page.goto(f"{base}/bureau")
    link = page.locator("table tbody a").first.get_attribute("href")
    page.goto(f"{base}{link}")


def at(path: str) -> Callable[[Page, str], None]:
    """Just an address."""
    return lambda page, base: page.goto(base + path) and None


SHOTS: tuple[tuple[str, str, Any, str, Callable[[Page, str], None]], ...] = (
    ("catalogue", HEAD, DESKTOP, "light", at("/teleservices")),
    ("fiche", HEAD, DESKTOP, "light", at("/teleservices/travaux-batiments")),
    ("formulaire", HEAD, PHONE, "light", filling),
    ("suivi", HEAD, DESKTOP, "light", followed),
    ("mon-etablissement", HEAD, PHONE, "dark", at("/mon-etablissement")),
    ("bureau", AGENT, DESKTOP, "light", opened),
    ("bureau-sombre", DIRECTION, DESKTOP, "dark", opened),
    (
        "definition",
        ADMIN,
        DESKTOP,
        "light",
        at("/administration/definitions/service/travaux-batiments/modifier"),
    ),
)


def main(folder: Path) -> None:
    """Write them all; refuse one that is too heavy for a page people load."""
    folder.mkdir(parents=True, exist_ok=True)
    with demonstration() as (house, browser):
        for name, email, size, theme, reach in SHOTS:
            with visiting(house, browser, viewport=size, color_scheme=theme) as visitor:
                reach(signed_in(visitor, email).page, house.base)
                visitor.page.wait_for_load_state("networkidle")
                path = folder / f"{name}.png"
                visitor.page.screenshot(path=path)
                weight = path.stat().st_size
                if weight > MOST:
                    sys.exit(f"{path.name} is too heavy: {weight} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
