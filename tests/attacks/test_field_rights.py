"""Field by field (FAULTS A-06, A-07, A-08, A-13, A-20): read, filtered, proposed, limited."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from core.actor import HOUSE
from core.database import session
from registry.models import Record
from tests.attacks.pupils import FIELDS, Pupils, pupil, pupils, rule, text_of

SECRETS = {
    "surnom": "Zibeline", "regime": "interne", "note": 17, "iban": "FR7630006000011234567890189",
    "allergie": "Arachide",
}  # fmt: skip
#: Who reads which of the secrets, of a pupil that is not followed.
READS: dict[str, set[str]] = {
    "secretaire": set(SECRETS), "surveillant": set(), "comptable": {"iban"},
    "intendant": {"regime"}, "famille": {"iban", "surnom"},
}  # fmt: skip
SURFACES = (
    "/fiches/eleve", "/fiches/eleve?q=nom1", "/fiches/eleve?tri=statut", "/fiches/eleve/{code}",
    "/fiches/eleve/{code}/pourquoi", "/fiches/eleve/{code}/modifier", "/propositions",
    "/palette?q=nom1", "/api/v1/records/eleve", "/api/v1/records/eleve/{code}",
    "/api/v1/records/eleve/{code}/history", "/api/v1/records/eleve/{code}/proposals",
    "/api/v1/records/eleve/{code}/explain?field=note", "/fiches/eleve?f-statut=inscrit",
)  # fmt: skip


@pytest.fixture
def scene(app: Any, tmp_path: Path) -> Pupils:
    return pupils(app, tmp_path)


@pytest.mark.parametrize("who", READS)
def test_a07_a_closed_field_is_absent_on_every_surface(scene: Pupils, who: str) -> None:
    from registry import operations

    record = pupil(**SECRETS)
    operations.update_record(HOUSE, record, {"surnom": "Belette", "note": 3})
    operations.update_record(HOUSE, record, {k: SECRETS[k] for k in ("surnom", "note")})
    client, key = scene.client(who), scene.program(who)
    closed = {str(SECRETS[k]) for k in set(SECRETS) - READS[who] if k not in {"note", "regime"}}
    for surface in SURFACES:
        path = surface.format(code="M1")
        answer = client.get(path, headers=key if path.startswith("/api/") else None)
        assert answer.status_code in {200, 403, 404}, (path, answer.status_code)
        for secret in [*closed, *(["Belette"] if "surnom" not in READS[who] else [])]:
            assert secret not in text_of(answer), (path, secret)
    data = client.get("/api/v1/records/eleve/M1", headers=key).json["data"]
    masked = {"iban"} if who == "intendant" else set()
    assert set(SECRETS) & set(data) == READS[who] | masked
    lines = client.get("/api/v1/records/eleve/M1/history", headers=key).json["items"]
    told = {c["path"].lstrip("/") for line in lines for c in line["changes"]}
    assert told <= READS[who]


def test_a07_a_masked_field_shows_its_end_and_can_be_asked_nothing(scene: Pupils) -> None:
    pupil(**SECRETS)
    client, key = scene.client("intendant"), scene.program("intendant")
    one = client.get("/api/v1/records/eleve/M1", headers=key).json
    assert (one["data"]["iban"], one["masked"]) == ("••••0189", ["iban"])
    assert "••••0189" in text_of(client.get("/fiches/eleve/M1"))
    why = client.get("/api/v1/records/eleve/M1/explain?field=iban", headers=key).json
    assert (why["level"], why["read"]["allowed"]) == ("mask", False)


@pytest.mark.parametrize("who", ["surveillant", "anonymiste", "infirmier"])
def test_a08_answers_are_the_same_bytes_whatever_is_hidden(scene: Pupils, who: str) -> None:
    """Permute what is closed: order, counts, choices, pages, errors do not move."""
    secrets = [
        {"surnom": f"Surnom{n}", "note": n, "regime": ("externe", "interne")[n % 2],
         "allergie": f"Allergie{n}", "iban": f"FR76{n}"}
        for n in range(1, 6)
    ]  # fmt: skip
    statuses = ("inscrit", "sorti", "inscrit", "inscrit", "sorti")
    records = [pupil(n, statut=statuses[n - 1], **secrets[n - 1]) for n in range(1, 6)]
    closed = set(secrets[0]) - ({"note"} if who == "anonymiste" else set())
    if who == "anonymiste":
        closed |= {"nom", "prenom", "matricule"}
    client, key = scene.client(who), scene.program(who)
    before = _answers(client, key)
    shuffled = [4, 2, 0, 3, 1]
    old = [dict(record.data) for record in records]
    for record, other in zip(records, shuffled, strict=True):
        record.data = {**record.data, **{k: old[other][k] for k in closed & set(old[other])}}
        if who == "anonymiste":
            record.code = None
    session.flush()
    for record, other in zip(records, shuffled, strict=True):
        if who == "anonymiste":
            record.code = old[other]["matricule"]
    _index_anew(records)
    assert _answers(client, key) == before


def _index_anew(records: list[Any]) -> None:
    from registry import queries
    from registry.domain.labels import label_of
    from registry.operations.writing import index_row, write_index

    entity = queries.live_entity("eleve")
    for record in records:
        record.label = label_of(entity, record.data)
    session.flush()
    write_index([index_row(entity, record) for record in records])


def _answers(client: Any, key: dict[str, str]) -> list[tuple[str, int, str]]:
    asked = ["", "?limit=2", "?sort=statut", "?sort=-statut", "?filter[statut]=inscrit",
             *(f"?sort={k}" for k in ("note", "surnom", "regime", "iban", "nom", "rien")),
             *(f"?filter[{k}]=1" for k in ("surnom", "iban", "regime", "rien")),
             "?filter[note][gte]=3", "?q=surnom3", "?q=nom2", "?q=M3", "?q=allergie1"]  # fmt: skip
    found = []
    for query in asked:
        answer = client.get(f"/api/v1/records/eleve{query}", headers=key)
        told = re.sub(r'"(updated_at|version|instance|id)": ?("[^"]*"|\d+),?', "", text_of(answer))
        if answer.status_code == 200:
            ids = [item["id"] for item in answer.json["items"]]
            told = f"{ids} {answer.json['count']} {answer.json['next']}"
            told += str([item["data"] for item in answer.json["items"]])
            told += str([item["label"] for item in answer.json["items"]])
        found.append((query, answer.status_code, told))
    for query in ("", "?tri=statut", "?q=surnom1", "?f-statut=sorti", "?f-regime=externe"):
        answer = client.get(f"/fiches/eleve{query}")
        plain = re.sub(r'(csrf-token" content|name="csrf_token" value|name="_key" value)="[^"]*"',
                       "", text_of(answer))  # fmt: skip
        plain = re.sub(r'nonce="[^"]*"|content="[^"]{40,}"|value="[^"]{30,}"', "", plain)
        found.append((query, answer.status_code, plain))
    return found


def test_a08_a_field_read_nowhere_is_refused_like_one_that_does_not_exist(scene: Pupils) -> None:
    pupil(**SECRETS)
    key, client = scene.program("surveillant"), scene.client("surveillant")
    for name in ("surnom", "note", "regime"):
        for query in ("filter[{}]=1", "sort={}", "sort=-{}", "filter[{}][gte]=1"):
            closed, absent = (
                client.get(f"/api/v1/records/eleve?{query.format(n)}", headers=key)
                for n in (name, "licorne")
            )
            assert closed.status_code == absent.status_code == 400
            assert text_of(closed).replace(name, "licorne") == text_of(absent)
        assert client.get(f"/fiches/eleve?f-{name}=1").status_code == 400
        assert client.get(f"/fiches/eleve?tri={name}").status_code == 400


def test_a_list_says_that_it_was_narrowed(scene: Pupils) -> None:
    """Rows where the field is open by the grant that lets them in, and a sentence that says so."""
    pupil(1, statut="suivi", note=12)
    pupil(2, statut="inscrit", note=15)
    scene.add("veilleur", rule(read=["/nom", "/prenom", "/matricule"]),
              rule(when={"==": [{"var": "statut"}, "suivi"]}, read=["/note"]))  # fmt: skip
    client = scene.client("veilleur")
    whole, sorted_by = (text_of(client.get(f"/fiches/eleve{q}")) for q in ("", "?tri=-note"))
    assert "Prenom2 Nom2" in whole
    assert "vous est ouvert" not in whole
    assert "Prenom1 Nom1" in sorted_by
    assert "Prenom2 Nom2" not in sorted_by
    assert "1 fiche où « Note » vous est ouvert." in sorted_by


MATRIX: dict[str, dict[str, str]] = {
    "surveillant": {}, "comptable": {},
    "famille": {"surnom": "write", "iban": "propose", "prenom": "propose"},
    "secretaire": dict.fromkeys(set(FIELDS) - {"matricule"}, "write"),
}  # fmt: skip
OTHERS: dict[str, Any] = {
    "statut": "sorti", "regime": "externe", "note": 4, "ecole": "0350002B"
}  # fmt: skip


@pytest.mark.parametrize("who", MATRIX)
def test_a06_a_field_is_written_proposed_or_refused_as_its_level_says(
    scene: Pupils, who: str
) -> None:
    """Role × field × door: the form and the API."""
    from registry import queries

    client, key, entity = scene.client(who), scene.program(who), queries.live_entity("eleve")
    office = scene.actor("secretaire")
    for number, (field, door) in enumerate((f, d) for f in FIELDS for d in ("page", "api")):
        record = pupil(number, **SECRETS)
        before, value = dict(record.data), OTHERS.get(field, "Autre")
        if door == "page":
            path = f"/fiches/eleve/M{number}/modifier"
            answer = client.submit(path, {field: str(value), "_version": "1"})
        else:
            path = f"/api/v1/records/eleve/M{number}"
            answer = client.patch(path, json={"data": {field: value}}, headers=key)
        session.expire_all()
        level = MATRIX[who].get(field)
        assert queries.writable(scene.actor(who), entity, record).get(field) == level
        changed = record.data.get(field) != before.get(field)
        assert changed is (level == "write"), (field, door, answer.status_code)
        asked = [f for p in queries.proposals_on(office, entity, record) for f in p.fields]
        told = [(one.field.key, one.new) for one in asked]
        assert told == ([(field, value)] if level == "propose" else []), (field, door)
        if level is None and door == "api" and field != "matricule":
            assert answer.status_code == 403


def test_a06_a_proposal_is_answered_field_by_field_and_kept_in_history(scene: Pupils) -> None:
    from registry import operations

    record = pupil(**SECRETS)
    family, office = scene.client("famille"), scene.client("secretaire")
    answer = family.submit("/fiches/eleve/M1/modifier", {
        "iban": "FR7699", "prenom": "Zoé", "surnom": "Loutre", "_version": "1",
        "_reason": "Nouveau compte",
    })  # fmt: skip
    assert answer.status_code == 303
    session.expire_all()
    assert (record.data["surnom"], record.data["prenom"]) == ("Loutre", "Prenom1")
    operations.update_record(HOUSE, record, {"prenom": "Zélie"})
    page = text_of(office.get("/fiches/eleve/M1"))
    assert "Valeur proposée" in page
    found = re.search(r'href="(/propositions/[0-9a-f-]{36})"', page)
    assert found
    path, waits = found[1], text_of(office.get("/propositions"))
    assert path in waits
    page = text_of(office.get(path))
    assert "Nouveau compte" in page
    assert "Prenom a changé depuis la proposition" in page
    for who in ("famille", "comptable", "surveillant"):
        refused = scene.client(who).submit(
            f"{path}/decision", {"_verdict-iban": "accept", "_do": "keep"}
        )
        assert refused.status_code in {403, 404}, who
    stale = office.submit(f"{path}/decision", {
        "_verdict-iban": "accept", "_do": "keep", "_fiche": "1",
    })  # fmt: skip
    assert stale.status_code == 409
    assert office.submit(f"{path}/decision", {"_do": "keep"}).status_code == 422
    seen = re.findall(r'name="_proposition" value="(\d+)"', page)[0]
    moved = office.submit(f"{path}/decision", {
        "_verdict-iban": "accept", "_do": "move:accepter", "_proposition": seen,
    })  # fmt: skip
    assert moved.status_code == 409, "somebody changed the first name: it must be chosen again"
    done = office.submit(f"{path}/decision", {
        "_verdict-iban": "accept", "_verdict-prenom": "refuse", "_do": "move:accepter",
        "_proposition": seen,
    })  # fmt: skip
    assert done.status_code == 303
    session.expire_all()
    assert (record.data["iban"], record.data["prenom"]) == ("FR7699", "Zélie")
    told = text_of(office.get("/fiches/eleve/M1"))
    assert "Proposition refusée" in told
    assert "Modification proposée" in told
    assert "acceptée par Secretaire" in told, "where the value comes from"
    again = office.submit(f"{path}/decision", {"_verdict-iban": "accept", "_do": "move:accepter"})
    assert again.status_code == 409


def test_a13_a_limited_record_is_for_nobody_but_who_may_limit(scene: Pupils) -> None:
    record = pupil(**SECRETS)
    pupil(2)
    guard = scene.client("gardien")
    assert guard.submit("/fiches/eleve/M1/limitation", {"motif": " "}).status_code == 422
    assert scene.client("secretaire").submit(
        "/fiches/eleve/M1/limitation", {"motif": "x"}
    ).status_code == 403  # fmt: skip
    assert guard.submit("/fiches/eleve/M1/limitation", {"motif": "Jugement"}).status_code == 303
    for who in ("secretaire", "comptable"):
        client, key = scene.client(who), scene.program(who)
        for surface in SURFACES:
            answer = client.get(
                surface.format(code="M1"), headers=key if "/api/" in surface else None
            )
            assert "Nom1" not in text_of(answer), (who, surface)
        absent = client.get("/api/v1/records/eleve/M9", headers=key)
        closed = client.get("/api/v1/records/eleve/M1", headers=key)
        assert closed.status_code == absent.status_code == 404
        assert text_of(closed) == text_of(absent).replace("M9", "M1")
        change = client.patch("/api/v1/records/eleve/M1", json={"data": {"nom": "x"}}, headers=key)
        assert change.status_code in {403, 404}
    assert "Accès limité" in text_of(guard.get("/fiches/eleve/M1"))
    assert guard.submit("/fiches/eleve/M1/limitation/lever", {"motif": "Levée"}).status_code == 303
    office = scene.client("secretaire")
    told = text_of(office.get("/fiches/eleve/M1"))
    assert "Accès rétabli" in told
    assert "Jugement" not in told
    assert "Jugement" in text_of(guard.get("/fiches/eleve/M1"))
    assert session.get(Record, ("eleve", record.id)).state == "active"


def test_a13_an_archived_record_is_out_of_lists_and_written_by_nobody(scene: Pupils) -> None:
    from registry import operations

    operations.archive_record(HOUSE, pupil(**SECRETS))
    key, client = scene.program("secretaire"), scene.client("secretaire")
    assert client.get("/api/v1/records/eleve", headers=key).json["items"] == []
    assert client.get("/api/v1/records/eleve/M1", headers=key).status_code == 200
    change = client.patch("/api/v1/records/eleve/M1", json={"data": {"nom": "x"}}, headers=key)
    assert change.status_code == 403
    assert scene.client("comptable").get("/fiches/eleve/M1").status_code == 404


def test_a20_a_code_that_is_taken_says_nothing_of_the_other_record(scene: Pupils) -> None:
    """FAULTS A-20, A-09: only that it exists; nothing of a record out of reach."""
    pupil(1, ecole="0350002B", **SECRETS)
    scene.add("accueil", rule("read", "create", read="*", write="*"),
              scope=scene.stage.school.scope_path, permissions=("records:write",))  # fmt: skip
    client, key = scene.client("accueil"), scene.program("accueil")
    new = {"matricule": "M1", "nom": "Neuf", "ecole": "0350001A"}
    told = client.post("/api/v1/records/eleve", json={"data": new}, headers=key)
    assert told.status_code == 422
    for secret in ("Nom1", "Prenom1", "0350002B", *map(str, SECRETS.values())):
        assert secret not in text_of(told)
    assert client.get("/api/v1/records/eleve/M1", headers=key).status_code == 404


def test_why_names_role_scope_and_condition_and_who_else(scene: Pupils) -> None:
    pupil(statut="suivi", allergie="Arachide")
    page = text_of(scene.client("infirmier").get("/fiches/eleve/M1/pourquoi"))
    assert "Le rôle « Infirmier » sur" in page
    assert "Statut" in page
    assert "Suivi" in page
    assert "Qui d’autre voit cette fiche ?" not in page
    guard = text_of(scene.client("gardien").get("/fiches/eleve/M1/pourquoi"))
    for name in ("Infirmier", "Comptable", "Secretaire"):
        assert name in guard
    assert "Vide" not in guard
