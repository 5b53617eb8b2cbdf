"""Issue 5, acceptance 1: a circuit rehearsed and published while three hundred requests run, two
statuses gone, a worker killed in the middle, a bulk act and its one undo, by clicks."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select, update

from catalogue.models import Request
from core.database import session
from core.models import Change, Job
from messaging.models import Mail
from tests.browser.lived import account
from tests.browser.scene import SCHOOLS, Scene, set_scene
from tests.browser.test_bulk_day import sound
from tests.kit.cluster import Cluster
from tests.kit.copies import copies
from tests.kit.laborer import Laborer
from tests.kit.remapped import KEY, drafted, in_commission, shorter
from tests.kit.served import Staged, on_stage, stage_once
from tests.kit.visitor import Visitor, visiting
from tests.kit.works import actor, filed, moved

MANY = 300
FUNCTIONS = ("head", "gestionnaire", "visa_technique", "visa_budget", "direction")
REHEARSAL = f"/administration/circuits/{KEY}/repetition"


def set_running_scene(folder: Path) -> Scene:
    """Requests at the intake, in visas, in commission; the shorter circuit as a draft."""
    from core.actor import HOUSE
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
def running(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Staged:
    """The scene, set once."""
    return stage_once(cluster, tmp_path_factory.mktemp("running") / "var", set_running_scene)


@pytest.mark.audit
def test_a_circuit_changes_under_three_hundred_requests_and_a_worker_dies(
    cluster: Cluster, running: Staged, tmp_path: Path, browser: Browser
) -> None:
    with (
        on_stage(cluster, running, tmp_path / "var") as house,
        visiting(house, browser) as first,
        visiting(house, browser) as second,
    ):
        admin, agent = first.sign_in(house.people.admin), second.sign_in(house.people.gestionnaire)
        rehearsed(admin)
        published(admin)
        worker = Laborer(house, tmp_path / "worker.log")
        worker.kill()
        house.ask(lease_over)
        assert Laborer(house, tmp_path / "heir.log").ended() == 0
        run = carried_over(admin)
        house.ask(lambda: stands({"depose": MANY - 2, "decision": 1, "commission": 1}))
        before = house.ask(mails)
        proposed_and_taken_back(house, agent)
        assert house.ask(mails) == before
        house.ask(lambda: stands({"depose": MANY - 2, "decision": 1, "commission": 1}))
        admin.go(run)
        admin.page.get_by_role("button", name=re.compile("^Tout annuler")).click()
        house.work()
        expect(admin.page.locator("#passage")).to_contain_text("Annulé.", timeout=15_000)
        house.ask(lambda: stands({"depose": MANY - 2, "visas": 1, "commission": 1}))
        house.ask(once_each)


def rehearsed(admin: Visitor) -> None:
    """Played, read, chosen."""
    page = admin.page
    admin.go(REHEARSAL)
    sound(page, "before the choices")
    page.get_by_label("« Visas en cours » : où vont ses demandes").select_option("decision")
    page.get_by_label("« En commission » : où vont ses demandes").select_option("ask")
    page.get_by_role("button", name="Garder ces choix et répéter").click()
    expect(page.locator("#repetition")).to_contain_text(
        "2 demandes sont dans une étape retirée.", timeout=15_000
    )
    expect(page.locator("#repetition")).to_contain_text(f"{MANY - 2} demandes retrouvent")
    sound(page, "rehearsed")


def published(admin: Visitor) -> None:
    page: Page = admin.page
    page.get_by_role("link", name="Aller à la publication").click()
    page.get_by_label("Suivre le nouveau circuit").check()
    sound(page, "about to publish")
    page.get_by_role("button", name=re.compile("^Publier la version")).click()
    page.wait_for_url("**/definitions/workflow/**")


def carried_over(admin: Visitor) -> str:
    """The report, and one request that waits to be placed; its address."""
    page = admin.page
    admin.go(REHEARSAL)
    page.get_by_role("link", name=re.compile("^Passage à la version")).first.click()
    expect(page.locator("#passage")).to_contain_text(
        f"{MANY - 1} demandes suivent le nouveau circuit."
    )
    expect(page.locator("#passage")).to_contain_text("1 demande est à placer à la main.")
    sound(page, "report")
    return urlsplit(page.url).path


def proposed_and_taken_back(house: Any, agent: Visitor) -> None:
    page = agent.page
    agent.go(f"/bureau?vue=toutes&statut={KEY}:depose")
    page.get_by_label("Tout sélectionner sur cette page").check()
    page.get_by_role("button", name=f"toutes ({MANY - 2})").click()
    bar = page.get_by_role("region", name="Actions groupées")
    bar.get_by_role("button", name="Proposer").click()
    page.get_by_role("button", name=f"Lancer pour {MANY - 2} demandes").click()
    house.work()
    expect(page.locator("[data-bulk-state]")).to_contain_text("avancées", timeout=15_000)
    page.get_by_role("button", name=re.compile("^Annuler \\(")).click()
    house.work()
    expect(page.locator("[data-bulk-state]")).to_contain_text("annulées", timeout=15_000)


def lease_over() -> None:
    session.execute(update(Job).where(Job.done_at.is_(None)).values(lease_until=None))


def stands(wanted: dict[str, int]) -> None:
    rows = session.execute(
        select(Request.status, func.count())
        .where(Request.submitted_at.is_not(None))
        .group_by(Request.status)
    )
    assert {status: count for status, count in rows} == wanted  # noqa: C416


def mails() -> int:
    return int(session.scalar(select(func.count()).select_from(Mail)) or 0)


def once_each() -> None:
    """Each went once and came back once."""
    rows = session.execute(
        select(Change.act, Change.subject_id, func.count())
        .where(Change.act.in_(["request.remapped", "request.remap-undone"]))
        .group_by(Change.act, Change.subject_id)
    ).all()
    assert len(rows) == 2 * (MANY - 1)
    assert {count for _act, _subject, count in rows} == {1}
