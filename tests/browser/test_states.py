"""States that a walk over links does not meet: forms open, lists empty or full, errors shown."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from core import clock, jobs
from core.database import session
from core.models import Job
from tests.browser.lived import account, set_lived_scene
from tests.browser.scene import SCHOOLS, Scene
from tests.browser.steps import press
from tests.kit.axe import overflow, violations
from tests.kit.cluster import Cluster
from tests.kit.served import Served, on_stage, stage_once
from tests.kit.visitor import DESKTOP, PHONE, visiting
from tests.kit.works import actor, publish

LOOKS = ((DESKTOP, "light"), (PHONE, "dark"))
#: What a menu holds beyond the edges, where no finger reaches it.
OUTSIDE = """() => [...document.querySelectorAll(
    "details[open] :is(input:not([type=hidden]), button, a, select)")]
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.left < 0 || box.right > innerWidth))
  .map(([one]) => one.name || one.textContent.trim()).slice(0, 3)"""
#: Headings of refusals: a state that is not reached proves nothing.
ABSENT = ("Page introuvable", "Action réservée")
SCHOOL, OTHER = (f"/fiches/etablissement/{code}" for code, _name in SCHOOLS)


def set_troubled_scene(folder: Path) -> Scene:
    """The lived scene, and a job nobody could do, a record out of reach, a change proposed."""
    from registry import operations as registry
    from registry import queries as records
    from registry.operations.proposing import propose

    scene = set_lived_scene(folder)
    number = jobs.enqueue("documents.issue", {})
    parked = session.get_one(Job, number)
    parked.parked_at, parked.error = clock.now(), "TimeoutError documents.issuing:12"
    admin, head = (actor(account(one)) for one in (scene.admin, scene.head))
    school, other = (records.record_by_code("etablissement", code) for code, _name in SCHOOLS)
    assert school is not None
    assert other is not None
    _may_propose("nom", "type")
    propose(head, school, {"nom": "Collège des Grands Tilleuls"}, "Nouveau nom")
    registry.restrict_record(admin, other, "Demande de la famille")
    return scene


def _may_propose(*names: str) -> None:
    """Heads of schools propose these fields too."""
    from schemas import queries as schemas

    role = schemas.live("role", "chef-etablissement")
    assert role is not None
    fields = {"read": "*", "propose": [f"/{name}" for name in names]}
    rules = [{"entity": "*", "actions": ["read"], "fields": fields}]
    publish("role", {**role.body, "rules": rules})


@pytest.fixture(scope="module")
def house(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Open for the module."""
    folder = tmp_path_factory.mktemp("troubled")
    staged = stage_once(cluster, folder / "staged", set_troubled_scene)
    with on_stage(cluster, staged, folder / "var") as served:
        yield served


def at(path: str) -> Callable[[Page, str], Any]:
    """Just an address."""
    return lambda page, base: page.goto(base + path)


def unfolded(path: str, summary: str) -> Callable[[Page, str], Any]:
    """A menu of a page, open."""

    def act(page: Page, base: str) -> None:
        page.goto(base + path)
        page.locator("summary").filter(has_text=summary, visible=True).first.click()

    return act


def narrowed(page: Page, base: str) -> None:
    """The small form of a filter."""
    unfolded("/bureau?vue=toutes", "Filtre")(page, base)
    page.locator(".add-filter a").first.click()
    page.locator(".filter-form").wait_for()


def picked(page: Page, base: str) -> None:
    """One request ticked."""
    page.goto(f"{base}/bureau?vue=toutes")
    page.locator("tbody [name=ref]").first.check()


def refused(page: Page, base: str) -> None:
    """The form of a member with nothing in it."""
    page.goto(f"{base}/mon-etablissement/{SCHOOLS[0][0]}/membres")
    press(page, "Habiliter")
    page.locator(".error-summary").wait_for()


def exported(page: Page, base: str) -> None:
    """A list of exports with one that waits."""
    unfolded("/bureau?vue=toutes", "Exporter")(page, base)
    page.locator(".exporting button").first.click()
    page.wait_for_url("**/exports*")


def first_change(page: Page, base: str) -> None:
    """The first change that waits, to be decided field by field."""
    page.goto(f"{base}/propositions")
    page.locator("tbody .primary a").first.click()
    page.locator("#suite").wait_for()


def first_why(page: Page, base: str) -> None:
    """Why somebody sees the first request of the list."""
    page.goto(f"{base}/bureau?vue=toutes")
    number = page.locator("tbody .primary .num").first.inner_text()
    page.goto(f"{base}/demandes/{number}/pourquoi")


#: Role, what is shown, how one comes to it.
STATES: tuple[tuple[str, str, Callable[[Page, str], Any]], ...] = (
    ("gestionnaire", "filter", narrowed),
    ("gestionnaire", "columns", unfolded("/bureau?vue=toutes", "Colonnes")),
    ("gestionnaire", "bar", picked),
    ("gestionnaire", "no runs", at("/bureau/lots")),
    ("gestionnaire", "views", at("/bureau/vues")),
    ("gestionnaire", "new view", at("/bureau/vues/nouvelle")),
    ("gestionnaire", "no exports", at("/exports")),
    ("gestionnaire", "export menu", unfolded("/bureau?vue=toutes", "Exporter")),
    ("gestionnaire", "exports", exported),
    ("gestionnaire", "notices", at("/avis")),
    ("gestionnaire", "palette page", at("/palette?q=stores")),
    ("gestionnaire", "palette page, nothing", at("/palette?q=zzzz")),
    ("gestionnaire", "account", at("/mon-compte")),
    ("gestionnaire", "why a record", at(f"{SCHOOL}/pourquoi")),
    ("curator", "no notices", at("/avis")),
    ("curator", "empty desk", at("/bureau")),
    ("head", "members", at(f"/mon-etablissement/{SCHOOLS[0][0]}/membres")),
    ("head", "members refused", refused),
    ("head", "notices of a school", at("/avis")),
    ("head", "account of a head", at("/mon-compte")),
    ("admin", "jobs", at("/administration/taches")),
    ("admin", "a record", at(SCHOOL)),
    ("admin", "a record out of reach", at(OTHER)),
    ("admin", "why it is out of reach", at(f"{OTHER}/pourquoi")),
    ("admin", "changes proposed", at("/propositions")),
    ("admin", "a change proposed", first_change),
    ("head", "proposing a change", at(f"{SCHOOL}/proposer")),
    ("head", "one’s own proposals", at("/propositions/miennes")),
    ("admin", "records out of reach", at("/fiches/etablissement?etat=limitees")),
    ("supervisor", "desk", at("/bureau?vue=toutes")),
    ("supervisor", "why a request", first_why),
    ("supervisor", "runs of the team", at("/bureau/lots")),
)


@pytest.mark.parametrize("role", dict.fromkeys(role for role, *_ in STATES))
def test_axe_finds_nothing_in_any_state(house: Served, browser: Browser, role: str) -> None:
    """On a desktop by day or on a phone by night, in turn; both in make audit."""
    turns = itertools.cycle(LOOKS)
    assert not (faults := _faults(house, browser, role, lambda: [next(turns)])), "\n".join(faults)


@pytest.mark.audit
@pytest.mark.parametrize("role", dict.fromkeys(role for role, *_ in STATES))
def test_axe_finds_nothing_in_any_state_by_day_and_by_night(
    house: Served, browser: Browser, role: str
) -> None:
    assert not (faults := _faults(house, browser, role, lambda: LOOKS)), "\n".join(faults)


def _faults(
    house: Served, browser: Browser, role: str, looks: Callable[[], Sequence[tuple[Any, Any]]]
) -> list[str]:
    """What is wrong in the states of a role, each in the looks that `looks` gives for it."""
    faults: list[str] = []
    with visiting(house, browser) as visitor:
        visitor.sign_in(getattr(house.people, role))
        page = visitor.page
        for _role, name, come in (one for one in STATES if one[0] == role):
            for size, theme in looks():
                page.set_viewport_size(size)
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                come(page, house.base)
                where = f"{name} {size['width']}"
                heading = page.locator("h1").first.inner_text()
                if heading in ABSENT:
                    faults.append(f"{where}: {heading}")
                faults += [f"{where}: {one}" for one in violations(page)]
                if hidden := page.evaluate(OUTSIDE):
                    faults.append(f"{where}: out of the window: {hidden}")
                if (wide := overflow(page)) > 0:
                    faults.append(f"{where}: {wide} px too wide")
    return faults
