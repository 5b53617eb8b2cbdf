"""Too many at once (FAULTS R-26): bounded, told quickly, nothing typed is lost (R-10)."""

from __future__ import annotations

import contextvars
import html
import os
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client as Plain

from app.again import SECRET
from app.shedding import Shedding
from core.sessions import OVERLOADED
from tests.attacks.town import WORKS
from tests.kit.works import works

LATE = {OVERLOADED: True}


class House:
    """The application behind the door, with one page that takes as long as the test says."""

    def __init__(self, app: Flask, **sizes: Any) -> None:
        self.inside, self.go_on = threading.Semaphore(0), threading.Event()
        self.real = app.wsgi_app
        self.door = Shedding(self.wsgi, "http://localhost", **sizes)

    def wsgi(self, environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"] == "/slow":
            self.inside.release()
            self.go_on.wait(30)
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b"at last"]
        if environ["PATH_INFO"] == "/broken":
            raise RuntimeError
        return self.real(environ, start_response)

    def get(self, path: str, **more: Any) -> Any:
        asked = {"base_url": "http://localhost", "buffered": True, **more}
        return contextvars.Context().run(lambda: Plain(self.door).get(path, **asked))


def test_r26_what_comes_on_top_is_told_when_to_come_back(app: Flask) -> None:
    house = House(app, at_once=2, waiting=1, patience=30)
    with ThreadPoolExecutor(3) as pool:
        slow = [pool.submit(house.get, "/slow") for _ in range(2)]
        for _ in slow:
            assert house.inside.acquire(timeout=10)
        waiting = pool.submit(house.get, "/slow")
        while house.door._queue._value:  # until the third has sat down
            os.sched_yield()
        refused = house.get("/teleservices"), house.get("/api/v1/services")
        health = house.get("/healthz"), house.get("/readyz"), house.get("/static/nowhere.css")
        house.go_on.set()
        assert [one.result().status_code for one in (*slow, waiting)] == [200, 200, 200]
    for answer in refused:
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert "Content-Security-Policy" in answer.headers
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
    assert "momentanément" in refused[0].get_data(as_text=True)
    assert "momentanément" in refused[1].json["detail"]
    assert refused[1].mimetype == "application/problem+json"
    assert [one.status_code for one in health] == [200, 200, 404]
    assert house.get("/connexion").status_code == 200


def test_r26_nobody_waits_longer_than_told(app: Flask) -> None:
    house = House(app, at_once=1, waiting=1, patience=0.01)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(house.get, "/slow")
        assert house.inside.acquire(timeout=10)
        assert house.get("/connexion").status_code == 503
        english = house.get("/connexion", headers={"Accept-Language": "en"})
        assert 'lang="en"' in english.get_data(as_text=True)
        house.go_on.set()
        assert slow.result().status_code == 200


def test_r26_an_accident_gives_its_place_back(app: Flask) -> None:
    house = House(app, at_once=1, waiting=1, patience=0.01)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            house.get("/broken")
    assert house.get("/connexion").status_code == 200


def kept_form(answer: Any) -> tuple[str, dict[str, str]]:
    """The form that a page of refusal holds."""
    text = answer.get_data(as_text=True)
    action = re.search(r'<form method="post" action="([^"]+)"', text)
    assert action is not None, text
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', text)
    return html.unescape(action[1]), {
        html.unescape(name): html.unescape(value) for name, value in fields
    }


def test_r10_r26_what_was_typed_is_in_the_page_and_is_sent_again(app: Flask, sign_in: Any) -> None:
    """FAULTS R-10: 503, the words are there; the same button later does the act once."""
    scene = works()
    head = sign_in(scene.head)
    sheet = head.submit("/teleservices/travaux/commencer/demander", {"_key": "a"})
    page = head.get(sheet.location, follow_redirects=True)
    path = page.request.path.replace("/p1", "/p2")
    words = 'Des stores <b>"cassés"</b>\r\net deux fenêtres'
    typed = {"description": words, "nature": WORKS["nature"], "_action": "next", "_key": "k-1"}
    late = head.submit(path, typed, environ_overrides=LATE)
    assert late.status_code == 503
    assert late.headers["Retry-After"] == "5"
    assert "Set-Cookie" not in late.headers
    action, fields = kept_form(late)
    assert action == path
    assert fields["description"] == words
    origin = {"Origin": "http://localhost"}
    again = head.post(action, data=fields, headers=origin)
    assert again.status_code in {303, 422}, again.status_code
    assert head.post(action, data=fields, headers=origin).status_code in {303, 422}
    assert "et deux fenêtres" in head.get(path).get_data(as_text=True)


def test_r10_a_secret_is_never_written_into_a_page(app: Flask, client: Any) -> None:
    sent = {"email": "a@example.test", f"new_{SECRET[0]}": "Zibeline"}
    answer = client.submit("/connexion", sent, environ_overrides=LATE)
    assert answer.status_code == 503
    assert "Zibeline" not in answer.get_data(as_text=True)
    assert "Envoyer de nouveau" not in answer.get_data(as_text=True)
