"""The figures `form.edit`: filling a form in, and designing one, through the door.

`form.change.100`: one answer changed at the head of a chain of a hundred questions, each shown by
the one before; `queries` counts them all, `of_any_page` those that the least page asks as well.
`form.preview.100`: the preview of a draft of a hundred questions.
`form.editor.300.*`: the editor opened on three hundred questions in sixteen steps, and one more
added. `form.page.*`: what a page to fill in weighs, compressed. Baseline of the times: the least
page there is, by the same door.
"""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from statistics import median
from typing import Any, Final

from flask import Response
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from app.bench_house import House
from app.bench_submit import ORIGIN, PASSWORD, Browser, asked, hidden
from app.bench_submit import head as signed_in

Figure = dict[str, Any]
ROUNDS: Final = 25
LEAST: Final = "/accessibilite"
UNCOUNTED: Final = ("SAVEPOINT", "RELEASE", "ROLLBACK TO", "SELECT SET_CONFIG('PREAU.ACTOR'")
DIST: Final = Path(__file__).parent / "static/dist"
FONTS: Final = (
    "bricolage-grotesque-latin-wght-normal",
    "atkinson-hyperlegible-next-latin-wght-normal",
)


def figures(house: House) -> Iterator[Figure]:
    """Times in milliseconds, weights in kilobytes."""
    head = signed_in(house)
    least = _times(lambda: head.get(LEAST))
    page = _chain(head)
    yield from _changes(head, page, least)
    yield from _weights(head, page)
    admin = _administrator(house)
    yield from _previews(admin, least)
    yield from _edits(admin, least)


def chained(count: int, *, linked: bool, per_page: int = 1000) -> dict[str, Any]:
    """A form of `count` questions; linked, each is shown by the one before."""
    keys = [f"q{number}" for number in range(count)]
    items: list[dict[str, Any]] = [{"field": f"/{key}"} for key in keys]
    for number in range(1, count if linked else 0):
        items[number]["when"] = {"is_set": {"var": keys[number - 1]}}
    properties = {
        key: {"type": "string", "maxLength": 80, "title": f"Question {number}",
              "x-id": f"01J{number:023d}"}
        for number, key in enumerate(keys)
    }  # fmt: skip
    properties["total"] = {"type": "string", "format": "decimal", "title": "Total",
                           "x-id": f"01J{count:023d}"}  # fmt: skip
    items.append({"field": "/total"})
    pages = [
        {"id": f"p{at + 1}", "title": f"Étape {at + 1}",
         "items": items[at * per_page : (at + 1) * per_page]}
        for at in range(-(-len(items) // per_page))
    ]  # fmt: skip
    return {
        "kind": "form", "format": 1, "key": "mesure", "title": "Mesure", "language": "fr",
        "translations": {}, "computed": [], "prefill": [], "tests": [],
        "schema": {"type": "object", "additionalProperties": False, "required": [],
                   "properties": properties},
        "ui": {"pages": pages},
    }  # fmt: skip


def _chain(head: FlaskClient) -> str:
    """The address of a page of a hundred linked questions, all answered."""
    from core.actor import HOUSE
    from core.database import let_go, unit_of_work
    from schemas import operations

    with unit_of_work():
        operations.save_draft(HOUSE, "form", "mesure", chained(100, linked=True))
        operations.publish(HOUSE, "form", "mesure")
    let_go()
    sheet = head.get("/teleservices/mesure").text
    given = {"csrf_token": hidden(sheet, "csrf_token"), "autre": "1"}
    begun = asked(head, "/teleservices/mesure/commencer/demander", given)
    found = re.search(r"/demandes/([^/?]+)", begun)
    if found is None:
        raise RuntimeError(begun)
    page = f"/demandes/{found[1]}/etape/p1"
    for number in range(100):
        if number % 10 == 0:  # the chain opens as it is answered
            _saved(head, page, {f"q{at}": "oui" for at in range(number + 10)})
    return page


def _saved(client: FlaskClient, page: str, answers: dict[str, str]) -> tuple[float, list[str]]:
    """One change sent as the page does it: milliseconds, statements."""
    shown = client.get(page).text
    given = {name: hidden(shown, name) for name in ("csrf_token", "_version", "_seen")}
    with _statements() as sent:
        began = time.perf_counter()
        answer = client.post(
            f"{page}/enregistrer", data={**given, **answers},
            headers={**ORIGIN, "HX-Request": "true"},
        )  # fmt: skip
        took = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        message = f"{page}: {answer.status_code}"
        raise RuntimeError(message)
    return took, sent


def _changes(head: FlaskClient, page: str, least: float) -> Iterator[Figure]:
    every = {f"q{number}": "oui" for number in range(100)}
    told = [_saved(head, page, {**every, "q0": f"oui {n}"}) for n in range(ROUNDS)]
    most = max((sent for _took, sent in told), key=len)
    with _statements() as anyway:  # who comes, with which rights, under which settings
        head.get(LEAST)
    figure = _figure("form.change.100", [took for took, _sent in told], least)
    shared = sum(statement in anyway for statement in most)
    yield {**figure, "queries": len(most), "of_any_page": shared}


def _previews(admin: FlaskClient, least: float) -> Iterator[Figure]:
    _drafted(chained(100, linked=True))
    shown = admin.get("/administration/formulaires/mesure/modifier").text
    found = re.search(r'id="apercu-formulaire"[^>]*action="([^"]+)"', shown)
    if found is None:
        message = "the editor shows no preview"
        raise RuntimeError(message)
    given = {"csrf_token": hidden(shown, "csrf_token"), "_trial": hidden(shown, "_trial"),
             "etape": "p1"}  # fmt: skip
    answers = {f"q{number}": "oui" for number in range(100)}
    headers = {**ORIGIN, "HX-Request": "true"}

    def again() -> None:
        answer = admin.post(unescape(found[1]), data={**given, **answers}, headers=headers)
        if answer.status_code != 200:
            raise RuntimeError(answer.status)

    yield _figure("form.preview.100", [_took(again) for _ in range(ROUNDS)], least)


def _edits(admin: FlaskClient, least: float) -> Iterator[Figure]:
    path = "/administration/formulaires/mesure/modifier"
    _drafted(chained(300, linked=False, per_page=20))
    opened = [_took(lambda: admin.get(path)) for _ in range(ROUNDS // 2)]
    yield _figure("form.editor.300.open", opened, least)
    added = []
    for _ in range(ROUNDS // 2):
        shown = admin.get(path).text
        given = {name: hidden(shown, name) for name in ("csrf_token", "vu", "etape", "champ")}
        began = time.perf_counter()
        answer = admin.post(
            path, data={**given, "act": "add:text"}, headers={**ORIGIN, "HX-Request": "true"}
        )
        added.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(answer.status)
    yield _figure("form.editor.300.add", added, least)


def _weights(head: FlaskClient, page: str) -> Iterator[Figure]:
    """What travels the first time, what travels afterwards, and the editor's own script."""
    shown = head.get(page).text
    names = set(re.findall(r"/static/dist/([\w.-]+\.(?:js|css|svg))", shown))
    files = [path for path in DIST.iterdir() if path.name in names]
    files += [path for path in DIST.iterdir() if path.name.startswith(FONTS)]
    after = _zipped(shown.encode())
    cold = after + sum(_zipped(path.read_bytes()) for path in files)
    plain = len(shown.encode()) + sum(path.stat().st_size for path in files)
    yield _weight("form.page.cold", cold, plain, len(files) + 1)
    yield _weight("form.page.after", after, len(shown.encode()), 1)
    scripts = [
        path for path in DIST.iterdir() if re.match(r"(builder|conditions)-\w+\.js", path.name)
    ]
    own = sum(_zipped(path.read_bytes()) for path in scripts)
    yield _weight("form.editor.script", own, sum(p.stat().st_size for p in scripts), len(scripts))


def _administrator(house: House) -> FlaskClient:
    from accounts import operations as accounts
    from accounts import queries as people
    from core.actor import HOUSE
    from core.database import let_go, unit_of_work

    with unit_of_work():
        account = accounts.create_account(
            HOUSE, "bureau@example.org", "Ada Martin", password=PASSWORD
        )
        root = people.scope_by_path("/org")
        if root is not None:
            accounts.give_role(HOUSE, account, "administrateur", root)
    let_go()
    client = Browser(house.app, Response)
    token = hidden(client.get("/connexion").text, "csrf_token")
    asked(client, "/connexion", {"csrf_token": token, "email": account.email,
                                  "password": PASSWORD})  # fmt: skip
    return client


def _drafted(document: dict[str, Any]) -> None:
    from core.actor import HOUSE
    from core.database import let_go, unit_of_work
    from schemas import operations

    with unit_of_work():
        operations.save_draft(HOUSE, "form", "mesure", document)
    let_go()


def _figure(name: str, times: list[float], least: float) -> Figure:
    """The median; the first ones fill caches and are not counted."""
    value = median(times[2:])
    return {"name": name, "value": round(value, 1), "unit": "ms", "baseline": round(least, 1),
            "ratio": round(value / least, 1), "n": len(times) - 2}  # fmt: skip


def _weight(name: str, value: int, plain: int, count: int) -> Figure:
    return {"name": name, "value": round(value / 1024, 1), "unit": "kB",
            "baseline": round(plain / 1024, 1), "ratio": round(value / plain, 2),
            "n": count}  # fmt: skip


def _zipped(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def _times(act: Callable[[], Any]) -> float:
    return median([_took(act) for _ in range(ROUNDS)][2:])


def _took(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


@contextmanager
def _statements() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(UNCOUNTED):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
