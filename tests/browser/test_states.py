"""States that a walk over links does not meet: forms open, lists empty or full, errors shown."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from core import clock, jobs
from core.database import session
from core.models import Job
from tests.browser.lived import account, set_lived_scene
from tests.browser.scene import SCHOOLS, Scene
from tests.browser.states import LOOKS, State, at, faults, unfolded
from tests.browser.steps import press
from tests.kit.cluster import Cluster
from tests.kit.served import Served, on_stage, stage_once
from tests.kit.works import actor, publish

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


def narrowed(page: Page, house: Served) -> None:
    """The small form of a filter."""
    unfolded("/bureau?vue=toutes", "Filtre")(page, house)
    page.locator(".add-filter a").first.click()
    page.locator(".filter-form").wait_for()


def picked(page: Page, house: Served) -> None:
    """One request ticked."""
    page.goto(f"{house.base}/bureau?vue=toutes")
    page.locator("tbody [name=ref]").first.check()


def refused(page: Page, house: Served) -> None:
    """The form of a member with nothing in it."""
    page.goto(f"{house.base}/mon-etablissement/{SCHOOLS[0][0]}/membres")
    press(page, "Habiliter")
    page.locator(".error-summary").wait_for()


def exported(page: Page, house: Served) -> None:
    """A list of exports with one that waits."""
    unfolded("/bureau?vue=toutes", "Exporter")(page, house)
    page.locator(".exporting button").first.click()
    page.wait_for_url("**/exports*")


def first_change(page: Page, house: Served) -> None:
    """The first change that waits, to be decided field by field."""
    page.goto(f"{house.base}/propositions")
    page.locator("tbody .primary a").first.click()
    page.locator("#suite").wait_for()


def first_why(page: Page, house: Served) -> None:
    """Why somebody sees the first request of the list."""
    page.goto(f"{house.base}/bureau?vue=toutes")
    number = page.locator("tbody .primary .num").first.inner_text()
    page.goto(f"{house.base}/demandes/{number}/pourquoi")


#: Role, what is shown, how one comes to it.
STATES: tuple[State, ...] = (
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
    assert not (found := faults(house, browser, STATES, role, lambda: [next(turns)])), "\n".join(
        found
    )


@pytest.mark.audit
@pytest.mark.parametrize("role", dict.fromkeys(role for role, *_ in STATES))
def test_axe_finds_nothing_in_any_state_by_day_and_by_night(
    house: Served, browser: Browser, role: str
) -> None:
    found = faults(house, browser, STATES, role, lambda: LOOKS)
    assert not found, "\n".join(found)
