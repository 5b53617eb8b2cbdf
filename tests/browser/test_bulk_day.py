"""Issue 3, acceptance 5: many requests at once, a colleague among them, the worker killed midway.

The worker is a process of its own. It is caught in its second chunk by a row that the colleague
holds, killed -9 there, and another takes the run up from what was written down.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select, text, update

from catalogue.models import Request
from catalogue.operations.bulk import CHUNK
from core.actor import HOUSE
from core.database import session
from core.models import Change, Job
from messaging.models import Mail
from tests.browser.lived import account
from tests.browser.scene import SCHOOLS, Scene, set_scene
from tests.browser.steps import act, open_file
from tests.kit.axe import overflow, violations
from tests.kit.cluster import Cluster
from tests.kit.copies import copies
from tests.kit.house import plain_engine
from tests.kit.laborer import Laborer, somebody_waits, until
from tests.kit.served import Served, Staged, on_stage, stage_once
from tests.kit.visitor import DESKTOP, PHONE, Visitor, visiting
from tests.kit.works import actor, circuit, filed, publish

MANY = 300
#: Requests the colleague acts on: some before the run is launched, the others while it stands.
BEFORE, MEANWHILE = 4, 6
TOLD = BEFORE + MEANWHILE
HELD = """SELECT id FROM request WHERE reference = ANY(:numbers)
ORDER BY id LIMIT 1 FOR UPDATE"""
ACT, WHY = "Envoyer aux visas", "Il manque le devis."


def notifying() -> dict[str, Any]:
    """The circuit, whose move tells the school: what an undo must keep back."""
    document = circuit()
    move = next(t for t in document["transitions"] if t["key"] == "instruire")
    move["actions"] = [{"do": "notify", "template": "complement", "to": ["demandeur"]}]
    return document


def set_crowded_scene(folder: Path) -> Scene:
    """Three hundred requests at the intake, their check-lists done."""
    from catalogue import operations, queries
    from schemas import operations as schemas

    scene = set_scene(folder)
    schemas.retire(HOUSE, "template", "lettre-recepisse")  # half a second each
    publish("workflow", notifying())
    head = account(scene.head)
    who: Any = SimpleNamespace(head=head)
    first = filed(who, etablissement=SCHOOLS[0][0], description="Repeindre les murs, salle zéro")
    agent = actor(account(scene.gestionnaire))
    seen = queries.request_for(agent, first.reference, lock=True)
    operations.tick(agent, seen, "surface", done=True)
    session.flush()
    copies(first, MANY - 1, actor(head))
    return scene


@pytest.fixture(scope="module")
def crowd(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Staged:
    """The scene, set once."""
    return stage_once(cluster, tmp_path_factory.mktemp("crowded") / "var", set_crowded_scene)


@contextmanager
def at_work(
    cluster: Cluster, staged: Staged, var: Path, browser: Browser
) -> Iterator[tuple[Served, Visitor, Visitor]]:
    """The house, an agent and a colleague of the same team, each on a device of their own."""
    with (
        on_stage(cluster, staged, var) as house,
        visiting(house, browser) as agent,
        visiting(house, browser, viewport=PHONE, color_scheme="dark") as colleague,
    ):
        yield (
            house,
            agent.sign_in(house.people.gestionnaire),
            colleague.sign_in(house.people.second),
        )


@pytest.mark.audit
def test_a_run_of_three_hundred_a_colleague_among_them_and_the_worker_killed_midway(
    cluster: Cluster, crowd: Staged, tmp_path: Path, browser: Browser
) -> None:
    with at_work(cluster, crowd, tmp_path / "var", browser) as (house, agent, colleague):
        page = agent.page
        run = foreseen(agent)
        order = house.ask(lambda: in_order(run))
        by_hand(colleague, order[:BEFORE])
        launched(page)

        with held(house, order[CHUNK:]):
            worker = Laborer(house, tmp_path / "worker.log")
            expect(page.locator("#lot")).to_contain_text(
                f"{CHUNK} sur {MANY} traitées", timeout=60_000
            )
            until(lambda: somebody_waits(house), "the worker is in its second chunk")
            sound(page, "progress")
            worker.kill()
        by_hand(colleague, order[-MEANWHILE:])
        left_and_come_back(agent, run, f"{CHUNK} sur {MANY} traitées")

        house.ask(lease_over)
        heir = Laborer(house, tmp_path / "heir.log")
        assert heir.ended() == 0, (tmp_path / "heir.log").read_text()
        told(page)
        touched = [*order[:BEFORE], *order[-MEANWHILE:]]
        listed(page, touched)
        mails = house.ask(mails_about)
        assert set(mails) <= set(touched)
        taken_back(house, page)
        house.ask(lambda: lived_through(touched))
        assert house.ask(mails_about) == mails


# -- what the agent does --------------------------------------------------------------------------


def foreseen(agent: Visitor) -> str:
    """The whole view is chosen, and its dry run read; the address of the run."""
    page = agent.page
    agent.go("/bureau")
    page.get_by_label("Tout sélectionner sur cette page").check()
    page.get_by_role("button", name=f"toutes ({MANY})").click()
    bar = page.get_by_role("region", name="Actions groupées")
    sound(page, "everything chosen")
    bar.get_by_role("button", name=ACT).click()
    page.wait_for_url("**/bureau/lots/*")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{ACT} : {MANY} demandes")
    expect(page.locator("#lot")).to_contain_text("Rien n’est fait encore")
    expect(page.get_by_role("list", name="Ce qui change")).to_contain_text(
        f"{MANY} avancent vers « Visas en cours »"
    )
    sound(page, "dry run")
    return str(page.url)


def launched(page: Page) -> None:
    page.get_by_role("button", name=f"Lancer pour {MANY} demandes").click()
    expect(page.locator("#lot")).to_contain_text(f"0 sur {MANY} traitées")


def left_and_come_back(agent: Visitor, run: str, state: str) -> None:
    """The list tells of the run at its foot, the page of runs keeps it."""
    page = agent.page
    agent.go("/bureau")
    under_way = page.get_by_role("region", name="Lot en cours")
    expect(under_way).to_contain_text(state)
    sound(page, "under way, from the list")
    agent.go("/bureau/lots")
    sound(page, "runs")
    page.get_by_role("table", name="Lots lancés").get_by_role("link").first.click()
    page.wait_for_url(run)
    expect(page.locator("#lot")).to_contain_text(state)


def told(page: Page) -> None:
    """The page that was left open says it by itself."""
    expect(page.locator("[data-bulk-state]")).to_have_text(
        f"{MANY - TOLD} avancées, {TOLD} modifiées entre-temps.", timeout=15_000
    )
    sound(page, "outcome")


def listed(page: Page, touched: list[str]) -> None:
    """The ten, by name."""
    page.get_by_role("link", name=re.compile(f"{TOLD} ont changé entre-temps")).click()
    page.wait_for_url("**voir=*")
    rows = page.locator("#liste tbody tr")
    expect(rows).to_have_count(TOLD)
    numbers = {one.strip() for one in page.locator("#liste tbody .num").all_inner_texts()}
    assert numbers == set(touched)
    sound(page, "those that had changed")


def taken_back(house: Served, page: Page) -> None:
    """Within the grace: all that the run has moved, nothing of what the colleague did."""
    page.get_by_role("button", name=re.compile("^Annuler \\(")).click()
    expect(page.locator("[data-bulk-state]")).to_contain_text("Annulation en cours")
    house.work()
    expect(page.locator("[data-bulk-state]")).to_have_text(
        f"{MANY - TOLD} annulées, {TOLD} modifiées entre-temps.", timeout=15_000
    )
    sound(page, "taken back")


def sound(page: Page, moment: str) -> None:
    """Nothing that axe sees, nothing wider than the window; on a phone by night too."""
    for size, theme in ((PHONE, "dark"), (DESKTOP, "light")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        assert not (found := violations(page)), f"{moment} {theme}: {found}"
        assert overflow(page) <= 0, f"{moment} {theme}"


# -- the colleague, and the house -----------------------------------------------------------------


def by_hand(colleague: Visitor, numbers: list[str]) -> None:
    """Each file opened on a phone, and sent back with a word."""
    for number in numbers:
        act(open_file(colleague, number), "Faire corriger", WHY)
        expect(colleague.page.locator("#dossier")).to_contain_text("À compléter")


@contextmanager
def held(house: Served, numbers: list[str]) -> Iterator[None]:
    """An act of somebody that is just being written, on the first of these to be locked."""
    url = house.app.config["SETTINGS"].database_url
    with plain_engine(url) as engine, engine.begin() as there:
        there.execute(text("SELECT set_config('preau.actor', 'house', true)"))
        there.execute(text(HELD), {"numbers": numbers})
        yield


def in_order(run: str) -> list[str]:
    """The numbers of a run, as it takes them."""
    from catalogue.models import BulkItem

    asked = (
        select(Request.reference)
        .join(BulkItem, BulkItem.request_id == Request.id)
        .where(BulkItem.run_id == run.rsplit("/", 1)[1])
        .order_by(BulkItem.seq)
    )
    return list(session.scalars(asked))


def lease_over() -> None:
    """The forty-five seconds are over: nobody waits for them here."""
    session.execute(
        update(Job)
        .where(Job.kind == "catalogue.bulk", Job.done_at.is_(None))
        .values(lease_until=None)
    )


def mails_about() -> dict[str, int]:
    """Mails by the number of the request they are about, receipts aside."""
    asked = (
        select(Request.reference, func.count())
        .join(Mail, Mail.about_id == Request.id)
        .where(Mail.template_key == "complement")
        .group_by(Request.reference)
    )
    return {number: count for number, count in session.execute(asked) if number}


def lived_through(touched: list[str]) -> None:
    """One line of history an act; all is where it was but what the colleague sent back."""
    acts: dict[str, Counter[str]] = {}
    asked = select(Request.reference, Change.act, Change.facts["transition"].as_string()).join(
        Change, Change.subject_id == Request.id
    )
    for number, done, key in session.execute(asked):
        if done.startswith("request.move") and key != "deposer":
            acts.setdefault(number, Counter())[f"{done} {key or ''}".strip()] += 1
    assert len(acts) == MANY
    sent_back = Counter({"request.moved demander_complement": 1})
    for number, lines in acts.items():
        if number in touched:
            assert lines == sent_back, number
        else:
            assert sorted(lines.values()) == [1, 1], (number, lines)
            assert lines["request.moved instruire"] == 1, (number, lines)
    where = select(Request.status, func.count()).group_by(Request.status)
    places = dict(session.execute(where).all())
    assert places == {"depose": MANY - TOLD, "a_completer": TOLD}
    left = select(func.count()).select_from(Job).where(Job.done_at.is_(None))
    assert session.scalar(left) == 0
