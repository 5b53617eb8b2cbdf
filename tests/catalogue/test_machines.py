"""Other machines that are slow, down, hostile or talkative: a form opens, and people are told."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from html import unescape
from time import monotonic
from typing import Any

import pytest
import time_machine
from sqlalchemy import update

from catalogue.models import DataSource
from catalogue.prefills import machines
from core import clock
from core.database import session
from core.kept import Kept
from core.outbound import LARGEST
from tests.catalogue.test_form_changes import publish
from tests.catalogue.test_prefill import (
    GIVEN,
    SOURCES,
    answering,
    begun,
    entity,
    field,
    form,
    head,
    known,
    reachable,
    stage,
)
from tests.core.test_outbound import listener, whole
from tests.kit.loan import X
from tests.kit.people import person

__all__ = ["head", "reachable", "stage"]
LATE = "Le service « Parc » n’a pas répondu : remplissez vous-même."


@pytest.fixture(autouse=True)
def fresh(monkeypatch: Any) -> None:
    """What machines said to other tests is forgotten."""
    monkeypatch.setattr(machines, "_ANSWERS", Kept(512))
    monkeypatch.setattr(machines, "_FAILURES", Kept(128))


@contextmanager
def silent() -> Iterator[tuple[int, list[bytes]]]:
    """A machine that listens and never says a word."""
    heard: list[bytes] = []
    lines: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                lines.append(line)
                with suppress(OSError):
                    heard.append(whole(line))

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], heard
        server.shutdown(socket.SHUT_RDWR)
        for line in lines:
            line.close()


@contextmanager
def rude() -> Iterator[int]:
    """A machine that hears a greeting in TLS and answers as it likes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError), server.accept()[0] as line:
                line.recv(65536)
                line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


def settled(admin: Any, url: str, title: str = "Parc", **more: str) -> str:
    """A source set up by its page; the address of that page."""
    answer = admin.submit(f"{SOURCES}/nouvelle", {**GIVEN, "titre": title, "url": url, **more})
    assert answer.status_code == 303, answer.text[:800]
    return str(answer.location)


def tried(admin: Any, place: str) -> str:
    page = unescape(admin.submit(f"{place}/essayer").text)
    return page.partition('id="essai"')[2].partition("</form>")[0]


def head_of(status: str, more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\n{more}Content-Length: 0\r\n\r\n".encode()


FAILURES = {
    "moved": (head_of("302 Found", "Location: http://127.0.0.1:1/\r\n"), "aucun renvoi n’est"),
    "refused": (head_of("403 Forbidden"), "refuse l’accès (403)"),
    "unknown": (head_of("404 Not Found"), "ne connaît rien à cette adresse (404)"),
    "too many": (head_of("429 Too Many"), "trop de demandes (429)"),
    "odd": (head_of("422 Odd"), "n’accepte pas cette question (422)"),
    "down": (head_of("503 Down"), "est en panne (503)"),
    "created": (head_of("201 Created"), "a répondu 201 au lieu de 200"),
    "html": (answering("<html>"), "n’est pas du JSON"),
    "twice": (answering('{"a": 1, "a": 2}'), "nomme deux fois la même clé"),
    "deep": (answering("[" * 30 + "]" * 30), "trop de niveaux"),
    "huge": (answering('{"a": "' + "x" * LARGEST + '"}'), "dépasse 64 Ko"),
    "cut": (b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"a": 1}', "coupé la ligne"),
    "not http": (b"SSH-2.0-OpenSSH_9.6\r\n", "ne parle pas HTTP"),
    "nothing": (b"", "coupé la ligne"),
}  # fmt: skip


def test_a_source_that_fails_is_explained_in_plain_french(
    stage: Any, sign_in: Any, reachable: Any, monkeypatch: Any
) -> None:
    admin = sign_in(stage.admin)
    place = settled(admin, "https://parc.example/")
    for why, (answer, words) in FAILURES.items():
        with listener(answer) as (port, _heard):
            session.execute(update(DataSource).values(url=f"{reachable(port)}/"))
            told = tried(admin, place)
            assert words in told, (why, told)
            assert not re.search(r"[a-z]Error|Disconnected|IncompleteRead|not-json", told), why
    with rude() as port:
        closed = f"{reachable(port)}/"
        session.execute(update(DataSource).values(url=closed.replace("http:", "https:")))
        assert "connexion sécurisée (TLS)" in tried(admin, place)
    session.execute(update(DataSource).values(url=closed))
    assert "refuse la connexion" in tried(admin, place)
    session.execute(update(DataSource).values(url="https://127.0.0.1/"))
    assert "réseau intérieur" in tried(admin, place)
    with silent() as (port, _heard):
        session.execute(update(DataSource).values(url=f"{reachable(port)}/", seconds=1))
        assert "n’a pas répondu à temps" in tried(admin, place)

    def resolver(*_asked: Any, **_more: Any) -> Any:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    session.execute(update(DataSource).values(url="https://nulle-part.example/"))
    assert "Le nom de cette machine est inconnu" in tried(admin, place)


def test_a_secret_that_a_machine_says_back_is_not_shown(
    stage: Any, sign_in: Any, reachable: Any
) -> None:
    admin = sign_in(stage.admin)
    with listener(answering('{"lieu": "sesame-42", "echo": "sesame-42"}')) as (port, heard):
        told = tried(admin, settled(admin, reachable(port)))
        assert b"sesame-42" in heard[0]
        assert "Réponse reçue (200)" in told
        assert "•••" in told
        assert "sesame" not in told


def test_n04_a_form_opens_while_its_sources_hang(
    stage: Any, head: Any, sign_in: Any, reachable: Any, monkeypatch: Any
) -> None:
    """Each has a minute: all of them together have the budget of one opening."""
    admin = sign_in(stage.admin)
    publish(form(known("/lieu", "lookup", "parc:lieu"), known("/duree", "lookup", "cantine:lieu")))
    with silent() as (port, heard):
        for title in ("Parc", "Cantine"):
            settled(admin, f"{reachable(port)}/{title}", title)
        session.execute(update(DataSource).values(seconds=60))
        start = monotonic()
        with clock.at(clock.now()):
            page = begun(head)
            assert monotonic() - start < 40, "a budget, not the time of each"
            assert LATE in page
            assert "Le service « Cantine » n’a pas répondu" in page
            assert 'name="lieu"' in page
            assert len(heard) == 2
            assert LATE in begun(head)
        assert len(heard) == 2, "nobody waits twice for it within half a minute"
    with silent() as (port, heard):
        monkeypatch.setattr(machines, "BUDGET", 60)
        session.execute(update(DataSource).values(url=f"{reachable(port)}/autre", seconds=1))
        start = monotonic()
        assert LATE in begun(head)
        assert monotonic() - start < 40, "and each has its own time"


def openings(head: Any, *answers: bytes, reachable: Any) -> list[tuple[int, str]]:
    """Open the form once every 31 seconds; how often the machine was asked by then, the page."""
    found, asked, now = [], 0, clock.now()
    for number, answer in enumerate(answers):
        then = now + number * timedelta(seconds=31)
        with listener(answer) as (port, heard), time_machine.travel(then):
            session.execute(update(DataSource).values(url=f"{reachable(port)}/"))
            page = begun(head)
            asked += len(heard)
            found.append((asked, page))
    return found


def test_a_machine_in_trouble_is_left_alone_for_a_minute_then_asked_again(
    stage: Any, head: Any, sign_in: Any, reachable: Any
) -> None:
    publish(form(known("/lieu", "lookup", "parc:lieu", "yes")))
    settled(sign_in(stage.admin), "https://parc.example/")
    down, well = head_of("503 Down"), answering('{"lieu": "Ici"}')
    told = openings(head, down, down, down, well, well, well, reachable=reachable)
    assert [asked for asked, _page in told] == [1, 2, 3, 3, 4, 5]
    assert [LATE in page for _asked, page in told] == [True] * 4 + [False] * 2
    assert 'name="lieu"' in told[3][1], "nothing came: nothing is locked"
    assert "Ici</p>" in told[4][1]


def test_what_a_machine_says_of_one_school_silences_it_for_no_other(
    stage: Any, head: Any, sign_in: Any, reachable: Any
) -> None:
    publish(form(known("/lieu", "lookup", "parc:lieu")))
    settled(sign_in(stage.admin), "https://parc.example/")
    odd, html, well = head_of("422 Odd"), answering("<html>"), answering('{"lieu": "Ici"}')
    told = openings(head, odd, html, odd, well, reachable=reachable)
    assert [asked for asked, _page in told] == [1, 2, 3, 4]
    assert 'value="Ici"' in told[3][1]


def test_a_record_is_read_through_others_as_far_as_rights_and_three_of_them_go(
    stage: Any, head: Any, sign_in: Any
) -> None:
    from copy import deepcopy

    from core.actor import HOUSE
    from registry import operations as registry
    from schemas import operations as schemas
    from schemas import queries

    entity()
    newer = deepcopy(queries.live("entity", "etablissement").body)
    newer["schema"]["properties"]["voisin"] = field(6, type="string", title="Voisin")
    newer["fields"][X.format(6)] = {"class": "public"}

    def put(**data: Any) -> None:
        registry.update_record(HOUSE, stage.school, data)
        session.flush()

    def kept(document: Any) -> None:
        schemas.save_draft(HOUSE, "entity", "etablissement", document)
        schemas.publish(HOUSE, "entity", "etablissement")
        session.flush()

    kept(newer)
    put(voisin="celui d’en face", alarme="4711")
    newer["fields"][X.format(6)] = {
        "class": "public", "ui": {"widget": "record", "entity": "etablissement"}
    }  # fmt: skip
    kept(newer)
    text = {"type": "string", "maxLength": 120}
    rules = {
        "lieu": "voisin.nom", "loin": "voisin.voisin.nom", "trop": "voisin.voisin.voisin.nom",
        "clos": "voisin.alarme",
    }  # fmt: skip
    document = form(
        *(known(f"/{key}", "record", path, "yes") for key, path in rules.items()),
        more={key: {**text, "title": key} for key in rules if key != "lieu"},
    )
    publish(document)
    page = begun(head)
    assert all(f'name="{key}"' in page for key in rules), "what is no record fills nothing"
    put(voisin=str(stage.school.id))
    page = begun(head)
    assert [key for key in rules if f'name="{key}"' in page] == ["trop"]
    assert "4711</p>" in page, "a head reads it of his own school"
    member = person("membre@example.test", "membre-demandes", scope=stage.school.scope_path)
    page = begun(sign_in(member))
    assert [key for key in rules if f'name="{key}"' in page] == ["trop", "clos"]
    assert page.count(f"{stage.school.label}</p>") >= 2
    assert "4711" not in page, "through another record as well"
    codes = [p.path for p in schemas.problems_in_document(document) if "nowhere" in p.code]
    assert codes == ["/prefill/2/path"]


def test_a_trial_asks_no_machine_and_says_so_on_the_very_question(
    stage: Any, sign_in: Any, reachable: Any
) -> None:
    admin = sign_in(stage.admin)
    with listener(answering('{"lieu": "Ici"}')) as (port, heard):
        place = settled(admin, reachable(port))
        publish(form(known("/lieu", "lookup", "parc:lieu", "yes")))
        page = unescape(admin.get("/administration/formulaires/pret-instrument/essai").text)
        assert "Le service « Parc » n’est pas interrogé ici : répondez vous-même." in page
        assert 'name="lieu"' in page, "a sample answer may be typed, locked or not"
        assert heard == []
        assert "Jamais pendant l’essai d’un formulaire" in unescape(admin.get(place).text)


def test_what_agents_write_asks_no_machine_and_says_so(
    app: Any, sign_in: Any, reachable: Any
) -> None:
    from copy import deepcopy

    from schemas import queries
    from tests.kit import works as town

    scene = town.works()
    request = town.filed(scene)
    admin = sign_in(person("admin@example.test", "administrateur", name="Ada Roux"))
    with listener(answering('{"lieu": "Ici"}')) as (port, heard):
        settled(admin, reachable(port))
        made = deepcopy(queries.live("form", "instruction-travaux").body)
        made["prefill"] = [known("/observations", "lookup", "parc:lieu", "yes")]
        town.publish("form", made)
        agent = sign_in(scene.gestionnaire)
        circuit = queries.live("workflow", "travaux-3-niveaux").body
        tab = next(t["key"] for t in circuit["tabs"] if t.get("annotations"))
        page = unescape(agent.get(f"/demandes/{request.reference}?onglet={tab}").text)
        assert "Le service « Parc » n’est pas interrogé ici" in page
        assert 'name="observations"' in page
        assert heard == []
