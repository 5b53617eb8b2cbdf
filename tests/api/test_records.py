"""Records for programs: lists, one record, changes, history, and why."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from core.database import session
from registry.models import Record
from tests.api.conftest import Program, problem
from tests.kit.people import person
from tests.kit.works import publish

NEW = {"uai": "0350003C", "nom": "École Été", "type": "ecole"}


def test_a_record_is_made_read_changed_and_told(admin: Program) -> None:
    made = admin.post("/records/etablissement", {"data": NEW})
    assert made.status_code == 201, made.json
    assert made.json["data"] == NEW
    one = admin.get("/records/etablissement/0350003C").json
    assert one == admin.get(f"/records/etablissement/{one['id']}").json
    changed = admin.patch(
        "/records/etablissement/0350003C",
        {"data": {"nom": "École Hiver"}, "expected_version": one["version"]},
    )
    assert changed.json["label"] == "École Hiver"
    lines = admin.get("/records/etablissement/0350003C/history").json["items"]
    assert [line["act"] for line in lines] == ["record.updated", "record.created"]
    assert lines[0]["changes"] == [{"path": "/nom", "old": "École Été", "new": "École Hiver"}]
    assert (lines[0]["by"], lines[0]["via"]) == ("Ada Roux", "api")
    stale = admin.patch(
        "/records/etablissement/0350003C",
        {"data": {"nom": "Autre"}, "expected_version": one["version"]},
    )
    assert problem(stale, 409)["changes"]


def test_lists_are_filtered_searched_sorted_and_paged(admin: Program) -> None:
    admin.post("/records/etablissement", {"data": NEW})
    every = admin.get("/records/etablissement").json
    assert (every["count"], every["count_is_bounded"]) == (3, False)
    assert [r["code"] for r in admin.get("/records/etablissement?q=ete").json["items"]] == [
        "0350003C"
    ]
    schools = admin.get("/records/etablissement?filter[type]=college&sort=-nom").json["items"]
    assert [r["code"] for r in schools] == ["0350002B", "0350001A"]
    found, cursor = [], ""
    while cursor is not None:
        page = admin.get(f"/records/etablissement?limit=1&sort=nom&cursor={cursor}").json
        found, cursor = found + [r["code"] for r in page["items"]], page["next"]
    assert sorted(found) == ["0350001A", "0350002B", "0350003C"]


def test_what_a_list_cannot_be_asked_is_refused(admin: Program) -> None:
    refused = {
        "filter[prix]=1": 400, "filter[type][gte]=": 400, "filter[type]=x": 400, "sort=prix": 400,
        "filter[nom][like]=a": 422, "filter=1": 422, "autre=1": 422, "limit=0": 422,
        "cursor=W10": 400, "cursor=WzEsMl0&sort=nom": 400, "filter[type]=a&filter[type][gt]=b": 400,
        "q=a&q=b": 400,
    }  # fmt: skip
    for query, status in refused.items():
        answer = admin.get(f"/records/etablissement?{query}")
        assert answer.status_code == status, (query, answer.json)
    problem(admin.get("/records/licorne"), 404)


def test_what_does_not_hold_is_refused_at_its_place(admin: Program) -> None:
    before = session.scalar(select(func.count()).select_from(Record))
    for data, place in (
        ({**NEW, "type": "fac"}, "/data/type"),
        ({**NEW, "nom": 3}, "/data/nom"),
        ({"uai": "0350003C", "type": "ecole"}, "/data/nom"),
        ({**NEW, "cle": 1}, "/data/cle"),
        ({**NEW, "uai": "0350001A"}, "/data/uai"),
    ):
        told = problem(admin.post("/records/etablissement", {"data": data}), 422)
        assert place in [e["path"] for e in told["errors"]], (data, told)
    assert session.scalar(select(func.count()).select_from(Record)) == before


def test_a05_no_column_of_a_record_can_be_set_by_the_way(admin: Program) -> None:
    row = session.scalars(select(Record).where(Record.code == "0350001A")).one()
    state = {c.key: getattr(row, c.key) for c in Record.__table__.columns}
    for column in sorted(set(state) - {"data"}):
        problem(admin.post("/records/etablissement", {"data": NEW, column: "x"}), 422)
        problem(admin.patch("/records/etablissement/0350001A", {"data": {}, column: "x"}), 422)
        problem(admin.patch("/records/etablissement/0350001A", {"data": {f"{column}_": "x"}}), 422)
    session.refresh(row)
    assert {c.key: getattr(row, c.key) for c in Record.__table__.columns} == state


def test_a_head_sees_his_own_record_and_no_other(head: Program) -> None:
    assert head.get("/records/etablissement/0350001A").json["label"] == "Collège des Tilleuls"
    told = problem(head.get("/records/etablissement/0350002B"), 404)
    assert told == problem(head.get("/records/etablissement/0359999Z"), 404)
    problem(head.get("/records/etablissement/0350002B/history"), 404)
    problem(head.get("/records/etablissement/0350002B/explain?field=nom"), 404)
    change = {"data": {"nom": "À moi"}}
    problem(head.patch("/records/etablissement/0350001A", change), 403)
    problem(head.post("/records/etablissement", {"data": NEW}), 403)


def test_why_is_told(stage: Any, program: Any, admin: Program) -> None:
    narrow = program(stage.head, "requests:follow")
    problem(narrow.get("/records/etablissement/0350001A/explain?field=nom"), 404)
    follower = {
        "kind": "role", "format": 1, "key": "suiveur", "title": "Suiveur", "language": "fr",
        "translations": {}, "staff": False, "rules": [], "permissions": ["requests:follow"],
    }  # fmt: skip
    publish("role", follower)
    place = stage.school.scope_path
    own = program(person("suiveur@example.test", "suiveur", name="Suiveur", scope=place))
    mine = own.get("/records/etablissement/0350001A/explain?field=nom").json
    assert mine["read"]["allowed"]
    assert [r["code"] for r in mine["read"]["reasons"]] == ["own-place", "open-field"]
    assert not mine["write"]["allowed"]
    assert "modifier et archiver des fiches" in mine["write"]["reasons"][0]["message"]
    theirs: Any = admin.get("/records/etablissement/0350001A/explain?field=nom").json
    assert theirs["write"]["allowed"]
    assert "Administrateur" in theirs["write"]["reasons"][0]["message"]
    code = admin.get("/records/etablissement/0350001A/explain?field=uai").json
    assert code["write"] == {
        "allowed": False,
        "reasons": [{"code": "frozen-code", "message": "Le code d’une fiche ne change pas."}],
    }
    problem(admin.get("/records/etablissement/0350001A/explain?field=rien"), 404)
    problem(admin.get("/records/etablissement/0350001A/explain"), 422)
