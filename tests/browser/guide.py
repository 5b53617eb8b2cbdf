"""Pictures of the guide, taken by walking its tasks: `make pictures`.

Each is the screen a page of `docs/guide` speaks of, reached as people reach it; a task that can no
longer be walked stops here.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Error, Page

from accounts import operations as accounts
from knowledge_base.guide import PICTURES
from tests.browser.pictures import ADMIN, AGENT, DESKTOP, HEAD, demonstration, signed_in
from tests.kit.cluster import Cluster
from tests.kit.png import smaller
from tests.kit.served import Served, serving
from tests.kit.visitor import Visitor, visiting

Walk = Callable[[Visitor], None]
PASSWORD = "tulipe marron 48 vitesse"


def at(path: str) -> Walk:
    """A page one comes to by the menu."""
    return lambda visitor: visitor.go(path) and None


def factors(visitor: Visitor) -> None:
    visitor.go("/mon-compte")
    visitor.page.get_by_role("link", name="Gérer mon second facteur").click()
    visitor.page.wait_for_url("**/second-facteur")


def followed(visitor: Visitor) -> None:
    visitor.go("/demandes")
    row = visitor.page.locator("#demandes tbody tr", has_text="Visas en cours").first
    row.get_by_role("link").first.click()
    visitor.page.wait_for_url("**/demandes/20*")


def members(visitor: Visitor) -> None:
    visitor.go("/mon-etablissement")
    visitor.page.get_by_role("link", name="Gérer les membres").click()
    visitor.page.get_by_role("heading", name="Habiliter une personne").wait_for()


def opened(visitor: Visitor) -> None:
    """The first file of the list."""
    visitor.go("/bureau")
    link = visitor.page.locator("table tbody a").first.get_attribute("href")
    visitor.go(str(link))


def tall(visitor: Visitor) -> None:
    """A window in which the whole panel stands."""
    visitor.page.set_viewport_size({"width": DESKTOP["width"], "height": 1100})


def corrected(visitor: Visitor) -> None:
    """The move that sends a request back, before it is confirmed."""
    tall(visitor)
    opened(visitor)
    visitor.page.locator(".guide summary", has_text="Faire corriger").click()
    visitor.page.get_by_role("link", name="Choisir les questions à corriger").wait_for()


def discussed(visitor: Visitor) -> None:
    tall(visitor)
    opened(visitor)
    visitor.page.locator(".ptabs").get_by_role("link", name="Échanges").click()
    visitor.page.get_by_label("Note interne").first.wait_for()


def ticked(visitor: Visitor) -> None:
    visitor.go("/bureau")
    boxes = visitor.page.locator("table tbody input[type=checkbox]")
    for number in range(3):
        boxes.nth(number).check()
    visitor.page.get_by_role("button", name="Confier", exact=True).wait_for()


def group(visitor: Visitor) -> None:
    visitor.go("/administration/groupes")
    visitor.page.locator("table tbody a").first.click()
    visitor.page.get_by_role("heading", name="Ajouter une personne").wait_for()


def composed(visitor: Visitor) -> None:
    """A service of the house: those of shipped packs need nothing that would travel along."""
    visitor.go("/administration/nouveau-lot")
    visitor.page.locator("input[id='d-service-tablettes-classe']").check()
    visitor.page.get_by_role("button", name="Voir ce qu’il leur faut").first.click()
    visitor.page.get_by_role("heading", name="Il leur faut aussi").wait_for()


#: Picture → who takes it (None: nobody signed in) and how one comes there.
SHOTS: dict[str, tuple[str | None, Walk]] = {
    "connexion": (None, at("/connexion")),
    "second-facteur": (HEAD, factors),
    "catalogue": (HEAD, at("/teleservices")),
    "fiche": (HEAD, at("/teleservices/travaux-batiments")),
    "suivi": (HEAD, followed),
    "membres": (HEAD, members),
    "bureau": (AGENT, opened),
    "correction": (AGENT, corrected),
    "discussion": (AGENT, discussed),
    "en-nombre": (AGENT, ticked),
    "remplacements": (AGENT, at("/mon-compte/remplacements")),
    "lot": (ADMIN, at("/administration/lot-livre/communes-france")),
    "imports": (ADMIN, at("/administration/imports")),
    "groupe": (ADMIN, group),
    "editeur": (ADMIN, at("/administration/services/travaux-batiments/fiche")),
    "composer": (ADMIN, composed),
}


def take(folder: Path, name: str, visitor: Visitor) -> None:
    """Once nothing moves any more."""
    page: Page = visitor.page
    page.wait_for_load_state("networkidle")
    path = folder / f"{name}.png"
    path.write_bytes(smaller(page.screenshot()))
    print(f"{path.stat().st_size:>7} {path.name}")


def of_an_empty_house(folder: Path, browser: Browser) -> None:
    """What the first administrator sees."""
    cluster = Cluster.start()
    try:
        with (
            tempfile.TemporaryDirectory() as var,
            serving(cluster, None, Path(var), PREAU_DEMO="0") as house,
            visiting(house, browser, viewport=DESKTOP) as visitor,
        ):
            link = str(house.ask(accounts.first_administrator_link))
            visitor.go(link.removeprefix(house.base))
            visitor.page.get_by_label("Nom").fill("Ada Roux")
            visitor.page.get_by_label("Adresse électronique").fill("ada.roux@ville.example")
            visitor.page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
            visitor.page.get_by_role("button", name="Créer le compte").click()
            visitor.page.wait_for_url("**/premiers-pas")
            visitor.page.locator("#toasts button").click()
            visitor.page.locator("#toasts button").wait_for(state="detached")
            take(folder, "premiers-pas", visitor)
    finally:
        cluster.stop()


def of_the_demonstration(
    folder: Path, house: Served, browser: Browser, only: set[str]
) -> dict[str, str]:
    """The others, one person after the other; what could not be walked, and why."""
    failed = {}
    for name, (email, walk) in SHOTS.items():
        if only and name not in only:
            continue
        try:
            with visiting(house, browser, viewport=DESKTOP) as visitor:
                if email:
                    signed_in(visitor, email)
                walk(visitor)
                take(folder, name, visitor)
        except (Error, AssertionError) as fault:
            failed[name] = str(fault).strip()
    return failed


def main(only: set[str], folder: Path = PICTURES) -> None:
    """Take them all, or those that are named; the others are taken though one fails."""
    folder.mkdir(parents=True, exist_ok=True)
    with demonstration() as (house, browser):
        if not only or "premiers-pas" in only:
            of_an_empty_house(folder, browser)
        failed = of_the_demonstration(folder, house, browser, only)
    if failed:
        sys.exit("\n".join(f"{name}: {why}" for name, why in failed.items()))


if __name__ == "__main__":
    main(set(sys.argv[1:]))
