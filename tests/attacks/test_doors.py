"""Every route × every role (FAULTS A-01, A-03, A-04): decided as the table says, nothing leaks."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.town import CANARY, INTERNAL, Town
from tests.attacks.walk import NOWHERE, doors, knock, path_of, text_of

TABLE = Path(__file__).with_name("doors.txt")
ROLES = (
    "anonyme",
    "cheffe",
    "autre_chef",
    "gestionnaire",
    "etranger",
    "superviseur_ailleurs",
    "informaticien",
    "echu",
)
#: Who may never read a word of the first school, nor of its agents among themselves.
OUTSIDERS = {"anonyme", "autre_chef", "etranger", "superviseur_ailleurs", "informaticien", "echu"}
OF_THE_SCHOOL = {"cheffe"}


@cache
def declared() -> dict[str, dict[str, str]]:
    """The table: « METHOD endpoint: role=status … »."""
    found = {}
    for line in TABLE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            door, _, rest = line.partition(": ")
            found[door] = dict(pair.split("=") for pair in rest.split())
    return found


#: Who is like somebody else for nearly every door: walked in audit.
ALIKE = {"superviseur_ailleurs", "echu"}


def walkers(*roles: str) -> list[Any]:
    """In `make test` one of each sort, in audit all."""
    return [pytest.param(one, marks=pytest.mark.audit if one in ALIKE else ()) for one in roles]


@pytest.mark.parametrize("who", walkers(*ROLES))
def test_a01_every_door_answers_each_role_as_the_table_says(town: Town, who: str) -> None:
    """FAULTS A-01, A-04, A-09, A-18: the very object of another is asked for at each route."""
    client = town.client(who)
    key = {} if who == "anonyme" else town.token(who)
    wrong = []
    for rule, method in doors(town.app):
        answer = knock(client, method, path_of(rule, town.things), key)
        door, text = f"{method} {rule.endpoint}", text_of(answer)
        said = declared().get(door, {}).get(who, "undeclared")
        if str(answer.status_code) != said:
            wrong.append(f"{door}: {who}={answer.status_code} (table: {said})")
        if who in OUTSIDERS and (CANARY in text or INTERNAL in text):
            wrong.append(f"{door}: {who} read a word of the first school")
        if who in OF_THE_SCHOOL and INTERNAL in text:
            wrong.append(f"{door}: {who} read a note of agents")
        if answer.status_code >= 500:
            wrong.append(f"{door}: an accident")
        if (
            not rule.rule.startswith("/static/")
            and "no-store" not in answer.headers["Cache-Control"]
        ):
            wrong.append(f"{door}: a cache may keep it")
    assert not wrong, "\n".join(wrong)


def test_a01_the_table_speaks_of_doors_that_exist_and_of_all_roles(town: Town) -> None:
    known = {f"{method} {rule.endpoint}" for rule, method in doors(town.app)}
    assert set(declared()) <= known
    assert all(set(row) == set(ROLES) for row in declared().values())


@pytest.mark.parametrize("who", walkers("autre_chef", "etranger", "superviseur_ailleurs"))
def test_a03_absent_and_forbidden_are_the_same_bytes(town: Town, who: str) -> None:
    """FAULTS A-02, A-03: no address tells whether something of another exists."""
    client, key = town.client(who), town.token(who)
    told = []
    swaps = {
        "reference": "2026-99999",
        "ref": "2026-99999",
        "file_id": NOWHERE,
        "mail_id": NOWHERE,
        "account_id": NOWHERE,
    }
    for rule, method in doors(town.app):
        names = set(rule.arguments) & set(swaps)
        if not names:
            continue
        theirs = path_of(rule, town.things)
        nothing = path_of(rule, town.things, **{name: swaps[name] for name in names})
        one, other = (knock(client, method, path, key) for path in (theirs, nothing))
        plain = [
            re.sub(r"csrf-token\" content=\"[^\"]+|value=\"[^\"]{40,}", "", text_of(a))
            for a in (one, other)
        ]
        plain[0] = plain[0].replace(theirs, nothing)
        if one.status_code != other.status_code or len(plain[0]) != len(plain[1]):
            told.append(f"{method} {rule.rule}: {one.status_code}/{other.status_code}")
    assert not told


@pytest.mark.parametrize("name", ["request", "provisional", "draft", "loan"])
def test_a03_every_name_of_a_request_is_closed_to_others(town: Town, name: str) -> None:
    for who in ("autre_chef", "etranger", "superviseur_ailleurs"):
        client, key = town.client(who), town.token(who)
        for path in (
            f"/demandes/{town.things[name]}",
            f"/api/v1/requests/{town.things[name]}",
            f"/api/v1/requests/{town.things[name]}/messages",
        ):
            assert client.get(path, headers=key).status_code == 404, (who, path)


FILES = {
    "draft_file": {"cheffe", "habilite", "admin"},
    "request_file": {"cheffe", "habilite", "gestionnaire", "direction", "superviseur", "admin"},
    "message_file": {"cheffe", "habilite", "gestionnaire", "direction", "superviseur", "admin"},
    "note_file": {"gestionnaire", "direction", "superviseur", "admin"},
}


def test_a03_each_file_opens_to_whom_its_owner_says(town: Town) -> None:
    """FAULTS A-03: files of drafts, requests, messages and notes, by program and by page."""
    everybody = set(town.people) - {"visa_technique", "visa_budget", "conservateur"}
    visitor = town.client("anonyme")
    keys: dict[str, dict[str, str]] = {who: town.token(who) for who in everybody - {"echu"}}
    for name, allowed in FILES.items():
        api, page = f"/api/v1/files/{town.things[name]}", f"/fichiers/{town.things[name]}"
        opened = {
            who
            for who, key in keys.items()
            if visitor.get(api, headers=key, buffered=True).status_code == 200
        }
        assert opened == allowed, name
        assert visitor.get(page).status_code == 404
    for who, status in (("cheffe", 200), ("autre_chef", 404), ("echu", 404)):
        page = f"/fichiers/{town.things['message_file']}"
        assert town.client(who).get(page, buffered=True).status_code == status


def test_a12_a_session_of_a_closed_account_opens_nothing(town: Town) -> None:
    """FAULTS S-03, A-12: even when its row was not swept away."""
    from core import clock
    from core.database import session

    client, key = town.client("cheffe"), town.token("cheffe")
    assert client.get("/demandes").status_code == 200
    town.people["cheffe"].disabled_at = clock.now()
    session.commit()
    assert client.get("/demandes").status_code == 303
    assert client.get("/mon-compte").status_code == 303
    assert client.get("/api/v1/me", headers=key).status_code == 401


def test_a10_a_group_without_the_role_of_an_agent_moves_nothing(town: Town) -> None:
    """FAULTS A-10: a deputy of the school who sits in the group of agents still only follows."""
    from accounts import operations, queries
    from core.actor import HOUSE
    from core.database import session

    operations.add_to_group(
        HOUSE,
        town.people["habilite"],
        operations.ensure_group("lutherie", "lutherie"),
        queries.scope_by_path("/org"),
    )
    session.commit()
    key = town.token("habilite")
    told = town.client("habilite").get(f"/api/v1/requests/{town.things['loan']}", headers=key).json
    assert told["functions"] == ["demandeur"]
    answer = town.client("habilite").submit(
        f"/demandes/{town.things['loan']}/actions/refuser", {"comment": "Non."}
    )
    assert answer.status_code in {403, 409, 422}
    assert (
        town.client("cheffe")
        .get(f"/api/v1/requests/{town.things['loan']}", headers=town.token("cheffe"))
        .json["status"]
        == "examen"
    )


def test_mails_of_the_whole_house_are_not_for_who_looks_after_a_part_of_it(town: Town) -> None:
    """A-09 by mail: `mails:read` on one school does not open the mails of another."""
    address = f"/boite/{town.things['mail']}"
    assert town.client("superviseur").get(address).status_code == 200
    assert town.client("superviseur_ailleurs").get(address).status_code == 404


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_a04_a_method_named_in_a_header_is_not_listened_to(town: Town, header: str) -> None:
    client = town.client("cheffe")
    client.get(f"/demandes/{town.things['draft']}/supprimer", headers={header: "POST"})
    client.post("/teleservices?_method=DELETE", headers={header: "DELETE"})
    key = town.token("cheffe")
    assert client.get(f"/api/v1/requests/{town.things['draft']}", headers=key).status_code == 200
