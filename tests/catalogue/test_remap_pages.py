"""A rehearsal and a run over a circuit, by their pages, by a pack, and what people are told."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from catalogue.operations import remapping
from core import clock
from core.actor import HOUSE
from core.canonical import canonical
from core.database import session, unit_of_work
from core.models import Job
from core.running import run_all
from messaging.models import Notice
from schemas import operations as definitions
from schemas import queries as schemas
from tests.kit.people import person
from tests.kit.remapped import (
    KEY,
    drafted,
    in_commission,
    latest_run,
    mapped,
    publish_over,
    shorter,
    where,
    without,
)
from tests.kit.works import Works, filed, moved, publish, works

DESIGNER: dict[str, Any] = {
    "kind": "role", "format": 1, "key": "informaticien", "title": "Informaticien",
    "language": "fr", "translations": {}, "rules": [], "staff": True,
    "permissions": ["definitions:read", "definitions:write", "definitions:publish"],
}  # fmt: skip


@pytest.fixture
def scene(app: Flask) -> Works:
    return works()


def test_the_pages_lead_from_the_draft_to_a_run_that_is_taken_back(
    scene: Works, sign_in: Any
) -> None:
    goes = filed(scene)
    moved(scene, goes, "instruire")
    drafted(shorter())
    session.flush()
    publish("role", DESIGNER)
    client = sign_in(person("admin@example.test", "informaticien", name="Alix Martin"))
    page = unescape(client.get(f"/administration/definitions/workflow/{KEY}/publier").text)
    assert "« Visas en cours » (version 1 : 1), une étape retirée" in page
    path = f"/administration/circuits/{KEY}/repetition"
    assert f'href="{path}"' in page
    answer = client.submit(f"{path}/choix", {"vers_visas": "nulle_part"})
    assert answer.status_code == 422
    assert "Choisissez ce que deviennent les demandes de « Visas en cours »." in unescape(
        answer.get_data(as_text=True)
    )
    assert client.submit(f"{path}/choix", {"vers_visas": "decision"}).status_code == 303
    page = unescape(client.get(path).text)
    assert "1 demande est dans une étape retirée." in page
    behind = re.search(r'href="([^"]*groupe=flag:removed[^"]*)"', page.replace("%3A", ":"))
    assert behind is not None
    told = unescape(client.get(behind[1].split("#")[0]).text)
    assert "1 autre demande ne vous est pas ouverte." in told
    assert str(goes.reference) not in told
    boss = sign_in(person("boss@example.test", "administrateur", "superviseur", name="Léa Roy"))
    assert str(goes.reference) in boss.get(behind[1].split("#")[0]).text
    publish_path = f"/administration/definitions/workflow/{KEY}/publier"
    assert client.submit(publish_path, {"suite": "all"}).status_code == 303
    run_all()
    assert where(goes) == ("decision", 2)
    run = latest_run()
    page = unescape(client.get(f"/administration/circuits/{KEY}/reprises/{run.id}").text)
    assert "1 demande suit le nouveau circuit." in page
    assert "Tout annuler" in page
    live = schemas.live("workflow", KEY)
    assert live is not None
    assert [m["status_map"] for m in live.body["migrations"]] == [{"visas": "decision"}]
    location = f"/administration/circuits/{KEY}/reprises/{run.id}/annuler"
    assert client.submit(location).status_code == 303
    run_all()
    assert where(goes) == ("visas", 1)
    assert client.submit(location).status_code == 409


def test_a_remap_recorded_in_a_pack_is_replayed_once_where_its_version_runs(
    scene: Works, tmp_path: Path
) -> None:
    goes, elsewhere = filed(scene), filed(scene)
    moved(scene, goes, "instruire")
    other = {"from": "0" * 64, "status_map": {"visas": "depose"}, "default": "ask"}
    document = shorter(migrations=[*mapped(visas="decision"), other])
    folder = pack_of(tmp_path, document)
    definitions.load_pack(HOUSE, folder, theirs=True)
    session.flush()
    run_all()
    assert where(goes) == ("decision", 2)
    assert where(elsewhere) == ("depose", 2)
    assert latest_run().mode == "import"
    remapping.undo(latest_run())
    session.flush()
    run_all()
    assert where(goes) == ("visas", 1)
    definitions.load_pack(HOUSE, folder, theirs=True)
    session.flush()
    run_all()
    assert where(goes) == ("visas", 1)


def test_only_whose_turn_changes_is_told_and_not_before_the_grace_is_over(scene: Works) -> None:
    turned, silent = filed(scene), filed(scene)
    moved(scene, turned, "instruire")
    session.commit()
    run_all()
    before = notices(scene)
    publish_over(shorter(migrations=mapped(visas="a_completer")))
    assert where(turned)[0] == "a_completer"
    assert notices(scene) == before
    with unit_of_work():
        session.execute(update(Job).values(available_at=clock.now() - timedelta(seconds=1)))
    run_all()
    assert notices(scene) == before + 1
    assert where(silent)[0] == "depose"


def test_who_is_asked_where_a_request_goes_is_led_to_it_alone(scene: Works, sign_in: Any) -> None:
    asked, other = filed(scene), filed(scene)
    in_commission(asked)
    document = without("commission", migrations=mapped(commission="ask"))
    for way in document["transitions"]:
        way.pop("guard", None)
    publish_over(document)
    boss = sign_in(person("boss@example.test", "administrateur", "superviseur", name="Léa Roy"))
    run = f"/administration/circuits/{KEY}/reprises/{latest_run().id}?groupe=outcome:asked"
    link = re.search(r'href="([^"]+)">Les placer depuis le bureau', unescape(boss.get(run).text))
    notice = session.scalars(select(Notice.url).where(Notice.kind == "desk.to-place")).first()
    assert link is not None
    assert notice is not None
    for address in (link[1], notice):
        page = boss.get(address).text
        assert str(asked.reference) in page, address
        assert str(other.reference) not in page, address
    told = unescape(boss.get("/delais").text)
    assert "En commission" in told, "what a newer circuit took away keeps its words"
    assert ">commission<" not in told


def test_a_newer_circuit_that_leaves_a_request_where_it_was_is_no_event_of_it(
    scene: Works, sign_in: Any
) -> None:
    request = filed(scene)
    moved(scene, request, "demander_complement")
    publish_over(shorter(migrations=mapped()))
    assert where(request) == ("a_completer", 2)
    page = unescape(sign_in(scene.head).get(f"/demandes/{request.reference}").text)
    story = page[page.index('id="suivi-titre"') :].partition("</section>")[0]
    assert story.count("À compléter") == 1
    assert "Voici pourquoi." in page
    file = unescape(sign_in(scene.gestionnaire).get(f"/demandes/{request.reference}").text)
    assert "Amina Benali" in file[file.index('id="guide"') :][:4000]


def notices(scene: Works) -> int:
    """How many notices the head of the school has been given."""
    query = select(func.count()).select_from(Notice).where(Notice.account_id == scene.head.id)
    return int(session.scalar(query) or 0)


def pack_of(folder: Path, document: dict[str, Any]) -> Path:
    """A pack that brings one circuit."""
    text = canonical(document)
    (folder / "definitions").mkdir()
    (folder / "definitions/circuit.json").write_text(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    listed = {"kind": "workflow", "key": KEY, "file": "definitions/circuit.json", "sha256": digest}
    manifest = {"key": "essai", "version": "1.0.0", "title": "Essai", "requires": [],
                "definitions": [listed], "files": [], "data": []}  # fmt: skip
    (folder / "pack.json").write_text(json.dumps(manifest))
    return folder
