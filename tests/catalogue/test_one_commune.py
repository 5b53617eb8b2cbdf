"""An agent of one commune, through every door: the rest of the county does not exist."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask

from accounts import operations as accounts
from core.actor import HOUSE
from core.database import session
from core.running import run_all
from documents import operations
from documents.models import StoredFile
from documents.storage import storage
from tests.kit import works as kit
from tests.kit.people import person, signed_in
from tests.kit.works import Works, actor, filed, publish, works

HERE, THERE = "0350895H", "0350777E"
OURS, THEIRS = "Repeindre la loge Zibeline", "Repeindre la loge Pangolin"


@dataclass
class County:
    """Two communes, a school and a request in each, an agent of the first."""

    agent: Any
    ours: Any
    theirs: Any
    app: Flask

    @property
    def client(self) -> Any:
        return signed_in(self.app, self.agent)


@pytest.fixture
def county(app: Flask) -> County:
    scene = works()
    publish("entity", _entity())
    ours = _request(scene, HERE, "Collège du Lac", ("35238", "Rennes"), OURS)
    theirs = _request(scene, THERE, "Collège des Bois", ("35288", "Saint-Malo"), THEIRS)
    path = ours.scope_path.rsplit("/", 1)[0]
    assert not theirs.scope_path.startswith(path)
    agent = person("rennes@example.test", "agent", scope=path, groups=("secteur",))
    session.commit()
    run_all()
    return County(agent, ours, theirs, app)


def _entity() -> dict[str, Any]:
    entity = copy.deepcopy(kit.ESTABLISHMENT)
    for number, key in enumerate(("code_commune", "commune"), 3):
        x_id = f"01J0000000000000000000E00{number}"
        entity["schema"]["properties"][key] = {"type": "string", "title": key, "x-id": x_id}
        entity["fields"][x_id] = {"class": "public", "listed": True}
    parent = {"kind": "commune", "code": "/code_commune", "label": "/commune"}
    entity["place"] = {"kind": "establishment", "parents": [parent]}
    return entity


def _request(scene: Works, uai: str, name: str, commune: tuple[str, str], text: str) -> Any:
    from registry import operations as registry
    from registry import queries

    data = {"uai": uai, "nom": name, "code_commune": commune[0], "commune": commune[1]}
    school = registry.create_record(HOUSE, queries.live_version("etablissement"), data)
    session.flush()
    path = school.scope_path
    head = person(f"{uai}@example.test", "chef-etablissement", name=f"Tête {name}", scope=path)
    return filed(replace(scene, head=head), etablissement=uai, description=text)


def _page(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.get_data(as_text=True))


LISTS = (
    "/bureau", "/bureau?vue=toutes", "/bureau?q=repeindre", "/bureau?q=loge&vue=toutes",
    "/bureau?vue=toutes&tri=etablissement", "/palette?q=repeindre", "/palette?q=college",
    "/fiches/etablissement", "/fiches/etablissement?q=college", "/fiches/etablissement?tri=-nom",
)  # fmt: skip


def test_a03_lists_searches_and_the_palette_hold_this_commune_alone(county: County) -> None:
    client = county.client
    for path in LISTS:
        page = _page(client, path)
        assert "Lac" in page or "Zibeline" in page, path
        for word in ("Pangolin", "Bois", THERE, "Saint-Malo", county.theirs.reference):
            assert word not in page, (path, word)
    for path in ("/bureau?vue=toutes&q=pangolin", "/bureau?q=bois", "/palette?q=pangolin"):
        assert county.theirs.reference not in _page(client, path), path
    numbers = _page(client, "/bureau/comptes?vue=toutes")
    assert "1 demande" in numbers
    assert 'class="count">2<' not in numbers


def test_a03_programs_of_this_agent_see_this_commune_alone(county: County) -> None:
    scopes = ("requests:process", "records:read")
    key = accounts.create_token(HOUSE, county.agent, "essai", scopes)
    headers = {"Authorization": f"Bearer {key}"}
    client = county.app.test_client()
    for path in ("/api/v1/requests", "/api/v1/requests?q=loge", "/api/v1/records/etablissement"):
        said = client.get(path, headers=headers)
        assert said.status_code == 200, path
        assert [HERE in str(item) or county.ours.reference in str(item)
                for item in said.json["items"]] == [True], path  # fmt: skip
    for path in (f"requests/{county.theirs.reference}", f"records/etablissement/{THERE}"):
        assert client.get(f"/api/v1/{path}", headers=headers).status_code == 404


def test_a01_what_lies_elsewhere_is_absent_like_what_never_was(county: County) -> None:
    client, there = county.client, county.theirs.reference
    assert client.get(f"/demandes/{county.ours.reference}").status_code == 200
    for path in ("/demandes/{}", "/demandes/{}/pourquoi", "/demandes/{}/recepisse"):
        known, unknown = (client.get(path.format(ref)) for ref in (there, "2026-99999"))
        assert known.status_code == unknown.status_code, path
        assert known.status_code in {403, 404}, path
    for path in (f"/fiches/etablissement/{THERE}", f"/fiches/etablissement/{THERE}/pourquoi"):
        assert client.get(path).status_code == 404, path


def test_a03_an_act_on_many_leaves_out_what_lies_elsewhere(county: County) -> None:
    refs = [f"{r.reference}:{r.version}" for r in (county.ours, county.theirs)]
    client = county.client
    data = {"act": "move:demander_complement", "ref": refs, "vue": "toutes"}
    answer = client.submit("/bureau/lots", data)
    assert answer.status_code == 303
    page = _page(client, answer.headers["Location"])
    assert "Lancer pour 1 demande" in page
    assert "Pangolin" not in page
    assert county.theirs.reference not in page


def test_a03_files_of_lists_hold_this_commune_alone(county: County) -> None:
    who = actor(county.agent)
    for key, wanted in (
        ("desk", {"filter": {"fields": {}}, "columns": ["demande", "etablissement"]}),
        ("records", {"entity": "etablissement"}),
    ):
        export = operations.order_export(who, key, wanted, "csv", "Liste")
        session.commit()
        run_all()
        session.expire_all()
        held = session.get(StoredFile, export.file_id)
        assert held is not None, key
        text = storage().path(held.storage_name).read_text("utf-8-sig")
        assert "Lac" in text or "Zibeline" in text, key
        for word in ("Pangolin", "Bois", THERE, county.theirs.reference):
            assert word not in text, (key, word)
