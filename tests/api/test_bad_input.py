"""Bad input is a 4xx that says where, and writes nothing (FAULTS I-21, I-22, I-23, A-05, N-07)."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, select

from catalogue.models import Request
from core.database import session
from form_factory.models import AnswerDraft
from tests.api.conftest import ANSWERS, PREFIX, Program, filed, problem

START = b'{"service": "pret-instrument", "answers": {"instrument": '


def raw(caller: Program, data: bytes, path: str = "/requests", **more: Any) -> Any:
    kind = more.pop("content_type", "application/json")
    return caller.client.post(
        PREFIX + path, data=data, content_type=kind, headers={**caller.headers, **more}
    )


def written() -> tuple[int, int]:
    """How many requests and drafts stand."""
    return tuple(
        session.scalar(select(func.count()).select_from(m)) for m in (Request, AnswerDraft)
    )  # type: ignore[return-value]


NOT_JSON = [
    (b"[" * 100_000, 422),
    (b'{"answers":' + b'{"a":' * 30 + b"1" + b"}" * 31, 422),
    (START + b'"' + b"x" * 10_000_000 + b'"}}', 413),
    (START + b"1" * 4301 + b"}}", 422),
    (START + b"1e400}}", 422),
    (START + b"NaN}}", 400),
    (START + b"-Infinity}}", 400),
    (b'{"service": "a", "service": "pret-instrument", "answers": {}}', 400),
    (START + rb'"\ud800"}}', 422),
    (START + rb'"a\u0000b"}}', 422),
    (START + b'"\xff\xfe"}}', 400),
    (START, 400),
    (b"", 400),
    (b"null", 422), (b"[]", 422), (b'"x"', 422), (b"1", 422), (b"true", 422),
]  # fmt: skip


def test_i21_json_that_is_none_or_too_much_has_its_own_status(head: Program) -> None:
    for data, status in NOT_JSON:
        problem(raw(head, data), status)
    assert written() == (0, 0)


def test_s01_only_json_is_json(head: Program) -> None:
    body = json.dumps({"service": "pret-instrument", "answers": {}}).encode()
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
        "",
        "multipart/form-data; boundary=x",
    ):
        problem(raw(head, body, content_type=kind), 415)


WRONG: list[dict[str, Any]] = [
    {"duree": "6"}, {"duree": True}, {"duree": 6.5}, {"duree": [6]}, {"duree": {"a": 1}},
    {"instrument": 1}, {"instrument": ["violon"]}, {"instrument": {}}, {"instrument": True},
    {"eleves": "Zoé"}, {"eleves": {"0": {}}}, {"eleves": [1]}, {"eleves": [[]]},
    {"eleves": [{"prenom": 1, "prix": "1.00"}]}, {"eleves": [{"prenom": "Z", "prix": 1.0}]},
    {"eleves": []}, {"eleves": [{"prenom": "Z", "prix": "1.001"}]},
    {"eleves": [None]}, {"instrument": None}, {"duree": 0}, {"duree": 13},
    {"eleves": [{"prenom": "Z" * 61, "prix": "1.00"}]},
]  # fmt: skip


def test_i22_i24_answers_of_another_type_are_refused_at_their_place(head: Program) -> None:
    for answers in WRONG:
        body = {"service": "pret-instrument", "submit": True, "answers": {**ANSWERS, **answers}}
        told = problem(head.post("/requests", body), 422)
        wanted = next(iter(answers))
        assert any(e["path"].startswith(f"/{wanted}") for e in told["errors"]), (answers, told)
        assert all(e["message"] and e["keyword"] for e in told["errors"])
    assert written() == (0, 0)


def test_i22_a_whole_number_written_as_a_decimal_is_whole(head: Program) -> None:
    answer = raw(
        head,
        json.dumps(
            {"service": "pret-instrument", "submit": True, "answers": {**ANSWERS, "duree": 6.0}}
        ).encode(),
    )
    assert answer.status_code == 201, answer.json


BODIES = [
    ("/requests", {"service": 1}, "/service"),
    ("/requests", {"service": "pret-instrument", "submit": 1}, "/submit"),
    ("/requests", {"service": "pret-instrument", "submit": "true"}, "/submit"),
    ("/requests", {"service": "pret-instrument", "answers": []}, "/answers"),
    ("/requests", {"answers": {}}, "/service"),
    ("/requests", {"service": "pret-instrument", "on_behalf_of": None}, "/on_behalf_of"),
    ("/forms/pret-instrument/evaluate", {}, "/answers"),
    ("/forms/pret-instrument/evaluate", {"answers": 1}, "/answers"),
    ("/records/etablissement", {"data": 1}, "/data"),
]  # fmt: skip


def test_i22_the_body_itself_is_typed(head: Program, admin: Program) -> None:
    for path, body, place in BODIES:
        caller = admin if path.startswith("/records") else head
        told = problem(caller.post(path, body), 422)
        assert [e["path"] for e in told["errors"]] == [place]


def test_i23_answers_of_hidden_questions_are_never_stored(head: Program) -> None:
    """The floor is asked for a piano only."""
    row_with_more = {"prenom": "Zoé", "prix": "120.50", "age": 3}
    out = filed(head, {**ANSWERS, "etage": 3, "eleves": [row_with_more], "caution": "1.00"})
    row = session.scalars(select(Request).where(Request.reference == out["ref"])).one()
    assert row.answers == {**ANSWERS, "caution": "120.50"}  # a sum is the house's own
    assert out["answers"] == row.answers


def test_i23_unknown_answers_are_refused(head: Program) -> None:
    for key in ("inconnu", "status", "__proto__", "a/b~c", "", "é" * 50):
        body = {"service": "pret-instrument", "answers": {**ANSWERS, key: "x"}}
        told = problem(head.post("/requests", body), 422)
        assert told["errors"][0]["keyword"] == "additionalProperties"
    assert written() == (0, 0)


def test_of_endless_faults_the_first_ones_are_told(head: Program) -> None:
    given = {f"inconnu{number}": 1 for number in range(1000)}
    told = problem(head.post("/requests", {"service": "pret-instrument", "answers": given}), 422)
    assert len(told["errors"]) == 200


ALLOWED = {"service", "button", "on_behalf_of", "answers", "submit"}


def test_a05_no_column_of_a_request_can_be_set_by_the_way(head: Program) -> None:
    """FAULTS A-05: for each column outside of the list, at creation, correction and move."""
    ref = filed(head)["ref"]
    row = session.scalars(select(Request).where(Request.reference == ref)).one()
    state = {c.key: getattr(row, c.key) for c in Request.__table__.columns}
    before = written()
    for column in sorted(set(state) - ALLOWED):
        told = problem(head.post("/requests", {"service": "pret-instrument", column: "x"}), 422)
        assert [e["path"] for e in told["errors"]] == [f"/{column}"]
        problem(head.patch(f"/requests/{ref}/answers", {"answers": {}, column: "x"}), 422)
        move = {"transition": "revoir", "comment": "x", column: "x"}
        problem(head.post(f"/requests/{ref}/transitions", move), 422)
    session.refresh(row)
    assert {c.key: getattr(row, c.key) for c in Request.__table__.columns} == state
    assert written() == before


def test_n07_a_parameter_given_twice_is_refused(luthier: Program) -> None:
    for query in ("limit=1&limit=2", "q=a&q=b", "filter[status]=a&filter[status]=b", "limit[]=3"):
        problem(luthier.get(f"/requests?{query}"), 400)


def test_parameters_out_of_bounds_are_refused(luthier: Program) -> None:
    for query in (
        "limit=0",
        "limit=201",
        "limit=x",
        "limit=1e3",
        "limit=1_0",
        "limit=%D9%A3",
        "limit=%201",
        "limit=%2B1",
        "limit=01",
        "limit=" + "9" * 5000,
        "nimporte=1",
        "q=" + "x" * 201,
    ):
        problem(luthier.get(f"/requests?{query}"), 422)


def test_odd_references_lead_nowhere(head: Program) -> None:
    for ref in (
        "%00",
        "..%2f..%2fetc",
        "a" * 5000,
        "'; drop table request; --",
        "%F0%9F%92%A9",
        "%ff",
    ):
        assert head.get(f"/requests/{ref}").status_code in {400, 404}
