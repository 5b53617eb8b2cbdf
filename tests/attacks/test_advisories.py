"""The advisories of our peers (RECORDS_AND_RIGHTS 3), one test each, through the doors people use.

Each was a hole in a product like ours: the title says what must hold here.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest

from core.actor import HOUSE, NOBODY, Actor
from core.database import session
from tests.attacks.pupils import Pupils, entity, pupil, pupils, role, rule, text_of, x_id
from tests.attacks.town import INTERNAL, Town
from tests.kit.works import publish

API = "/api/v1/records/eleve"


@pytest.fixture
def scene(app: Any, tmp_path: Path) -> Pupils:
    return pupils(app, tmp_path)


def codes(answer: Any) -> list[str]:
    """The codes a list of the API answers."""
    assert answer.status_code == 200, text_of(answer)
    return [item["code"] for item in answer.json["items"]]


def exported(scene: Pupils, who: str, **asked: Any) -> str:
    """What an export would hold for somebody."""
    from registry.exporting import RECORDS

    rows, _next = RECORDS.chunk(scene.actor(who), {"entity": "eleve", **asked}, None)
    return str(rows)


def test_advisory_01_a_search_for_a_closed_value_finds_nothing(scene: Pupils) -> None:
    """Directus CVE-2025-30352."""
    pupil(surnom="Zibeline", iban="FR7612345", allergie="Arachide")
    for who, found in (("surveillant", []), ("secretaire", ["M1"])):
        client, key = scene.client(who), scene.program(who)
        assert codes(client.get(f"{API}?q=zibeline", headers=key)) == found
        for word in ("FR7612345", "arachide"):
            assert codes(client.get(f"{API}?q={word}", headers=key)) == []
        page = text_of(client.get("/fiches/eleve?q=zibeline"))
        assert ("Prenom1 Nom1" in page) is bool(found)


def test_advisory_02_a_closed_field_is_neither_counted_nor_grouped(scene: Pupils) -> None:
    """Directus CVE-2026-35442."""
    from registry import queries

    pupil(regime="interne", note=3)
    assert [f.field.key for f in queries.facets(scene.actor("surveillant"), "eleve")] == ["statut"]
    page = text_of(scene.client("surveillant").get("/fiches/eleve"))
    assert "Interne" not in page
    assert "Interne" in text_of(scene.client("intendant").get("/fiches/eleve"))


def test_advisory_03_list_facet_export_and_page_go_through_one_gate(scene: Pupils) -> None:
    """Twenty CVE-2026-92771, CVE-2026-85055."""
    pupil(1, statut="suivi", surnom="Zibeline", iban="FR7612345", regime="interne")
    pupil(2, statut="inscrit", surnom="Belette", iban="FR7699999", regime="externe")
    client, key = scene.client("infirmier"), scene.program("infirmier")
    surfaces = [
        text_of(client.get("/fiches/eleve")), text_of(client.get(API, headers=key)),
        exported(scene, "infirmier"), text_of(client.get("/palette?q=nom")),
    ]  # fmt: skip
    for told in surfaces:
        for closed in ("Nom2", "Belette", "FR7612345", "FR7699999", "Externe"):
            assert closed not in told


def test_advisory_04_a_filter_goes_through_no_relation_and_no_closed_field(scene: Pupils) -> None:
    """Strapi CVE-2026-27886, CVE-2024-56143, CVE-2023-22894, CVE-2023-34235."""
    pupil(iban="FR7612345", regime="interne")
    key, client = scene.program("surveillant"), scene.client("surveillant")
    names = ("ecole.nom", "ecole__nom", "created_by", "updated_by", "scope_path", "iban", "regime",
             "label", "definition_version_id", "code", "data", "state")  # fmt: skip
    for name in names:
        for query in (f"filter[{name}]=x", f"sort={name}", f"filter[{name}][gte]=a", f"{name}=x"):
            assert client.get(f"{API}?{query}", headers=key).status_code in {400, 422}, query


def test_advisory_05_no_order_leaks_a_closed_field(scene: Pupils) -> None:
    """Payload CVE-2026-105805, Elide CVE-2026-57954, SurrealDB CVE-2026-63309."""
    for number, note in ((1, 9), (2, 2), (3, 15)):
        pupil(number, note=note, nom=f"Nom{10 - number}")
    office, key = scene.client("secretaire"), scene.program("secretaire")
    cursor = office.get(f"{API}?sort=note&limit=1", headers=key).json["next"]
    client, key = scene.client("surveillant"), scene.program("surveillant")
    for query in ("sort=note", "sort=-note", f"sort=note&cursor={cursor}"):
        assert client.get(f"{API}?{query}", headers=key).status_code == 400
    borrowed = client.get(f"{API}?cursor={cursor}", headers=key)
    assert borrowed.status_code in {200, 400}
    assert "note" not in text_of(borrowed)
    # The usual order is that of names: closed, it is the order of making.
    client, key = scene.client("anonymiste"), scene.program("anonymiste")
    ids = [item["id"] for item in client.get(API, headers=key).json["items"]]
    assert ids == sorted(ids)


def test_advisory_06_a_linked_record_is_named_by_what_its_reader_may_read(scene: Pupils) -> None:
    """Strapi CVE-2023-37263, CVE-2023-36472."""
    record = pupil(matricule="ZQ77X")
    client, key = scene.client("anonymiste"), scene.program("anonymiste")
    one = client.get(f"{API}/{record.id}", headers=key).json
    assert one["label"] == f"Élève {record.id.hex[-8:]}"
    assert one["code"] is None
    for path in ("/fiches/eleve", f"/fiches/eleve/{record.id}", "/palette?q=nom1",
                 f"/fiches/eleve/{record.id}/pourquoi"):  # fmt: skip
        told = text_of(client.get(path))
        assert "Nom1" not in told
        assert "ZQ77X" not in told, path
    assert client.get("/fiches/eleve/ZQ77X").status_code == 404


def test_advisory_07_history_is_filtered_field_by_field(scene: Pupils) -> None:
    """Directus CVE-2026-39943; EspoCRM CVE-2026-109959."""
    from registry import operations

    record = pupil(iban="FR76OLD", surnom="Vieux")
    operations.update_record(HOUSE, record, {"iban": "FR76NEW", "surnom": "Neuf", "nom": "Durand"})
    client, key = scene.client("comptable"), scene.program("comptable")
    for told in (client.get("/fiches/eleve/M1"), client.get(f"{API}/M1/history", headers=key)):
        assert "FR76OLD" in text_of(told)
        for closed in ("Vieux", "Neuf"):
            assert closed not in text_of(told)
    body = {"data": {"nom": "X"}, "expected_version": 1}
    scene.add("ecrivain", rule("read", "write", read=["/nom", "/matricule"], write=["/nom"]),
              permissions=("records:write",))  # fmt: skip
    stale = client.patch(f"{API}/M1", json=body, headers=scene.program("ecrivain"))
    assert stale.status_code == 409
    assert "FR76" not in text_of(stale)


def test_advisory_08_field_of_one_record_and_field_of_another_never_make_a_third(
    scene: Pupils,
) -> None:
    """Directus CVE-2025-27089."""
    both = scene.add("double", rule(when={"==": [{"var": "statut"}, "suivi"]},
                                    read=["/nom", "/matricule", "/statut", "/note"]))  # fmt: skip
    publish("role", role("moitie", rule(when={"==": [{"var": "statut"}, "sorti"]},
                                        read=["/nom", "/matricule", "/iban"])))  # fmt: skip
    from accounts import operations, queries

    operations.give_role(HOUSE, both, "moitie", queries.scope_by_path("/org"))
    session.flush()
    pupil(1, statut="suivi", note=12, iban="FR76AAA")
    pupil(2, statut="sorti", note=3, iban="FR76BBB")
    client, key = scene.client("double"), scene.program("double")
    found = {i["code"]: i["data"] for i in client.get(API, headers=key).json["items"]}
    assert found["M1"] == {"matricule": "M1", "nom": "Nom1", "statut": "suivi", "note": 12}
    assert found["M2"] == {"matricule": "M2", "nom": "Nom2", "iban": "FR76BBB"}
    assert codes(client.get(f"{API}?filter[note][gte]=0", headers=key)) == ["M1"]


def test_advisory_09_grants_die_with_their_field(scene: Pupils) -> None:
    """Directus CVE-2025-64746."""
    from schemas.errors import NotPublishable

    document = entity()
    document["schema"]["properties"]["iban"]["x-id"] = "01K5EAEVE00000000000000099"
    document["fields"]["01K5EAEVE00000000000000099"] = document["fields"].pop(x_id("iban"))
    with pytest.raises(NotPublishable) as refused:
        publish("entity", document)
    assert [p.code for p in refused.value.problems] == ["entity-field-reborn"]
    pupil(iban="FR76AAA")
    without = entity()
    del without["schema"]["properties"]["iban"], without["fields"][x_id("iban")]
    publish("entity", without)
    key = scene.program("comptable")
    told = scene.client("comptable").get(f"{API}/M1", headers=key)
    assert "FR76AAA" not in text_of(told)


def test_advisory_10_nothing_null_empty_or_missing_grants_anything(scene: Pupils) -> None:
    """Directus GHSA-hxgm-ghmv-xjjm."""
    pupil(1)
    assert codes(scene.client("vide").get(API, headers=scene.program("vide"))) == []
    empties = [{"in": [{"var": "statut"}, []]}, {"==": [{"var": "regime"}, {"var": "regime"}]},
               {"not": [{"==": [{"var": "regime"}, "externe"]}]},
               {"<": [{"var": "note"}, 5]}, {"!=": [{"var": "regime"}, "interne"]},
               {"==": [{"var": "regime"}, {"var": "actor.job_title"}]}]  # fmt: skip
    for number, when in enumerate(empties):
        who = f"nul{number}"
        scene.add(who, rule(when=when, read="*"), rule("read", read=[], when=when))
        client, key = scene.client(who), scene.program(who)
        assert codes(client.get(API, headers=key)) == [], when
        assert client.get(f"{API}/M1", headers=key).status_code == 404


def test_advisory_11_a_change_is_looked_at_again_on_the_merged_row(scene: Pupils) -> None:
    """Directus CVE-2025-24353, CVE-2026-129239."""
    from accounts import operations, queries
    from accounts.errors import MoreThanOneHas

    followed = {"==": [{"var": "statut"}, "suivi"]}
    scene.add("referent", rule("read", "write", when=followed, read="*", write="*"),
              permissions=("records:write", "roles:grant"))  # fmt: skip
    record = pupil(statut="suivi")
    client, key = scene.client("referent"), scene.program("referent")
    out = client.patch(f"{API}/M1", json={"data": {"statut": "sorti"}}, headers=key)
    assert out.status_code == 403
    session.expire_all()
    assert record.data["statut"] == "suivi"
    fine = client.patch(f"{API}/M1", json={"data": {"nom": "Durand"}}, headers=key)
    assert fine.status_code == 200
    with pytest.raises(MoreThanOneHas):
        operations.give_role(
            scene.actor("referent"), scene.accounts["vide"], "secretaire",
            queries.scope_by_path("/org"),
        )  # fmt: skip


def test_advisory_12_nobody_is_nobody_everywhere(scene: Pupils) -> None:
    """Directus CVE-2026-126539."""
    from uuid import uuid4

    from core.errors import NotFound
    from registry import queries

    pupil()
    for actor in (NOBODY, Actor(account_id=uuid4())):
        assert queries.list_records(actor, "eleve").items == []
        assert queries.facets(actor, "eleve") == []
        assert queries.waiting(actor) == []
        with pytest.raises(NotFound):
            queries.record_for(actor, "eleve", "M1")
    visitor = scene.app.test_client()
    for path in (API, f"{API}/M1", f"{API}/M1/history", f"{API}/M1/explain?field=nom",
                 f"{API}/M1/proposals"):  # fmt: skip
        for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer null"}):
            assert visitor.get(path, headers=headers).status_code == 401


def test_advisory_13_files_of_an_import_belong_to_who_brought_them(scene: Pupils) -> None:
    """EspoCRM CVE-2026-109957, CVE-2026-46691, CVE-2026-75505."""
    scene.add("importeur", rule("read", "write", "create", read="*", write="*"),
              permissions=("records:write", "records:import"))  # fmt: skip
    mine, other = scene.client("secretaire"), scene.client("importeur")
    rows = b"matricule;nom;ecole\nM7;Sept;0350001A\nM8;Huit;NULLEPART\n"
    data = {"csrf_token": mine.token(), "entity": "eleve", "file": (io.BytesIO(rows), "e.csv")}
    sent = mine.post("/administration/imports", data=data, content_type="multipart/form-data",
                     headers={"Origin": "http://localhost"})  # fmt: skip
    path = sent.headers["Location"]
    assert "NULLEPART" in text_of(mine.get(f"{path}/rapport.csv"))
    assert other.get(f"{path}/rapport.csv").status_code == 404
    assert "NULLEPART" not in text_of(other.get(path))
    assert scene.client("surveillant").get(path).status_code == 403


def test_advisory_13_an_import_writes_what_its_author_may_write(scene: Pupils) -> None:
    from registry import operations
    from registry import queries as records

    record = pupil(1, iban="FR76AAA", surnom="Belette")
    scene.add("saisie", rule("read", "write", "create", read=["/matricule", "/nom", "/ecole"],
              write=["/matricule", "/nom", "/ecole"]), permissions=("records:import",))  # fmt: skip
    actor = scene.actor("saisie")
    for iban in ("FR76AAA", "FR76BBB"):
        rows = f"matricule;nom;ecole;iban\nM1;Nom1;0350001A;{iban}\nM2;Deux;0350001A;{iban}\n"
        batch = operations.import_file(actor, "eleve", rows.encode(), filename="e.csv")
        assert (batch.counts["refused"], batch.counts["updated"], batch.counts["created"]) == (
            2, 0, 0,
        )  # fmt: skip
    rows = b"matricule;nom;ecole\nM1;Durand;0350001A\nM2;Deux;0350001A\n"
    batch = operations.import_file(actor, "eleve", rows, filename="e.csv")
    assert (batch.counts["updated"], batch.counts["created"]) == (1, 1)
    kept = records.record("eleve", record.id)
    assert kept is not None
    assert (kept.data["iban"], kept.data["nom"]) == ("FR76AAA", "Durand")


def test_advisory_14_suggestions_come_through_the_gate(scene: Pupils) -> None:
    """EspoCRM CVE-2026-109958."""
    pupil(surnom="Zibeline")
    for who, seen in (("secretaire", True), ("surveillant", False), ("anonymiste", False)):
        client = scene.client(who)
        assert ("Prenom1 Nom1" in text_of(client.get("/palette?q=zibel"))) is seen
    assert "Nom1" not in text_of(scene.client("anonymiste").get("/palette?q=nom1"))


def test_advisory_15_notes_of_agents_never_reach_a_school(town: Town) -> None:
    """EspoCRM CVE-2026-46694."""
    client, key = town.client("cheffe"), town.token("cheffe")
    reference = town.things["request"]
    for path in (f"/demandes/{reference}", f"/api/v1/requests/{reference}",
                 f"/api/v1/requests/{reference}/messages"):  # fmt: skip
        answer = client.get(path, headers=key if path.startswith("/api") else None)
        assert answer.status_code == 200
        assert INTERNAL not in text_of(answer)


def test_advisory_16_moving_a_record_asks_for_both_ends(scene: Pupils) -> None:
    """SuiteCRM CVE-2026-61650."""
    own = scene.stage.school.scope_path
    scene.add("bureau", rule("read", "write", "create", read="*", write="*"), scope=own,
              permissions=("records:write",))  # fmt: skip
    mine = pupil(1)
    pupil(2, ecole="0350002B")
    client, key = scene.client("bureau"), scene.program("bureau")
    away = client.patch(f"{API}/M1", json={"data": {"ecole": "0350002B"}}, headers=key)
    assert away.status_code == 403
    here = client.patch(f"{API}/M2", json={"data": {"ecole": "0350001A"}}, headers=key)
    assert here.status_code == 404
    new = {"matricule": "M3", "nom": "Trois", "ecole": "0350002B"}
    assert client.post(API, json={"data": new}, headers=key).status_code == 403
    session.expire_all()
    assert (mine.data["ecole"], mine.scope_path) == ("0350001A", own)


def test_advisory_17_nothing_changes_by_get_or_without_a_token(scene: Pupils) -> None:
    """Frappe CVE-2026-63654; CVE-2023-54410."""
    record = pupil()
    client = scene.client("gardien")
    acts = [
        act
        for act in scene.app.url_map.iter_rules()
        if "POST" in (act.methods or ())
        and act.endpoint.startswith("registry.")
        and "design" not in act.endpoint  # editors of entities: tests/attacks/test_editors.py
    ]
    assert {"registry.archive", "registry.restrict", "registry.act_on_proposal"} <= {
        r.endpoint for r in acts
    }
    for act in acts:
        path = re.sub(r"<[^>]*entity>", "eleve", act.rule)
        path = re.sub(r"<[^>]*code>", "M1", path)
        path = re.sub(r"<[^>]*_id>", "00000000-0000-7000-8000-000000000001", path)
        if path not in {"/fiches/eleve/nouvelle", "/fiches/eleve/M1/modifier"} | {
            "/administration/imports"
        }:
            assert client.get(path).status_code in {404, 405}, path
        answer = client.post(path, data={"motif": "x", "nom": "Autre", "champ-iban": "oui"})
        assert answer.status_code in {400, 403}, (path, answer.status_code)
    session.expire_all()
    assert (record.state, record.data["nom"], record.version) == ("active", "Nom1", 1)


def test_advisory_18_unknown_keys_are_refused_and_nobody_gives_more_than_he_has(
    scene: Pupils,
) -> None:
    """Strapi CVE-2023-39345; Budibase CVE-2026-25040, CVE-2026-82240."""
    from accounts import operations, queries
    from accounts.errors import MoreThanOneHas

    record = pupil()
    client, key = scene.client("secretaire"), scene.program("secretaire")
    for name in ("scope_path", "state", "version", "code", "created_by", "entity", "id", "role"):
        body = {"data": {name: "x"}}
        assert client.patch(f"{API}/M1", json=body, headers=key).status_code == 422, name
        new = {"matricule": "M2", "nom": "Deux", "ecole": "0350001A", name: "x"}
        assert client.post(API, json={"data": new}, headers=key).status_code == 422, name
    session.expire_all()
    assert record.version == 1
    scene.add("chef", rule(read=["/nom"], mask=["/iban"]), permissions=("roles:grant",))
    for given in ("comptable", "secretaire", "intendant"):
        with pytest.raises(MoreThanOneHas):
            operations.give_role(scene.actor("chef"), scene.accounts["vide"], given,
                                 queries.scope_by_path("/org"))  # fmt: skip


HOSTILE = ("nom; DROP TABLE record", "nom'--", "data->>'iban'", "1=1", "nom) OR (1=1", "t1",
           "sort_key", "nom COLLATE", "\u202enom", "%00", "../iban", "__class__",
           "{{7*7}}")  # fmt: skip


def test_advisory_19_names_are_looked_up_and_values_judged_alike_at_create_and_update(
    scene: Pupils,
) -> None:
    """Frappe CVE-2026-35614, CVE-2026-55823, CVE-2025-66205; NocoBase; Superset CVE-2025-48912."""
    record = pupil()
    client, key = scene.client("secretaire"), scene.program("secretaire")
    for name in HOSTILE:
        for query in ({f"filter[{name}]": "x"}, {"sort": name}, {"sort": f"-{name}"}):
            answer = client.get(API, query_string=query, headers=key)
            assert answer.status_code in {400, 422}, (query, answer.status_code)
        for query in ({f"f-{name}": "x"}, {"tri": name}):
            assert client.get("/fiches/eleve", query_string=query).status_code == 400
        told = client.get(f"{API}/M1/explain", query_string={"field": name}, headers=key)
        assert told.status_code == 404
    for bad in ({"note": 21}, {"note": "12"}, {"statut": "x"}, {"nom": 3}, {"surnom": "x" * 61},
                {"regime": {"var": "x"}}):  # fmt: skip
        new = {"matricule": "M9", "nom": "Neuf", "ecole": "0350001A", **bad}
        made = client.post(API, json={"data": new}, headers=key)
        changed = client.patch(f"{API}/M1", json={"data": bad}, headers=key)
        assert made.status_code == changed.status_code == 422, bad
        assert made.json["errors"] == changed.json["errors"]
    session.expire_all()
    assert record.version == 1


def test_advisory_20_no_rule_formula_key_or_route_runs_what_it_was_given(scene: Pupils) -> None:
    """NocoBase CVE-2026-34156; Budibase; Frappe CVE-2025-68929; EspoCRM; SuiteCRM; Superset."""
    from app.settings import Settings
    from schemas.errors import NotPublishable

    for when in ({"eval": ["1"]}, {"method": ["x"]}, "1; DROP TABLE record", {"var": ["a", "b"]},
                 {"==": [{"var": "statut'); DROP TABLE record;--"}, "x"]},
                 {"==": [{"var": "__class__"}, "x"]}, {"+": [{"var": "note"}, 1]}):  # fmt: skip
        with pytest.raises(NotPublishable):
            publish("role", role("piege", rule(when=when, read="*")))
    pupil(nom="=cmd|' /C calc'!A0", prenom="\t=1+1", surnom=" =2+2")
    from registry.exporting import View, write_all

    stream = io.BytesIO()
    write_all(scene.actor("secretaire"), View("eleve"), "csv", stream)
    cells = [c.strip('"') for line in stream.getvalue().decode("utf-8-sig").splitlines()
             for c in line.split(";")]  # fmt: skip
    assert not [cell for cell in cells if cell.lstrip(" \t\r")[:1] in {"=", "+", "-", "@"}]
    with pytest.raises(Exception, match="SECRET_KEY"):
        Settings.from_env({"DATABASE_URL": "postgresql://x/y", "SECRET_KEY": "changeme" * 5})
    views = scene.app.view_functions
    undeclared = [name for name in views if name != "static"
                  and not hasattr(views[name], "access")]  # fmt: skip
    assert undeclared == []


def test_absent_and_closed_records_are_the_same_bytes(scene: Pupils) -> None:
    """Directus CVE-2025-64749; Budibase CVE-2026-82239."""
    pupil(1, statut="inscrit")
    client, key = scene.client("infirmier"), scene.program("infirmier")
    for path in ("", "/history", "/explain?field=nom", "/proposals"):
        closed, absent = (client.get(f"{API}/{code}{path}", headers=key) for code in ("M1", "M9"))
        assert closed.status_code == absent.status_code == 404
        assert text_of(closed).replace("M1", "M9") == text_of(absent)
