"""Advice asked of somebody outside: one question, one link, one answer, and nothing else."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue import operations
from catalogue import queries as catalogue
from catalogue.advice_models import Advice
from catalogue.operations import advising
from catalogue.operations.advising import Question
from core import clock
from core.database import session
from core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from core.files import FileRule, store
from core.history import lines_of
from messaging import queries as messaging
from messaging.models import Mail
from tests.kit.works import Works, actor, circuit, filed, works
from workflows.errors import MoveRefused

TEXT = "La toiture peut-elle porter les panneaux ?"


@pytest.fixture
def town(app: Flask) -> Works:
    """« instruire » waits for the advice that was asked for."""
    document = circuit()
    for transition in document["transitions"]:
        if transition["key"] == "instruire":
            transition["checks"] = ["checklist.complete", "advice.answered"]
    return works(transitions=document["transitions"])


def asked(town: Works, request: Any, **more: Any) -> Advice:
    who = actor(town.gestionnaire)
    given = {
        "email": "expert@example.test", "name": "Jeanne Expert", "text": TEXT,
        "until": clock.today() + timedelta(days=5),
    }  # fmt: skip
    seen = catalogue.request_for(who, request.reference, lock=True)
    return advising.ask(who, seen, Question(**given | more))


def link(row: Advice) -> str:
    """What the mail leads to, as its reader finds it."""
    session.flush()
    advising.mail(row)
    session.flush()
    text = session.scalars(
        select(Mail.text).where(Mail.about_id == row.id).order_by(Mail.id.desc())
    ).first()
    found = re.search(r"/avis/[\w-]{43}", text or "")
    assert found
    session.commit()
    return found.group(0)


def shown(page: Any) -> str:
    """All that a page says; the token against forgery is another one each second."""
    text = str(page.get_data(as_text=True))
    return text[text.index("<main") : text.index("</main>")]


def test_a_question_is_asked_read_and_answered_once(town: Works, app: Flask, sign_in: Any) -> None:
    request = filed(town)
    row = asked(town, request, answers=[{"label": "Nature", "text": "Entretien"}])
    path, client = link(row), app.test_client()
    page = client.get(path)
    told = unescape(page.get_data(as_text=True))
    assert TEXT in told
    assert "Entretien" in told
    assert "B12" not in told  # what was not joined is nowhere
    assert request.reference not in told
    # under « no-referrer » browsers say « Origin: null », which the house refuses
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert 'name="referrer"' not in told
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "no-store" in page.headers["Cache-Control"]
    token = re.search(r'name="csrf_token" value="([^"]+)"', told)
    assert token
    sent = {"csrf_token": token.group(1), "text": "Oui, sous réserve."}
    assert client.post(path, data={**sent, "text": " "}).status_code == 422
    assert client.post(path, data=sent).status_code == 303
    assert client.post(path, data={**sent, "text": "Non !"}).status_code == 303
    again = unescape(client.get(path).get_data(as_text=True))
    assert "Oui, sous réserve." in again
    assert "Non !" not in again
    session.expire_all()
    (message,) = messaging.thread("request", request.id, internal=True)
    assert (message.author, message.internal) == ("Avis de Jeanne Expert", True)
    acts = {line.act for line in lines_of("request", request.id)}
    assert {"request.advice-asked", "request.advice-answered"} <= acts
    agents = unescape(
        sign_in(town.gestionnaire).get(f"/demandes/{request.reference}/avis").get_data(as_text=True)
    )
    assert "Oui, sous réserve." in agents
    head = sign_in(town.head)
    assert "Oui, sous réserve." not in head.get(f"/demandes/{request.reference}").get_data(
        as_text=True
    )
    assert head.get(f"/demandes/{request.reference}/avis").status_code in {403, 404}


def test_a_link_opens_nothing_once_revoked_ended_or_guessed(town: Works, app: Flask) -> None:
    request = filed(town)
    row, client = asked(town, request), app.test_client()
    path = link(row)
    dead = client.get("/avis/" + "x" * 43)
    assert dead.status_code == 404
    who = actor(town.gestionnaire)
    seen = catalogue.request_for(who, request.reference, lock=True)
    advising.revoke(who, seen, row.id)
    session.commit()
    revoked = client.get(path)
    assert (revoked.status_code, shown(revoked)) == (404, shown(dead))
    assert advising.queries.awaited_count(request.id) == 0
    other = asked(town, request)
    path = link(other)
    other.due_at = clock.now() - timedelta(seconds=1)
    session.commit()
    assert shown(client.get(path)) == shown(dead)


def test_no_file_comes_through_a_link_it_was_not_joined_to(town: Works, app: Flask) -> None:
    request = filed(town)
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    kept = [
        store().keep(
            actor(town.head), ("request", request.id), io.BytesIO(pdf), name, FileRule(), place="/x"
        )
        for name in ("plan.pdf", "secret.pdf")
    ]
    row = asked(town, request, files=[str(kept[0].id)])
    other = asked(town, request)
    path, elsewhere, client = link(row), link(other), app.test_client()
    (joined,) = row.files
    assert joined != str(kept[0].id)
    with client.get(f"{path}/fichiers/{joined}") as joined_file:
        assert joined_file.status_code == 200
    for there, file_id in (
        (path, kept[0].id), (path, kept[1].id), (elsewhere, joined), (elsewhere, kept[1].id),
    ):  # fmt: skip
        assert client.get(f"{there}/fichiers/{file_id}").status_code == 404
    assert client.get(f"/fichiers/{joined}").status_code == 404


def test_advice_that_is_awaited_holds_the_move_that_asks_for_it(town: Works) -> None:
    request = filed(town)
    who = actor(town.gestionnaire)
    seen = catalogue.request_for(who, request.reference, lock=True)
    operations.tick(who, seen, "surface", done=True)
    with pytest.raises(MoveRefused) as never:
        operations.move(who, seen, "instruire")
    assert "Aucun avis n’a été demandé" in str(never.value.message)
    row = asked(town, request)
    with pytest.raises(MoveRefused) as refused:
        operations.move(who, seen, "instruire")
    assert "Jeanne Expert" in str(refused.value.message)
    row.answered_at = clock.now()
    session.flush()
    assert operations.move(who, seen, "instruire").to_status == "visas"


def test_who_does_not_work_on_the_request_asks_and_revokes_nothing(town: Works) -> None:
    request = filed(town)
    row = asked(town, request)
    head = actor(town.head)
    seen = catalogue.request_for(head, request.reference, lock=True)
    with pytest.raises(Forbidden):
        advising.ask(head, seen, Question("a@b.fr", "X", "?", clock.today()))
    with pytest.raises(NotFound):
        advising.revoke(head, seen, row.id)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"email": "deux@a.fr,trois@a.fr"}, "/email"),
        ({"name": " "}, "/name"),
        ({"text": ""}, "/question"),
        ({"until": None}, "/until"),
    ],
)
def test_what_is_no_question_is_refused_at_its_field(
    town: Works, change: dict[str, Any], path: str
) -> None:
    with pytest.raises(Invalid) as refused:
        asked(town, filed(town), **change)
    assert [problem.path for problem in refused.value.problems] == [path]


def test_nobody_is_flooded(town: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    request = filed(town)
    monkeypatch.setattr(advising, "MOST_OPEN", 1)
    asked(town, request)
    with pytest.raises(Conflict):
        asked(town, request)
    monkeypatch.setattr(advising, "MOST_A_DAY", 1)
    monkeypatch.setattr(advising, "MOST_OPEN", 9)
    with pytest.raises(TooMany):
        asked(town, request)


def test_a_reminder_leaves_once_and_its_link_opens_the_same_question(
    town: Works, app: Flask
) -> None:
    row = asked(town, filed(town), until=clock.today() + timedelta(days=1))
    link(row)
    row.created_at = clock.now() - timedelta(days=2)
    session.flush()
    advising.remind()
    advising.remind()
    session.flush()
    mails = session.scalars(select(Mail.text).where(Mail.about_id == row.id).order_by(Mail.id))
    texts = mails.all()
    assert len(texts) == 2
    found = re.search(r"/avis/[\w-]{43}", texts[-1])
    session.commit()
    assert found
    assert app.test_client().get(found.group(0)).status_code == 200


def test_the_page_of_the_desk_joins_only_what_is_ticked(town: Works, sign_in: Any) -> None:
    request = filed(town)
    session.commit()
    client = sign_in(town.gestionnaire)
    path = f"/demandes/{request.reference}/avis"
    page = unescape(client.get(path).get_data(as_text=True))
    line = r'name="answers" value="(\w{24})"[^>]*><label[^>]*>[^<]*entretien'
    key = re.findall(line, page, re.IGNORECASE)[0]
    sent = {"email": "e@example.test", "name": "Jean", "question": TEXT, "answers": key,
            "until": (clock.today() + timedelta(days=3)).isoformat()}  # fmt: skip
    assert client.submit(path, {**sent, "until": ""}).status_code == 422
    assert client.submit(path, sent).status_code == 303
    (row,) = session.scalars(select(Advice))
    assert len(row.answers) == 1
    assert row.files == []
    assert row.token_sha256 is None  # the token is made with its mail
