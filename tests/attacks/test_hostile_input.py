"""Input nobody types (FAULTS I-02, I-21, N-07, X-06, X-07, X-10): refused, never an accident."""

from __future__ import annotations

import base64
import io
import json
import re
from typing import Any
from urllib.parse import quote

import pytest

from app.quota import quota_of
from core.folding import fold
from tests.attacks.town import CANARY, Town
from tests.attacks.walk import SAFE, doors, path_of, post, text_of

LINK = re.compile(r'href="(/(?:demandes|administration/comptes|fiches/etablissement)/[0-9P][^"?]+)')
ID = "00000000-0000-7000-8000-000000000001"


def sealed(values: Any) -> str:
    """A cursor somebody made."""
    raw = values if isinstance(values, bytes) else json.dumps(values).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


CURSORS = [
    "é",
    "x",
    "====",
    "😀",
    "A" * 3000,
    sealed([]),
    sealed([1, 2]),
    sealed(["a", "b"]),
    sealed([None, None]),
    sealed(["\ud800", ID]),
    sealed(["\x00", ID]),
    sealed(["\ud800"]),
    sealed(["\x00"]),
    sealed([10**30, ID]),
    sealed(b"[NaN,1]"),
    sealed(b"[" * 3000),
    sealed(b"[1" + b"0" * 5000 + b",1]"),
    sealed(b'{"a":1}'),
    sealed(b"\xff\xfe"),
    sealed(["9999-12-31T23:59:59-12:00", ID]),
    sealed(["0001-01-01T00:00:00+14:00", ID]),
]
LISTS = [
    ("cheffe", "/demandes", "suite"),
    ("cheffe", "/boite", "suite"),
    ("gestionnaire", "/bureau", "apres"),
    ("admin", "/fiches/etablissement", "apres"),
    ("admin", "/fiches/etablissement?tri=nom", "apres"),
    ("admin", "/administration/comptes", "apres"),
]
TEXTS = [
    "%25",
    "_",
    "%5C",
    "%3A*",
    "%27%3Bdrop",
    "%ED%A0%80",
    "%F0%9F%98%80",
    "a%01b",
    "%0d%0aX:y",
    "%E2%80%AE",
    "x" * 2000,
    "%00",
    "%26%7C%28",
    "-1",
    "1e999",
    "[]",
]
ASKED = [
    ("cheffe", "/teleservices", "q"),
    ("cheffe", "/teleservices", "theme"),
    ("cheffe", "/aide", "q"),
    ("gestionnaire", "/bureau", "q"),
    ("gestionnaire", "/bureau", "statut"),
    ("admin", "/fiches/etablissement", "q"),
    ("admin", "/fiches/etablissement", "tri"),
    ("admin", "/fiches/etablissement", "f-type"),
    ("admin", "/fiches/etablissement", "f-data"),
    ("admin", "/administration/comptes", "q"),
    ("admin", "/administration/perimetres", "sous"),
    ("admin", "/administration/definitions", "sorte"),
    ("admin", "/administration/definitions/form/demande-travaux/differences", "a"),
]


def test_i21_a_cursor_that_was_written_by_hand_is_refused(town: Town) -> None:
    """FAULTS I-21: deep, damaged, foreign cursors are 400 (or a page that has no more rows)."""
    clients = {who: town.client(who) for who, _, _ in LISTS}
    for who, path, name in LISTS:
        joint = "&" if "?" in path else "?"
        for cursor in CURSORS:
            answer = clients[who].get(f"{path}{joint}{name}={quote(cursor)}")
            assert answer.status_code in {200, 400, 404}, (path, cursor[:60])
    key = town.token("cheffe")
    for cursor in CURSORS:
        answer = clients["cheffe"].get(
            "/api/v1/requests", query_string={"cursor": cursor}, headers=key
        )
        assert answer.status_code in {200, 400, 422}, cursor[:60]


def test_x06_no_parameter_of_a_list_is_more_than_a_word(town: Town) -> None:
    """FAULTS X-06: names of fields, sorts and searches are looked up, never spliced in."""
    clients = {who: town.client(who) for who, _, _ in ASKED}
    for who, path, name in ASKED:
        for text in TEXTS:
            answer = clients[who].get(f"{path}?{name}={text}", headers={"HX-Request": "true"})
            assert answer.status_code < 500, (path, name, text)


def test_x07_wildcards_of_the_database_are_letters_like_others(town: Town) -> None:
    """FAULTS X-07: `%`, `_`, `:*`, a backslash find only themselves."""
    desk, people = town.client("gestionnaire"), town.client("admin")
    for text in (
        "%",
        "_",
        "\\",
        "st%",
        "st_res",
        "stores%",
        "stor:*",
        "%st\\ores",
        "'stores",
        "q%q",
    ):
        for client, path, more in (
            (desk, "/bureau", {"vue": "toutes"}),
            (people, "/administration/comptes", {}),
            (people, "/fiches/etablissement", {}),
        ):
            typed, plain = (
                set(LINK.findall(text_of(client.get(path, query_string={**more, "q": words}))))
                for words in (text, fold(text))
            )
            # a search of nothing but signs finds nothing, or is none at all
            assert typed == plain or (not fold(text) and not typed), (path, text)
    found = text_of(desk.get("/bureau", query_string={"vue": "toutes", "q": "stores"}))
    assert town.things["request"] in found
    assert town.things["request"] not in text_of(
        desk.get("/bureau", query_string={"vue": "toutes", "q": "sto%zz"})
    )


@pytest.mark.parametrize("query", ["q=a&q=b", "vue=toutes&vue=miennes", "q[]=a", "statut[]=x"])
def test_n07_a_parameter_said_twice_is_refused(town: Town, query: str) -> None:
    assert town.client("gestionnaire").get(f"/bureau?{query}").status_code == 400
    key = town.token("gestionnaire")
    assert town.client("anonyme").get(f"/api/v1/requests?{query}", headers=key).status_code in {
        400,
        422,
    }


HUGE = [
    ("1001 parts", {f"f{i}": "1" for i in range(1001)}),
    ("600 kB field", {"description": "x" * 600_000}),
]


@pytest.mark.parametrize(("what", "data"), HUGE, ids=[h[0] for h in HUGE])
def test_i02_too_much_is_told_in_the_page_and_writes_nothing(
    town: Town, what: str, data: dict[str, str]
) -> None:
    """FAULTS I-02."""
    client = town.client("cheffe")
    path = f"/demandes/{town.things['draft']}/etape/p2"
    body = (
        b"".join(
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in {"csrf_token": client.token(), **data}.items()
        )
        + b"--b--\r\n"
    )
    answer = client.post(
        path,
        data=body,
        content_type="multipart/form-data; boundary=b",
        headers={"Origin": "http://localhost"},
    )
    assert answer.status_code == 413, what
    assert "trop volumineux" in text_of(answer)
    assert CANARY in text_of(client.get(path))


HIDDEN = [
    "\x00",
    "a\x00b",
    "-1",
    "9" * 400,
    "NaN",
    "1e999",
    "[[[[",
    "{",
    "null",
    "😀",
    "é" * 300,
    "\r\nX: y",
    "<b>",
    "[" * 5000,
    '{"nature":[]}',
    "٣",
]
ACTIONS = [
    "files.remove:/devis:x:y",
    "rows.add:/lots",
    "rows.add:/nope",
    "rows.up:/lots:zz",
    "rows.remove::",
    "files.remove:/etablissement:a:b",
    "rows.add:/etablissement",
    "files.remove::",
    "rows.add:/description",
    "rows.add:/lots/0",
    ":" * 99,
    "files.remove:/description:a:b",
    "next:x",
    "previous:y",
    "\u202e",
    "a\x00b",
]


def test_i21_hidden_controls_full_of_garbage_lose_nothing(town: Town) -> None:
    """FAULTS I-21, I-23: `_version`, `_seen`, `_action`, `_key`, `entry`… of anything."""
    head, agent = town.client("cheffe"), town.client("gestionnaire")
    draft, file = f"/demandes/{town.things['draft']}", f"/demandes/{town.things['request']}"
    for value in HIDDEN:
        for name in ("_version", "_seen", "_action", "_key"):
            answer = post(head, f"{draft}/etape/p2", {name: value}, headers={"HX-Request": "true"})
            assert answer.status_code < 500, (name, value)
        for name in ("version", "entry", "verdict", "audience", "agent"):
            for act in ("actions/instruire", "visas/visa_technique", "affectation", "messages"):
                answer = post(agent, f"{file}/{act}", {name: value}, headers={"HX-Request": "true"})
                assert answer.status_code < 500, (act, name, value)
    for action in ACTIONS:
        for page in ("p2", "p3"):
            answer = post(head, f"{draft}/etape/{page}", {"_action": action})
            assert answer.status_code < 500, action
    assert CANARY in text_of(head.get(f"{draft}/etape/p2"))
    told = head.get(f"/api/v1/requests/{town.things['draft']}", headers=town.token("cheffe")).json
    assert told["answers"]["etablissement"] == "0350001A"


BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"1",
    b'"a"',
    b"[" * 100_000,
    b'{"a":1,"a":2}',
    b'{"a":NaN}',
    b'{"a":Infinity}',
    b'{"a":"\\ud800"}',
    b'{"a":"\\u0000"}',
    b"\xff\xfe",
    b'{"a":' + b"1" * 5000 + b"}",
    b'{"answers":{"lots":"x","description":[1],"nature":{"a":1},"danger":"oui","devis":[1,{}]}}',
    b'{"answers":{"lots":[1,[2],null,{"libelle":[],"montant":{}}],"devis":"x"}}',
    b'{"answers":{"lots":[{"montant":"' + b"9" * 400 + b'"}]}}',
    b'{"answers":{"lots":[{"montant":"NaN"},{"montant":"1e400"}]}}',
    b'{"answers":{"__proto__":1}}',
    '{"answers":{"lots":[{"montant":"١٢"}]}}'.encode(),
]


def test_i21_i22_every_door_of_the_api_refuses_what_is_not_what_it_asks(town: Town) -> None:
    """FAULTS I-21, I-22: 4xx problem+json, and the draft still opens."""
    client, keys = town.client("cheffe"), [town.token("cheffe"), town.token("admin")]
    for rule, method in doors(town.app):
        path = path_of(rule, town.things, ref=town.things["draft"])
        if method in SAFE or not path.startswith("/api/"):
            continue
        quota_of(town.app).forget()
        for body in BODIES:
            for key in keys:
                answer = client.open(
                    path, method=method, data=body, headers=key, content_type="application/json"
                )
                assert answer.status_code < 500, (path, body[:60])
        assert client.open(
            path,
            method=method,
            data=b'{"a":"' + b"x" * 2_200_000 + b'"}',
            headers=keys[1],
            content_type="application/json",
        ).status_code in {413, 415}
        assert (
            client.open(
                path, method=method, data=b"{}", headers=keys[1], content_type="text/plain"
            ).status_code
            == 415
        )
    for path in ("etape/p2", "etape/p3", "verification"):
        assert client.get(f"/demandes/{town.things['draft']}/{path}").status_code in {200, 303}
    assert (
        client.get(f"/api/v1/requests/{town.things['draft']}", headers=keys[0]).status_code == 200
    )


def test_i21_numbers_and_depth_have_their_own_refusals(town: Town) -> None:
    client, key = town.client("cheffe"), town.token("cheffe")
    path = f"/api/v1/requests/{town.things['draft']}/answers"
    for body, status in (
        (b"{", 400),
        (b'{"answers":{"a":NaN}}', 400),
        (b'{"answers":{},"answers":{}}', 400),
        (b'{"answers":' + b"[" * 30 + b"]" * 30 + b"}", 422),
        (b'{"answers":{"description":"\\u0000"}}', 422),
        (b'{"answers":{"description":"\\ud800"}}', 422),
        (b'{"answers":{"description":' + b"1" * 4301 + b"}}", 422),
    ):
        answer = client.patch(path, data=body, headers=key, content_type="application/json")
        assert answer.status_code == status, body[:40]
        assert answer.mimetype == "application/problem+json"


def test_x10_what_is_typed_never_becomes_a_header(town: Town) -> None:
    """FAULTS X-10: addresses, names of files, keys."""
    client = town.client("cheffe")
    for path in (
        "/teleservices/x%0d%0aSet-Cookie:a=1",
        "/demandes/x%0aX-Evil:1",
        "/connexion?next=/%0d%0aX-Evil:1",
        "/%0d%0aX-Evil:1",
    ):
        answer = client.get(path)
        assert "X-Evil" not in answer.headers
        assert "a=1" not in str(answer.headers.getlist("Set-Cookie"))
    for kind in (
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "text/plain",
        "",
        "application/x-www-form-urlencoded; charset=zz",
        "application/json",
    ):
        answer = client.post(
            f"/demandes/{town.things['draft']}/etape/p2",
            data=b"\xff=\xfe",
            content_type=kind,
            headers={"Origin": "http://localhost"},
        )
        assert answer.status_code in {400, 413, 415}, kind
    sent = {"csrf_token": client.token(), "x": (io.BytesIO(b""), "a\r\nX-Evil: 1.png")}
    answer = client.post(
        "/profil",
        data=sent,
        content_type="multipart/form-data",
        headers={"Origin": "http://localhost"},
    )
    assert "X-Evil" not in answer.headers
