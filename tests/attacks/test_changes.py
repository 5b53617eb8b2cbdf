"""Proposed changes under attack (FAULTS A-06, A-14, A-17): who reads, proposes and decides what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.database import session
from registry import queries
from registry.models import RecordProposal
from tests.attacks.pupils import Pupils, pupils, text_of
from tests.attacks.walk import NOWHERE
from tests.registry.changing import decided, proposed, pupil, under_circuit

API = "/api/v1/records/eleve/M1/proposals"
CANARIES = {"iban": "FR76CANARI", "prenom": "Canarine"}
HELD = {"iban": "FR76ANCIEN", "note": 12, "regime": "externe", "surnom": "Zibeline"}
#: Who reads which of the fields that are asked about.
READS = {
    "parent": {"iban", "prenom"}, "controleuse": {"iban", "prenom"}, "visa-a": {"iban", "prenom"},
    "secretaire": {"iban", "prenom"}, "famille": {"iban", "prenom"},
    "comptable": {"iban", "prenom"}, "surveillant": {"prenom"}, "intendant": {"prenom"},
    "anonymiste": set(),
}  # fmt: skip


@pytest.fixture
def scene(app: Any, tmp_path: Path) -> Pupils:
    found = pupils(app, tmp_path)
    under_circuit(found)
    return found


@pytest.mark.parametrize("who", READS)
def test_a06_no_surface_tells_what_is_proposed_for_a_field_one_does_not_read(
    scene: Pupils, who: str
) -> None:
    one = proposed(scene, "parent", pupil(**HELD), **CANARIES)
    session.commit()
    client, key = scene.client(who), scene.program(who)
    closed = {CANARIES[name] for name in set(CANARIES) - READS[who]}
    closed |= set() if "iban" in READS[who] else {"FR76ANCIEN"}
    code = "M1" if who != "anonymiste" else str(one.record_id)
    surfaces = (
        f"/fiches/eleve/{code}", f"/propositions/{one.id}", "/propositions",
        "/propositions/en-cours", "/propositions/miennes", f"/fiches/eleve/{code}/proposer",
        "/fiches/eleve", f"/api/v1/records/eleve/{code}", f"/api/v1/records/eleve/{code}/history",
        f"/api/v1/records/eleve/{code}/proposals", f"/api/v1/proposals/{one.id}",
        "/api/v1/proposals?list=en-cours", "/fiches/eleve?q=canarine", "/palette?q=canarine",
    )  # fmt: skip
    seen = set[str]()
    for path in surfaces:
        answer = client.get(path, headers=key if path.startswith("/api/") else None)
        assert answer.status_code in {200, 403, 404}, (path, answer.status_code)
        told = text_of(answer)
        assert not [secret for secret in closed if secret in told], path
        seen |= {name for name, value in CANARIES.items() if value in told}
    assert seen == READS[who]
    listed = client.get("/api/v1/records/eleve?q=canarine", headers=key).json
    assert listed["items"] == [], "what is only proposed is not searched"


PROPOSES = {
    "parent": {"iban": 201, "surnom": 403, "matricule": 403},
    "famille": {"iban": 201, "note": 403, "surnom": 201},
    "comptable": {"iban": 403}, "surveillant": {"prenom": 403}, "anonymiste": {"note": 403},
    "visa-a": {"iban": 403},
}  # fmt: skip


@pytest.mark.parametrize("who", PROPOSES)
def test_a06_only_what_one_may_propose_is_taken_whatever_is_sent(scene: Pupils, who: str) -> None:
    record = pupil(**HELD)
    session.commit()
    client, key = scene.client(who), scene.program(who)
    code = "M1" if who != "anonymiste" else str(record.id)
    path = f"/api/v1/records/eleve/{code}/proposals"
    for field, status in PROPOSES[who].items():
        value = 3 if field == "note" else "Autre"
        answer = client.post(path, json={"data": {field: value}}, headers=key)
        assert answer.status_code == status, (field, text_of(answer))
    both = client.post(path, json={"data": {"prenom": "Zoé", "allergie": "x"}}, headers=key)
    assert both.status_code in {403, 422}, "one closed field refuses the whole"
    unknown = client.post(path, json={"data": {"prenom": "Zoé", "state": "merged"}}, headers=key)
    assert unknown.status_code in {403, 422}
    forced = {"data": {"prenom": "Zoé"}, "made_by": NOWHERE, "status": "appliquee"}
    assert client.post(path, json=forced, headers=key).status_code == 422
    session.expire_all()
    assert record.data["prenom"] == "Prenom1"


DECIDES = ("parent", "famille", "comptable", "surveillant", "anonymiste", "visa-a", "secretaire")


@pytest.mark.parametrize("who", DECIDES)
def test_a17_only_the_function_decides_by_page_and_by_program(scene: Pupils, who: str) -> None:
    record = pupil(**HELD)
    one = proposed(scene, "parent", record, iban="FR76CANARI")
    session.commit()
    client, key = scene.client(who), scene.program(who)
    said = {"fields": {"iban": {"verdict": "accept"}}, "transition": "direct"}
    by_api = client.post(f"/api/v1/proposals/{one.id}/decision", json=said, headers=key)
    assert by_api.status_code in {403, 404}
    short = client.post(f"{API}/{one.id}", json={"accept": ["iban"]}, headers=key)
    assert short.status_code in {403, 404}
    posted = {"_verdict-iban": "accept", "_do": "move:direct"}
    page = client.submit(f"/propositions/{one.id}/decision", posted)
    assert page.status_code in {403, 404}
    moved = client.submit(f"/propositions/{one.id}/action", {"action": "direct"})
    assert moved.status_code in {403, 404, 422}
    session.expire_all()
    assert (record.data["iban"], one.state) == ("FR76ANCIEN", "open")
    assert not one.patch[0]["reviews"]


def test_a_decider_cannot_slip_in_another_field_nor_a_value_that_does_not_hold(
    scene: Pupils,
) -> None:
    record = pupil(**HELD)
    one = proposed(scene, "parent", record, note=15)
    session.commit()
    client, key = scene.client("controleuse"), scene.program("controleuse")
    path = f"/api/v1/proposals/{one.id}/decision"
    for fields, status in (
        ({"surnom": {"verdict": "amend", "value": "x"}}, 403),
        ({"regime": {"verdict": "accept"}}, 403),
        ({"note": {"verdict": "amend", "value": 99}}, 422),
        ({"note": {"verdict": "amend", "value": {"a": [1]}}}, 422),
        ({"note": {"verdict": "effacer"}}, 422),
        ({"note": {"verdict": "accept", "answer": "accepted"}}, 422),
    ):
        answer = client.post(path, json={"fields": fields, "transition": "direct"}, headers=key)
        assert answer.status_code == status, (fields, text_of(answer))
    assert queries.record("eleve", record.id).data["note"] == 12
    done = client.post(
        path, json={"fields": {"note": {"verdict": "amend", "value": 14}}, "transition": "direct"},
        headers=key,
    )  # fmt: skip
    assert (done.status_code, done.json["outcome"]) == (200, "accepted")
    again = client.post(path, json={"transition": "direct"}, headers=key)
    assert again.status_code == 409
    session.expire_all()
    assert queries.record("eleve", record.id).data["note"] == 14


def test_the_same_call_twice_is_one_proposal_and_one_decision(scene: Pupils) -> None:
    record = pupil(**HELD)
    session.commit()
    client, key = scene.client("parent"), scene.program("parent")
    once = {**key, "Idempotency-Key": "a" * 20}
    body = {"data": {"note": 15}, "reasons": {"note": "Recompté"}}
    first, second = (client.post(API, json=body, headers=once) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert session.query(RecordProposal).count() == 1
    other = client.post(API, json={"data": {"note": 16}}, headers=once)
    assert other.status_code == 422
    agent, mine = scene.client("controleuse"), scene.program("controleuse")
    (told,) = first.json
    path = f"/api/v1/proposals/{told['id']}/decision"
    stale = agent.post(path, json={"transition": "direct", "expected_version": 1}, headers=mine)
    assert stale.status_code == 409
    said = {"transition": "direct", "record_version": record.version}
    decided_once = {**mine, "Idempotency-Key": "b" * 20}
    one, two = (agent.post(path, json=said, headers=decided_once) for _ in range(2))
    assert (one.status_code, two.status_code, one.json) == (200, 200, two.json)
    session.expire_all()
    assert record.data["note"] == 15


def test_a_file_of_another_person_is_no_proof_and_proofs_open_to_readers_of_their_field(
    scene: Pupils,
) -> None:
    import io

    pupil(**HELD)
    session.commit()
    client, key = scene.client("parent"), scene.program("parent")
    thief, stolen = scene.client("famille"), scene.program("famille")
    sent = client.post(
        "/api/v1/files", data={"file": (io.BytesIO(b"%PDF-1.4\n%%EOF"), "p.pdf")}, headers=key
    )
    assert sent.status_code == 201, text_of(sent)
    body = {"data": {"iban": "FR7699"}, "evidence": {"iban": [sent.json["id"]]}}
    assert thief.post(API, json=body, headers=stolen).status_code == 422
    assert client.post(API, json=body, headers=key).status_code == 201
    path = f"/api/v1/files/{sent.json['id']}"
    opened = {
        who: client.get(path, headers=scene.program(who), buffered=True).status_code
        for who in ("parent", "controleuse", "surveillant", "anonymiste")
    }
    assert opened == {"parent": 200, "controleuse": 200, "surveillant": 404, "anonymiste": 404}


def test_a_limited_record_hides_its_proposals_and_nobody_decides_them(scene: Pupils) -> None:
    from registry import operations

    record = pupil(**HELD)
    one = proposed(scene, "parent", record, note=15)
    operations.restrict_record(scene.actor("gardien"), record, "Jugement")
    session.commit()
    for who in ("parent", "controleuse"):
        client = scene.client(who)
        assert client.get(f"/propositions/{one.id}").status_code == 404
        assert "Prenom1" not in text_of(client.get("/propositions/en-cours"))
        assert "Prenom1" not in text_of(client.get("/propositions/miennes"))
    from registry.errors import UnknownProposal

    with pytest.raises(UnknownProposal):
        decided(scene, "controleuse", one, "direct", note="accept")


@pytest.mark.parametrize("state", [
    "[]", "{", '{"answers": []}', '{"answers": {"note": {"a": [1]}}, "touched": ["note", {}]}',
    '{"answers": {"surnom": "Forcé", "matricule": "M9"}, "touched": ["surnom", "matricule"]}',
    '{"rows": {"/note": [1, {}]}, "seen": {"note": []}, "touched": "note"}', "x" * 300_000,
])  # fmt: skip
def test_what_a_page_carries_is_nobodys_word_but_its_authors(scene: Pupils, state: str) -> None:
    record = pupil(**HELD)
    session.commit()
    client = scene.client("parent")
    for action in ("save", "rows.add:/note", "rows.up:/nowhere:x"):
        sent = {"_state": state, "_seen": "{}", "_action": action}
        answer = client.submit("/fiches/eleve/M1/proposer", sent)
        assert answer.status_code in {200, 400, 409, 413, 422}, text_of(answer)
    assert session.query(RecordProposal).count() == 0
    assert queries.record("eleve", record.id).data["surnom"] == "Zibeline"
