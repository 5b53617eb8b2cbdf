"""Files brought piece by piece while a page is filled in: they go on after a cut or a kill, and are
judged at the end as any other (I-01, I-14)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from catalogue.models import Request
from core import clock
from core.actor import HOUSE
from core.database import session
from core.running import run_all
from documents import operations as documents
from documents import pieces
from documents.models import StoredFile
from documents.sweeping import sweep
from tests.catalogue.test_form_changes import hidden, row_names
from tests.documents.samples import PDF, png
from tests.kit.clamd import EICAR, Clamd
from tests.kit.loan import FORM, X
from tests.kit.s3 import S3
from tests.kit.stage import Stage, set_stage

BYTES = b"%PDF-1.4\n" + bytes(range(256)) * 5000 + b"\n%%EOF\n"


@pytest.fixture
def stage(app: Any, tmp_path: Any) -> Stage:
    stage = set_stage(tmp_path)
    form = deepcopy(FORM)
    form["schema"]["properties"]["piece"] = {
        "type": "array", "maxItems": 2, "title": "Justificatif", "x-id": X.format(50),
        "items": {"type": "string", "format": "preau-file"},
    }  # fmt: skip
    form["ui"]["pages"][0]["items"].append({"field": "/piece", "widget": "file"})
    from schemas import operations

    operations.save_draft(HOUSE, "form", form["key"], form)
    operations.publish(HOUSE, "form", form["key"])
    session.flush()
    return stage


@pytest.fixture
def head(stage: Stage, sign_in: Any) -> Any:
    return sign_in(stage.head)


@pytest.fixture
def page(head: Any) -> str:
    return str(head.submit("/teleservices/pret-instrument/commencer/emprunter").location)


def begin(head: Any, page: str, size: int, name: str = "plan.pdf", **more: str) -> Any:
    said = {"champ": "piece", "nom": name, "taille": str(size), "marque": "17", **more}
    return head.submit(f"{page}/fichiers", said)


def piece(head: Any, url: str, at: int, content: bytes) -> Any:
    headers = {"X-CSRFToken": head.token(), "Origin": "http://localhost"}
    data = {"morceau": (io.BytesIO(content), "morceau")}
    return head.post(f"{url}?a={at}", data=data, headers=headers)


def bring(head: Any, page: str, content: bytes, name: str = "plan.pdf") -> Any:
    """All of it; the last answer."""
    told = begin(head, page, len(content), name).json
    for at in range(0, len(content), told["piece"]):
        answer = piece(head, told["url"], at, content[at : at + told["piece"]])
    return answer


def kept(head: Any, html: str) -> bytes:
    """The bytes of the one file of the page."""
    link = re.search(r'href="(/fichiers/[^"]+)"', html)
    assert link
    with head.get(link[1]) as answer:
        return bytes(answer.data)


def test_a_file_goes_on_where_the_network_cut_it(head: Any, page: str) -> None:
    told = begin(head, page, len(BYTES)).json
    size = told["piece"]
    assert piece(head, told["url"], 0, BYTES[:size]).json == {"offset": size}
    again = piece(head, told["url"], 0, BYTES[:size])  # its answer was lost
    assert (again.status_code, again.json) == (409, {"offset": size})
    assert head.get(told["url"]).json == {"offset": size}
    assert begin(head, page, len(BYTES)).json == {**told, "offset": size}  # chosen again
    for at in range(size, len(BYTES), size):
        last = piece(head, told["url"], at, BYTES[at : at + size]).json
    assert last["done"]
    html = head.get(page).text
    assert "plan.pdf" in html
    assert kept(head, html) == BYTES


def test_while_the_bucket_is_away_the_last_piece_waits_and_is_sent_again(
    app: Any, monkeypatch: pytest.MonkeyPatch, head: Any, page: str
) -> None:
    server = S3()
    server.serve(app, monkeypatch)
    told = begin(head, page, len(PDF)).json
    server.away_after = 0
    answer = piece(head, told["url"], 0, PDF)
    assert answer.status_code == 503
    assert answer.json["error"].startswith("Le fichier n’a pas été enregistré")
    assert head.get(told["url"]).json == {"offset": 0}
    assert "plan.pdf" not in head.get(page).text
    server.away_after = 10**9
    assert piece(head, told["url"], 0, PDF).json["done"]
    assert kept(head, head.get(page).text) == PDF
    assert list(server.files.values()) == [PDF]
    server.close()


def test_what_a_killed_process_wrote_past_its_word_is_cut(head: Any, page: str) -> None:
    told = begin(head, page, len(BYTES)).json
    piece(head, told["url"], 0, BYTES[: told["piece"]])
    coming = pieces.path_of(_id(told))
    with coming.open("ab") as file:
        file.write(b"half a piece")
    for at in range(told["piece"], len(BYTES), told["piece"]):
        piece(head, told["url"], at, BYTES[at : at + told["piece"]])
    assert kept(head, head.get(page).text) == BYTES
    assert not coming.exists()


def test_a_file_is_judged_when_all_of_it_is_there(head: Any, page: str) -> None:
    told = bring(head, page, png() + b"<script>alert(1)</script>", "photo.png").json
    assert "cache une page web" in told["error"]
    assert "photo.png" not in head.get(page).text
    big = begin(head, page, 21 * 1024 * 1024)
    assert big.status_code == 422
    assert "dépasse 20 Mo" in big.json["error"]
    told = begin(head, page, 10).json
    assert piece(head, told["url"], 0, b"x" * 11).status_code == 422
    assert piece(head, told["url"], 0, b"x" * (told["piece"] + 9999)).status_code == 413


def test_no_more_files_than_the_question_takes(head: Any, page: str) -> None:
    for name in ("un.pdf", "deux.pdf"):
        assert "error" not in bring(head, page, BYTES[:9] + b"x" * 90, name).json
    assert (
        "Retirez des fichiers"
        in bring(head, page, BYTES[:9] + b"y" * 80, "trois.pdf").json["error"]
    )
    sent = {**hidden(head.get(page).text), "instrument": "violon", "duree": "2", "_action": "next"}
    assert head.submit(page, sent).status_code == 303


def test_files_on_their_way_are_their_bringers_alone(
    stage: Stage, head: Any, page: str, sign_in: Any
) -> None:
    told = begin(head, page, len(BYTES)).json
    stranger = sign_in(stage.other_head)
    assert begin(stranger, page, 10).status_code == 404
    assert stranger.get(told["url"]).status_code == 404
    assert piece(stranger, told["url"], 0, b"x").status_code == 404
    assert begin(head, page, 10, champ="instrument").status_code == 404
    assert head.submit(f"{told['url']}/abandonner").status_code == 204
    assert head.get(told["url"]).status_code == 404


def test_what_nobody_goes_on_with_is_purged(head: Any, page: str) -> None:
    told = begin(head, page, len(BYTES)).json
    piece(head, told["url"], 0, BYTES[: told["piece"]])
    with clock.at(clock.now() + timedelta(days=2)):
        sweep()
    assert head.get(told["url"]).status_code == 404
    assert told["piece"] == documents.PIECE
    assert "Justificatif" in unescape(head.get(page).text)


def _id(told: dict[str, Any]) -> Any:
    from uuid import UUID

    return UUID(told["url"].rsplit("/", 1)[1])


@pytest.fixture
def clamd(app: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clamd]:
    there = Clamd()
    there.start()
    there.serve(app, monkeypatch)
    yield there
    there.close()


def hand_in(head: Any, page: str) -> Any:
    """Fill in the rest and hand in."""
    sent = {**hidden(head.get(page).text), "instrument": "violon", "duree": "2", "_action": "next"}
    head.submit(page, sent)
    number = page.split("/")[2]
    html = head.get(f"/demandes/{number}/etape/qui").text
    first, price = row_names(html)
    sent = {**hidden(html), "_action": "next", first: "Ana", price: "120,50"}
    head.submit(f"/demandes/{number}/etape/qui", sent)
    return head.submit(f"/demandes/{number}/deposer")


def test_i16_an_infected_file_is_opened_by_nobody_and_its_owner_is_told_what_to_do(
    stage: Stage, head: Any, page: str, clamd: Clamd
) -> None:
    assert "error" not in bring(head, page, PDF + EICAR).json
    html = unescape(head.get(page).text)
    assert "Analyse antivirus en cours" in html
    assert "/fichiers/" not in html.replace(page, "")
    file_id = session.scalars(select(StoredFile.id)).one()
    assert head.get(f"/fichiers/{file_id}").status_code == 404
    run_all()
    html = unescape(head.get(page).text)
    assert "Virus détecté" in html
    assert "Personne ne peut l’ouvrir. Retirez-le, puis joignez un fichier sain." in html
    assert head.get(f"/fichiers/{file_id}").status_code == 404
    refused = hand_in(head, page)
    assert refused.status_code == 422
    assert "L’antivirus a détecté un virus dans ce fichier" in unescape(refused.text)
    told = unescape(head.get("/avis").text)
    assert "L’antivirus a écarté un fichier que vous avez joint à la demande" in told
    removal = re.search(r'value="(files\.remove:[^"]+)"', head.get(page).text)
    assert removal
    head.submit(page, {**hidden(head.get(page).text), "_action": unescape(removal[1])})
    assert "error" not in bring(head, page, BYTES, "sain.pdf").json
    assert hand_in(head, page).location.endswith("/recepisse")


def test_r22_while_the_antivirus_is_down_a_request_is_handed_in_and_its_file_waits(
    stage: Stage, head: Any, page: str, clamd: Clamd, sign_in: Any
) -> None:
    clamd.stop()
    bring(head, page, BYTES)
    run_all()
    assert hand_in(head, page).location.endswith("/recepisse")
    file_id = session.scalars(select(StoredFile.id)).one()
    reference = session.scalars(select(Request.reference)).one()
    agent = sign_in(stage.luthier)
    seen = f"/demandes/{reference}"
    assert "Analyse antivirus en cours" in agent.get(seen).text
    assert agent.get(f"/fichiers/{file_id}").status_code == 404
    clamd.start()
    with clock.at(clock.now() + timedelta(seconds=61)):
        run_all()
    assert "Analyse antivirus" not in agent.get(seen).text
    with agent.get(f"/fichiers/{file_id}") as answer:
        assert answer.data == BYTES
