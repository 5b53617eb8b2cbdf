"""The time requests take: from the journal of moves, behind the gate, each with its list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine

from catalogue.domain.times import Wanted
from catalogue.queries import times
from core.errors import BadInput
from tests.catalogue.test_whole_way import submitted
from tests.kit.people import person
from tests.kit.stage import Stage
from tests.kit.works import publish

Sign = Callable[[Any], Any]
START = datetime(2027, 1, 4, 8, tzinfo=UTC)  # a Monday


def at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


def test_a_supervisor_sees_where_requests_stay_and_which_and_only_hers(
    stage: Stage, sign_in: Sign
) -> None:
    supervisor, other = (
        person(f"{name}@example.test", "superviseur", name=name, scope=school.scope_path)
        for name, school in (("Ines", stage.school), ("Paul", stage.other_school))
    )
    with at(START):
        numbers = [submitted(sign_in(stage.head)) for _ in range(2)]
    for days, number in ((10, numbers[0]), (20, numbers[1])):
        with at(START + timedelta(days=days)):
            luthier = sign_in(stage.luthier)
            luthier.submit(f"/demandes/{number}/controles", {"etat": "1"})
            luthier.submit(f"/demandes/{number}/actions/valider")
    with at(START + timedelta(days=25)):
        sign_in(stage.curator).submit(f"/demandes/{numbers[0]}/actions/preter")
    with at(START + timedelta(days=30)):
        client = sign_in(supervisor)
        page = unescape(client.get("/delais").text)
        # 10 and 20 days at the luthier's, 15 to grant; one still waits since ten days
        assert "15 jours" in page
        assert "19 jours" in page, "nine stays out of ten"
        assert "la plus ancienne : 10 jours" in page
        assert "25 jours" in page, "from filing to the answer"
        history = unescape(client.get(f"/demandes/{numbers[1]}?onglet=historique").text)
        assert "20 jours à l’étape « Chez le luthier »." in history
        link = "/bureau?vue=toutes&statut=pret-deux-niveaux:accord"
        assert link.replace(":", "%3A") in page or link in page
        functions = page[page.index('id="fonctions"') : page.index('id="anciennete"')]
        assert functions.count('<a href="/bureau?') >= 2, "each figure leads to its list"
        listed = client.get("/bureau?vue=toutes&statut=pret-deux-niveaux:accord").text
        assert numbers[1] in listed
        assert numbers[0] not in listed
        working = unescape(client.get("/delais?jours=ouvres").text)
        assert "11 jours" in working, "8 and 14 working days"
        rows = client.get("/delais/export").text.splitlines()
        assert rows[0].startswith("\ufeffCircuit") or rows[0].startswith("Circuit")
        assert any("Chez le luthier" in row and "15" in row for row in rows)
        assert "n’est connu que jusqu’au" not in page
        publish(
            "calendar",
            {"kind": "calendar", "format": 1, "key": "working-days", "title": "Jours ouvrés",
             "language": "fr", "translations": {}, "time_zone": "Europe/Paris",
             "working_days": ["mon"], "closed": [], "known_until": "2027-03-31"},
        )  # fmt: skip
        told = "« Jours ouvrés » n’est connu que jusqu’au mercredi 31 mars"
        assert told in unescape(client.get("/delais").text)
        assert "Chez le luthier" not in sign_in(other).get("/delais").text
        assert sign_in(stage.luthier).get("/delais").status_code == 403
        for wrong in ("du=hier", "du=2027-12-01&au=2027-01-01", "jours=x", "du=1990-01-01"):
            assert client.get(f"/delais?{wrong}").status_code == 400, wrong


def test_days_that_make_no_sense_are_refused() -> None:
    today = START.date()
    wanted = Wanted.of({}, today)
    assert (wanted.since, wanted.until) == (today - timedelta(days=90), today)
    assert wanted.before().until == wanted.since - timedelta(days=1)
    with pytest.raises(BadInput):
        Wanted.of({"du": "2026-13-01"}, today)
    assert times.total_of([]) == {"count": 0, "late": 0}
