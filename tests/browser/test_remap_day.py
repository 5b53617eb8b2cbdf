"""Issue 5, acceptance 1: a circuit rehearsed and published while three hundred requests run, two
statuses gone, a worker killed in the middle, a bulk act and its one undo, by clicks."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import func, select

from core.actor import HOUSE
from core.database import session
from messaging.models import Mail
from tests.browser.lived import FUNCTIONS, account
from tests.browser.running import Running, stands, times_told
from tests.browser.scene import SCHOOLS, Scene, set_scene
from tests.kit.cluster import Cluster
from tests.kit.copies import copies
from tests.kit.remapped import KEY, drafted, in_commission, shorter
from tests.kit.served import Staged, on_stage, stage_once
from tests.kit.visitor import visiting
from tests.kit.works import actor, filed, moved

MANY = 300
CARRIED, BACK = "request.remapped", "request.remap-undone"


def set_running_scene(folder: Path) -> Scene:
    """Requests at the intake, in visas, in commission; the shorter circuit as a draft."""
    from schemas import operations as schemas

    scene = set_scene(folder)
    schemas.retire(HOUSE, "template", "lettre-recepisse")  # half a second each
    who: Any = SimpleNamespace(**{name: account(getattr(scene, name)) for name in FUNCTIONS})
    school = {"etablissement": SCHOOLS[0][0]}
    in_visas, dear = filed(who, **school), filed(who, **school)
    moved(who, in_visas, "instruire")
    moved(who, dear, "instruire", "visas")
    in_commission(dear)
    copies(filed(who, **school), MANY - 3, actor(who.head))
    document = shorter()
    for way in document["transitions"]:
        if way["key"] == "proposer":
            way["actions"] = [{"do": "notify", "template": "complement", "to": ["demandeur"]}]
    drafted(document)
    return scene


@pytest.fixture(scope="module")
def crowded(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Staged:
    """The scene, set once."""
    return stage_once(cluster, tmp_path_factory.mktemp("running") / "var", set_running_scene)


@pytest.mark.audit
def test_a_circuit_changes_under_three_hundred_requests_and_a_worker_dies(
    cluster: Cluster, crowded: Staged, tmp_path: Path, browser: Browser
) -> None:
    circuit = Running(KEY, MANY - 2)
    with (
        on_stage(cluster, crowded, tmp_path / "var") as house,
        visiting(house, browser) as first,
        visiting(house, browser) as second,
    ):
        admin, agent = first.sign_in(house.people.admin), second.sign_in(house.people.gestionnaire)
        circuit.rehearsed(admin, {"Visas en cours": "decision", "En commission": "ask"})
        circuit.published(admin)
        circuit.carried_in_two(house, tmp_path)
        run = circuit.report(admin, asked=1)
        carried = {"depose": MANY - 2, "decision": 1, "commission": 1}
        house.ask(lambda: stands(carried))
        before = house.ask(mails)
        circuit.proposed(house, agent, MANY - 2, "depose")
        circuit.taken_back(house, agent, MANY - 2)
        assert house.ask(mails) == before
        house.ask(lambda: stands(carried))
        admin.go(run)
        admin.page.get_by_role("button", name=re.compile("^Tout annuler")).click()
        house.work()
        told = admin.page.locator("#passage")
        expect(told).to_contain_text("Annulé.", timeout=15_000)
        # what has been through a run of an agent since is left where that agent sees it
        expect(told).to_contain_text(f"{MANY - 2}")
        house.ask(lambda: stands({"depose": MANY - 2, "visas": 1, "commission": 1}))
        assert house.ask(lambda: times_told(CARRIED, BACK)) == {CARRIED: MANY - 1, BACK: 1}


def mails() -> int:
    """All that was ever written."""
    return int(session.scalar(select(func.count()).select_from(Mail)) or 0)
