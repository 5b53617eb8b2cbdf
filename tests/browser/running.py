"""A circuit published anew while requests run on it: rehearsed, published, read, a run of many."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import expect
from sqlalchemy import func, select, text, update

from catalogue.models import Request
from catalogue.operations.remapping.running import CHUNK
from catalogue.remap_models import RemapItem
from core.database import session
from core.models import Change, Job
from tests.browser.test_bulk_day import HELD, sound
from tests.kit.house import plain_engine
from tests.kit.laborer import Laborer, somebody_waits, until
from tests.kit.served import Served
from tests.kit.visitor import Visitor


@dataclass
class Running:
    """A circuit, and how many of its requests stand where the new one has a place for them."""

    key: str
    at_home: int

    @property
    def rehearsal(self) -> str:
        """Where it is played over what runs."""
        return f"/administration/circuits/{self.key}/repetition"

    def rehearsed(self, admin: Visitor, choices: Mapping[str, str]) -> None:
        """Played, read, and for each status that goes it is chosen where its requests go."""
        page = admin.page
        admin.go(self.rehearsal)
        sound(page, "before the choices")
        for label, target in choices.items():
            page.get_by_label(f"« {label} » : où vont ses demandes").select_option(target)
        page.get_by_role("button", name="Garder ces choix et répéter").click()
        found = page.locator("#repetition")
        gone = f"{len(choices)} demandes sont dans une étape retirée."
        expect(found).to_contain_text(gone, timeout=30_000)
        expect(found).to_contain_text(f"{self.at_home} demandes retrouvent")
        sound(page, "rehearsed")

    def published(self, admin: Visitor) -> None:
        """From the rehearsal, for all that runs."""
        page = admin.page
        page.get_by_role("link", name="Aller à la publication").click()
        page.get_by_label("Suivre le nouveau circuit").check()
        sound(page, "about to publish")
        page.get_by_role("button", name=re.compile("^Publier la version")).click()
        page.wait_for_url("**/definitions/workflow/**")

    def carried_in_two(self, house: Served, folder: Path) -> None:
        """A worker is killed in its second chunk; another one takes up what is left."""
        with _held(house, house.ask(in_order)[CHUNK:]):
            worker = Laborer(house, folder / "worker.log")
            until(lambda: somebody_waits(house), "the worker is in its second chunk", 120)
            worker.kill()
        assert house.ask(went_over) == CHUNK
        house.ask(lease_over)
        heir = Laborer(house, folder / "heir.log")
        assert heir.ended(180) == 0, (folder / "heir.log").read_text()

    def report(self, admin: Visitor, asked: int) -> str:
        """All that followed, and what waits to be placed; its address."""
        page = admin.page
        admin.go(self.rehearsal)
        page.get_by_role("link", name=re.compile("^Passage à la version")).first.click()
        told = page.locator("#passage")
        followed = self.at_home + 1
        expect(told).to_contain_text(f"{followed} demandes suivent le nouveau circuit.")
        expect(told).to_contain_text(f"{asked} demande est à placer à la main.")
        sound(page, "report")
        return urlsplit(page.url).path

    def proposed(
        self, house: Served, agent: Visitor, many: int, status: str, verb: str = "Proposer"
    ) -> None:
        """All those of a status moved at once, by their list."""
        page = agent.page
        agent.go(f"/bureau?vue=toutes&statut={self.key}:{status}")
        page.get_by_label("Tout sélectionner sur cette page").check()
        page.get_by_role("button", name=f"toutes ({many})").click()
        bar = page.get_by_role("region", name="Actions groupées")
        bar.get_by_role("button", name=verb).click()
        page.wait_for_url("**/bureau/lots/*")
        house.work()  # the dry run of so many is a job
        page.get_by_role("button", name=f"Lancer pour {many} demandes").click()
        expect(page.locator("#lot")).to_contain_text(f"sur {many} traitées")
        house.work()
        expect(page.locator("[data-bulk-state]")).to_contain_text("avancées", timeout=15_000)

    @staticmethod
    def taken_back(house: Served, agent: Visitor, many: int) -> None:
        """One undo for them all."""
        page = agent.page
        page.get_by_role("button", name=re.compile("^Annuler \\(")).click()
        house.work()
        expect(page.locator("[data-bulk-state]")).to_contain_text(
            f"{many} annulées", timeout=15_000
        )


@contextmanager
def _held(house: Served, numbers: list[str]) -> Iterator[None]:
    """Somebody is just writing to the first of these."""
    url = house.app.config["SETTINGS"].database_url
    with plain_engine(url) as engine, engine.begin() as there:
        there.execute(text("SELECT set_config('preau.actor', 'house', true)"))
        there.execute(text(HELD), {"numbers": numbers})
        yield


def in_order() -> list[str]:
    """Numbers of the requests of the one run that is more than a rehearsal, as it takes them."""
    from tests.kit.remapped import latest_run

    asked = (
        select(Request.reference)
        .join(RemapItem, RemapItem.request_id == Request.id)
        .where(RemapItem.run_id == latest_run().id)
        .order_by(RemapItem.seq)
    )
    return list(session.scalars(asked))


def went_over() -> int:
    """How many the run has written down."""
    from tests.kit.remapped import latest_run

    return int(latest_run().totals["at"])


def lease_over() -> None:
    """Nobody waits for it here."""
    session.execute(update(Job).where(Job.done_at.is_(None)).values(lease_until=None))


def stands(wanted: dict[str, int]) -> None:
    """Every request where it should be."""
    rows: Any = session.execute(
        select(Request.status, func.count())
        .where(Request.submitted_at.is_not(None))
        .group_by(Request.status)
    )
    assert dict(rows.all()) == wanted


def times_told(*acts: str) -> dict[str, int]:
    """Requests whose history tells an act; each tells it once."""
    found: dict[str, int] = {}
    for act in acts:
        rows = session.execute(
            select(func.count()).where(Change.act == act).group_by(Change.subject_id)
        ).all()
        assert {count for (count,) in rows} <= {1}, act
        found[act] = len(rows)
    return found
