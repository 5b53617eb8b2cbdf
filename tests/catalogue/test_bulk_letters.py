"""« Éditer les courriers »: one letter a request, stopped, resumed, fetched with today’s rights."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accounts import operations as accounts
from accounts.models import GroupMember
from catalogue.models import BulkItem, BulkRun
from catalogue.operations import bulk
from core.actor import HOUSE
from core.database import session
from core.running import run_all
from documents import press, pressing
from documents.models import IssuedDocument
from documents.operations import void
from tests.catalogue.test_decision_letters import LETTER
from tests.kit.people import person
from tests.kit.works import Works, filed, publish, works

DESK = {**LETTER, "key": "convocation", "title": "Convocation", "at_desk": True}
LIST = "/bureau/lots"


@pytest.fixture
def scene(app: Flask) -> Works:
    """The town at work, with a letter agents may issue and one they may not."""
    made = works()
    publish("template", LETTER)
    publish("template", DESK)
    return made


@pytest.fixture
def agent(scene: Works, sign_in: Any) -> Any:
    """Somebody at the desk."""
    return sign_in(scene.gestionnaire)


def prepared(agent: Any, *requests: Any) -> str:
    """The address of a run of letters about these requests."""
    refs = [f"{one.reference}:{one.version}" for one in requests]
    answer = agent.submit(LIST, {"act": "letter", "ref": refs})
    assert answer.status_code == 303, answer.get_data(as_text=True)[:500]
    return str(answer.location)


def test_agents_issue_one_letter_a_request_and_fetch_them_together(scene, agent, sign_in):
    requests = [filed(scene) for _ in range(3)]
    session.commit()
    url = prepared(agent, *requests)
    page = agent.get(url).get_data(as_text=True)
    assert "Convocation" in page
    assert "Accord pour des travaux" not in page  # it announces a decision: circuits send it
    refused = agent.submit(f"{url}/lancer", {"courrier": "accord"})
    assert refused.status_code == 422
    assert agent.submit(f"{url}/lancer", {"courrier": "convocation"}).status_code == 303
    run_all()
    assert "3 courriers établis" in agent.get(url).get_data(as_text=True)
    made = session.scalars(
        select(IssuedDocument).where(IssuedDocument.template_key == "convocation")
    ).all()
    assert len({one.number for one in made}) == 3
    assert all(one.data["_signature"] == ["Amina Benali"] for one in made)
    order = {"recto_verso": "on"}
    assert agent.submit(f"{url}/imprimer", order).location.endswith("/exports")
    assert sign_in(scene.visa_budget).submit(f"{url}/imprimer").status_code == 404
    void(HOUSE, made[0], "erreur")
    session.commit()
    run_all()
    printed = _fetched(agent)
    assert printed.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in printed
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 3  # two letters, a blank back
    answer = agent.get(f"{url}/courriers.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.get_data()))
    answer.close()
    assert len(archive.namelist()) == 2  # what is void is not handed out
    assert archive.read(archive.namelist()[0]).startswith(b"%PDF-")
    assert sign_in(scene.visa_budget).get(f"{url}/courriers.zip").status_code == 404


def _fetched(agent: Any) -> bytes:
    """The last file that was asked for."""
    page = agent.get("/exports").get_data(as_text=True)
    found = re.search(r"/exports/[0-9a-f-]{36}/fichier", page)
    assert found, page[-3000:]
    with agent.get(found[0]) as answer:
        made: bytes = answer.get_data()
    return made


def test_more_letters_than_a_press_bears_come_as_files_in_their_order(
    scene, agent, monkeypatch, tmp_path
):
    weak = tmp_path / "press.py"  # dies of three letters in one file
    source = pressing.CHILD.read_text("utf-8").replace(
        "    compiler = compiler_of()\n",
        '    if any(len(paper["letters"]) > 2 for paper in papers):\n        sys.exit(9)\n'
        "    compiler = compiler_of()\n",
    )
    folder = f"Path({str(press.FOLDER)!r})"
    weak.write_text(source.replace('Path(__file__).resolve().parent / "typst"', folder))
    monkeypatch.setattr(pressing, "CHILD", weak)
    requests = [filed(scene) for _ in range(3)]
    session.commit()
    url = prepared(agent, *requests)
    agent.submit(f"{url}/lancer", {"courrier": "convocation"})
    run_all()
    agent.submit(f"{url}/imprimer")
    run_all()
    names = zipfile.ZipFile(io.BytesIO(_fetched(agent))).namelist()
    assert names == ["0001 à 0001.pdf", "0002 à 0003.pdf"]


def test_a_letter_of_the_desk_knows_the_answers_of_every_service_it_may_be_about(scene, sign_in):
    admin = sign_in(person("ada@example.test", "administrateur", name="Ada Martin"))
    page = admin.get("/administration/modeles/convocation/texte").get_data(as_text=True)
    assert "donnees.description" in page
    assert "n’existe plus ici" not in page


def test_letters_are_fetched_with_the_rights_of_the_moment(scene, agent):
    request = filed(scene)
    session.commit()
    url = prepared(agent, request)
    agent.submit(f"{url}/lancer", {"courrier": "convocation"})
    run_all()
    with agent.get(f"{url}/courriers.zip") as answer:
        assert answer.status_code == 200
    member = session.scalars(
        select(GroupMember).where(GroupMember.account_id == scene.gestionnaire.id)
    ).one()
    accounts.remove_from_group(HOUSE, member)
    session.commit()
    assert agent.get(f"{url}/courriers.zip").status_code in {403, 404}


def test_a_run_that_stopped_goes_on_where_it_was_and_makes_no_letter_twice(scene, monkeypatch):
    from catalogue.operations.bulk import Chosen, Wanted, letters
    from tests.kit.works import actor

    monkeypatch.setattr(letters, "CHUNK", 1)
    requests = [filed(scene) for _ in range(3)]
    who = actor(scene.gestionnaire)
    run = bulk.prepare(who, Wanted("letter"), Chosen([(r.reference, r.version) for r in requests]))
    bulk.launch(run, settings={"template": "convocation", "name": "Convocation"})
    session.commit()
    from core import jobs

    taken = jobs.take(1, only=run.job_id)[0]
    assert bulk.run_step(taken)
    bulk.stop(run)
    jobs.give_back([taken])
    session.commit()
    run_all()
    run = session.get_one(BulkRun, run.id, populate_existing=True)
    assert (run.state, run.totals["at"]) == ("stopped", 1)
    bulk.resume(run)
    session.commit()
    run_all()
    outcomes = session.scalars(select(BulkItem.outcome).where(BulkItem.run_id == run.id)).all()
    assert set(outcomes) == {"done"}
    count = session.scalars(
        select(IssuedDocument.id).where(IssuedDocument.template_key == "convocation")
    ).all()
    assert len(count) == 3
