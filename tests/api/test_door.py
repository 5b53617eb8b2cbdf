"""The door of the API: tags of what was read, what is taken and given, how many calls (A-16)."""

from __future__ import annotations

from typing import Any

import pytest

from app import quota
from core import settings
from tests.api.conftest import ANSWERS, Program, filed, problem


def test_what_has_not_changed_is_not_sent_again(head: Program, luthier: Program) -> None:
    ref = filed(head)["ref"]
    for path in (f"/requests/{ref}", "/requests", "/services", "/me", "/openapi.json"):
        first = head.get(path)
        tag = first.headers["ETag"]
        for named in (tag, f'"x", W/{tag}', "*"):
            again = head.get(path, headers={"If-None-Match": named})
            assert again.status_code == 304, (path, named)
        assert head.get(path, headers={"If-None-Match": tag}).data == b""
    tag = head.get(f"/requests/{ref}").headers["ETag"]
    luthier.post(f"/requests/{ref}/transitions", {"transition": "revoir", "comment": "Lequel ?"})
    assert head.get(f"/requests/{ref}", headers={"If-None-Match": tag}).status_code == 200


def test_a_write_says_by_if_match_what_it_has_read(head: Program, luthier: Program) -> None:
    ref = filed(head)["ref"]
    path = f"/requests/{ref}"
    tag = {"If-Match": luthier.get(path).headers["ETag"]}
    ticked = luthier.patch(f"{path}/checklist", {"key": "etat", "done": True}, headers=tag)
    assert ticked.status_code == 200
    luthier.post(f"{path}/transitions", {"transition": "revoir", "comment": "Lequel ?"})
    acts: list[tuple[str, str, Any]] = [
        ("PATCH", "checklist", {"key": "etat", "done": False}),
        ("POST", "transitions", {"transition": "refuser", "comment": "Non"}),
        ("POST", "votes", {"function": "luthier", "verdict": "accept"}),
    ]
    for method, act, body in acts:
        late = luthier.call(method, f"{path}/{act}", body, headers=tag)
        assert problem(late, 412)["changes"][0]["what"] == "Faire revoir"
    change = {"answers": {"duree": 3}, "submit": True}
    tag = {"If-Match": head.get(path).headers["ETag"]}
    for wrong in ('"autre"', f"W/{tag['If-Match']}", "nimporte", '""'):
        problem(head.patch(f"{path}/answers", change, headers={"If-Match": wrong}), 412)
    done = head.patch(f"{path}/answers", change, headers=tag)
    assert done.json["status"] == "examen"
    assert done.headers["ETag"] != tag["If-Match"]


def test_a_body_and_if_match_that_differ_are_not_understood(admin: Program) -> None:
    data = {"uai": "0350003C", "nom": "École Été", "type": "ecole"}
    admin.post("/records/etablissement", {"data": data})
    tag = admin.get("/records/etablissement/0350003C").headers["ETag"]
    change = {"data": {"nom": "École Hiver"}, "expected_version": 7}
    path = "/records/etablissement/0350003C"
    problem(admin.patch(path, change, headers={"If-Match": tag}), 400)
    del change["expected_version"]
    assert admin.patch(path, change, headers={"If-Match": tag}).status_code == 200
    problem(admin.patch(path, change, headers={"If-Match": tag}), 412)


def test_if_match_is_looked_at_or_refused_never_passed_over(head: Program) -> None:
    ref = filed(head)["ref"]
    tag = {"If-Match": head.get(f"/requests/{ref}").headers["ETag"]}
    message = f"/requests/{ref}/messages"
    for method, path, body in (
        ("POST", message, {"text": "Bonjour"}),
        ("POST", "/requests", {"service": "pret-instrument", "answers": ANSWERS}),
        ("GET", f"/requests/{ref}", None),
        ("GET", "/requests", None),
    ):
        told = problem(head.call(method, path, body, headers=tag), 400)
        assert "If-Match" in told["detail"]
    assert head.get(message).json["items"] == []
    assert head.get("/requests").json["count"] == 1
    anything = {"If-Match": "*"}
    assert head.post(message, {"text": "Bonjour"}, headers=anything).status_code == 201


def test_who_takes_no_json_is_told_before_anything_is_done(head: Program) -> None:
    body = {"service": "pret-instrument", "answers": ANSWERS}
    for accept in ("text/html", "image/png", "application/xml;q=0.9", "application/json;q=0"):
        problem(head.get("/me", headers={"Accept": accept}), 406)
        problem(head.post("/requests", body, headers={"Accept": accept}), 406)
    assert head.get("/requests").json["items"] == []
    for accept in ("*/*", "application/*", "application/json", "text/html, */*;q=0.1"):
        assert head.get("/me", headers={"Accept": accept}).status_code == 200


def test_the_end_of_a_membership_sent_twice_is_one_end(stage: Any, program: Any) -> None:
    from core import clock

    caller = program(stage.head)
    asked = {
        "email": "gestion@example.test", "name": "Nora Blin", "rights": ["membre-demandes"],
        "until": clock.today().isoformat(), "purpose": "Essai",
    }  # fmt: skip
    made = caller.post("/establishments/0350001A/members", asked)
    if made.status_code != 201:
        pytest.fail(str(made.json))
    path, key = f"/establishments/0350001A/members/{made.json['id']}", {"Idempotency-Key": "fin"}
    assert caller.call("DELETE", path, headers=key).status_code == 204
    again = caller.call("DELETE", path, headers=key)
    assert (again.status_code, again.data) == (204, b"")
    assert again.headers["Idempotency-Replayed"] == "true"
    problem(caller.call("DELETE", path), 404)


def test_a_nobody_is_told_how_to_show_a_key(app: Any) -> None:
    assert Program(app, None).get("/me").headers["WWW-Authenticate"].startswith("Bearer")


def test_each_key_has_its_minute_and_hears_what_is_left(stage: Any, program: Any) -> None:
    settings.change(quota.BY_KEY.key, 3)
    caller, other = program(stage.head), program(stage.head)
    left = [caller.get("/me").headers["RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    spent = caller.get("/me")
    assert problem(spent, 429)["title"] == "quota-spent"
    assert 1 <= int(spent.headers["Retry-After"]) <= 60
    assert spent.headers["RateLimit-Limit"] == "3"
    assert other.get("/me").status_code == 200


def test_dead_keys_are_counted_by_address_and_living_ones_are_not(
    app: Any, stage: Any, program: Any
) -> None:
    settings.change(quota.BY_ADDRESS.key, 2)
    stranger, caller = Program(app, "preau_faux"), program(stage.head)
    assert [stranger.get("/me").status_code for _ in range(3)] == [401, 401, 429]
    problem(Program(app, None).get("/openapi.json"), 429)
    assert caller.get("/me").status_code == 200


def test_the_same_key_under_another_query_is_another_call(admin: Program) -> None:
    document = {"kind": "calendar", "format": 1, "key": "essai", "title": "Essai",
                "language": "fr", "translations": {}, "time_zone": "Europe/Paris",
                "weekdays": [1, 2, 3, 4, 5], "closed": []}  # fmt: skip
    key, path = {"Idempotency-Key": "un"}, "/definitions/calendar/essai/draft"
    first = admin.put(path, document, headers=key)
    assert first.status_code in {200, 422}, first.json
    if first.status_code == 200:
        problem(admin.put(f"{path}?expected_version=0", document, headers=key), 422)
