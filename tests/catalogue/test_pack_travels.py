"""A pack exported from one fresh server, on another: the whole path, an update, the way out."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.models import Request
from core.actor import HOUSE
from core.database import session
from schemas import operations, packs, queries
from schemas.pack_export import archive
from schemas.packing.needs import recipe_of
from schemas.packing.planning import Plan, plan_of
from schemas.touches import UnderWay, under_way
from tests.catalogue.test_whole_way import submitted
from tests.kit.cluster import Cluster
from tests.kit.house import a_house, undone
from tests.kit.people import base_pack, person, signed_in
from tests.kit.stage import set_stage
from tests.schemas.test_pack_updates import counts

SERVICE = "service/pret-instrument"


@pytest.fixture(scope="module")
def elsewhere(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Another server: a database and an application of its own."""
    with a_house(cluster, tmp_path_factory.mktemp("var")) as app:
        yield app


def recipe(version: str = "1") -> bytes:
    """The loan of instruments as its makers give it, with all it needs."""
    service = queries.live("service", "pret-instrument").body
    told = {**service["sheet"], "contacts": [{"label": "La lutherie", "email": "jo@lutherie.test"}]}
    scoped = [{"scope": "/org/etablissement-0350001A", "group": "lutherie"}]
    publish({**service, "sheet": told, "bindings": {**service["bindings"], "luthier": scoped}})
    chosen = [SERVICE, "entity/etablissement"]
    chosen += [need.name for need in recipe_of(chosen).missing if need.here]
    files = operations.export_pack(
        HOUSE, chosen, key="pret", title="Prêt d’instruments", version=version
    )
    return archive(files)


def publish(document: dict[str, Any]) -> None:
    operations.save_draft(HOUSE, document["kind"], document["key"], document)
    operations.publish(HOUSE, document["kind"], document["key"])


def given(house: Flask) -> tuple[bytes, bytes]:
    """Both versions, from the first server."""
    with undone(house):
        set_stage()
        first = recipe()
        assert first == recipe()
        document = json.loads(queries.live("workflow", "pret-deux-niveaux").body_text)
        document["statuses"][1]["help"] = "Sous huit jours."
        publish(document)
        return first, recipe("2")


def test_a_pack_travels_serves_is_updated_and_leaves_nothing(
    house: Flask, elsewhere: Flask
) -> None:
    first, second = given(house)
    told = b"".join(zipfile.ZipFile(BytesIO(first)).read(n) for n in packs_names(first))
    for secret in (b"jo@lutherie.test", b"0350001A", b"cheffe@example.test"):
        assert secret not in told
    with undone(elsewhere):
        base_pack()
        before = counts()
        operations.load_pack(HOUSE, first)
        updates_as_chosen(second)
        operations.remove_pack(HOUSE, queries.pack("pret"))
        assert counts() == before
    with undone(elsewhere):
        base_pack()
        plan = plan_of(packs.read(first))
        names_what_is_to_be_tied(plan)
        assert plan.absent == []
        bound = {SERVICE: {"/bindings/luthier": "ateliers"}}
        report = operations.load_pack(HOUSE, first, bind=bound)
        assert f"{SERVICE}/bindings/conservateur" in report.to_bind
        runs_the_whole_path(elsewhere)
        tells_what_is_under_way(elsewhere, second)
        updates_as_chosen(second, tied="ateliers")
        withdraws_what_served()


def packs_names(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as archive_:
        return archive_.namelist()


def names_what_is_to_be_tied(plan: Plan) -> None:
    """As the circuit that comes along calls it, not by its key."""
    (line,) = (one for one in plan.lines if one.name == SERVICE)
    assert "Luthier" in {one.label for one in line.bindings()}


def tells_what_is_under_way(app: Flask, second: bytes) -> None:
    """One request is over, another waits: it keeps its version unless the circuit moves it."""
    school = session.scalars(select(Request.scope_path)).first()
    submitted(signed_in(app, person("d@example.test", "chef-etablissement", scope=school)))
    client = signed_in(app, person("adm@example.test", "administrateur"))
    sent = {"fichier": (BytesIO(second), "pret.zip")}
    answer = client.submit("/administration/packs", sent, content_type="multipart/form-data")
    page = client.get(answer.location).get_data(as_text=True)
    assert "1 demande en cours garde sa version." in page
    live = queries.live("workflow", "pret-deux-niveaux")
    moving = {**live.body, "migrations": [{"from": live.sha256, "statuses": {}}]}
    assert under_way(live, moving) == UnderWay(stays=0, follows=1)
    assert under_way(live, live.body) == UnderWay(stays=1, follows=0)


def runs_the_whole_path(app: Flask) -> None:
    from registry import operations as registry

    entity = queries.live("entity", "etablissement")
    school = registry.create_record(
        HOUSE, entity, {"uai": "0560001B", "nom": "Collège du Port", "type": "college"}
    )
    session.flush()
    head = person("c@example.test", "chef-etablissement", name="Léa", scope=school.scope_path)
    maker = person("l@example.test", "agent", name="Amina", groups=("ateliers",))
    curator = person("k@example.test", "agent", name="Marc", groups=("conservatoire",))
    number = submitted(signed_in(app, head))
    agent, decider = signed_in(app, maker), signed_in(app, curator)
    agent.submit(f"/demandes/{number}/controles", {"etat": "1"})
    assert agent.submit(f"/demandes/{number}/actions/valider").status_code == 303
    answer = decider.submit(f"/demandes/{number}/actions/preter")
    assert answer.status_code == 303, answer.get_data(as_text=True)[:1500]


def updates_as_chosen(second: bytes, tied: str = "lutherie") -> None:
    """Here the first status has another name; there it has another help: both stand."""
    document = json.loads(queries.live("workflow", "pret-deux-niveaux").body_text)
    document["title"] = "Le prêt de chez nous"
    publish(document)
    lines = {line.name: line for line in plan_of(packs.read(second)).lines}
    line = lines["workflow/pret-deux-niveaux"]
    assert (line.state, line.proposed) == ("conflict", "merge")
    choices = {one.name: one.proposed for one in lines.values() if one.proposed}
    operations.load_pack(HOUSE, second, choices=choices)
    merged = queries.live("workflow", "pret-deux-niveaux").body
    assert merged["title"] == "Le prêt de chez nous"
    assert merged["statuses"][1]["help"] == "Sous huit jours."
    service = queries.live("service", "pret-instrument").body
    assert service["bindings"]["luthier"] == [{"scope": "*", "group": tied}]


def withdraws_what_served() -> None:
    """Requests hold their versions: what served is withdrawn, and nothing of them is lost."""
    removal = operations.remove_pack(HOUSE, queries.pack("pret"))
    fates = {line.name: line.fate for line in removal.lines}
    assert fates[SERVICE] == fates["workflow/pret-deux-niveaux"] == "retire"
    assert queries.live("service", "pret-instrument") is None
    assert queries.versions("service", "pret-instrument")
