"""Many requests at once, through the pages: chosen, foreseen, launched, stopped, taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.models import BulkItem, BulkRun, Request
from catalogue.operations.bulk import running
from core import jobs
from core.database import session, unit_of_work
from core.models import Change, Job
from core.running import run_all
from messaging.models import Mail
from tests.catalogue.test_replacements import replaced
from tests.kit.people import person
from tests.kit.queries import queries_at_most
from tests.kit.works import Works, filed, moved, works
from workflows.models import Step

Sign = Callable[[Any], Any]


@pytest.fixture
def scene(app: Flask) -> Works:
    return works()


def prepared(client: Any, act: str, *requests: Any, **more: Any) -> str:
    """The page of the run that this choice leads to."""
    refs = [f"{r.reference}:{r.version}" for r in requests]
    answer = client.submit("/bureau/lots", {"act": act, "ref": refs, "vue": "toutes", **more})
    assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]
    return str(answer.headers["Location"])


def text(client: Any, path: str) -> str:
    """A page that opens, with its tags off and its blanks one."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:2000]
    return words(answer)


def words(answer: Any) -> str:
    html = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return " ".join(html.replace("&#39;", "’").split())


def several(scene: Works, count: int) -> list[Any]:
    return [filed(scene) for _ in range(count)]


def statuses(*requests: Any) -> list[str]:
    session.expire_all()
    return [session.get_one(Request, r.id).status for r in requests]


def run_of(path: str) -> BulkRun:
    session.expire_all()
    return session.get_one(BulkRun, UUID(path.rsplit("/", 1)[1]))


def test_where_nothing_can_be_launched_nothing_is_asked(scene: Works, sign_in: Sign) -> None:
    far = filed(scene)
    moved(scene, far, "instruire", "visas")
    client = sign_in(scene.gestionnaire)
    page = prepared(client, "move:demander_complement", far)
    said = text(client, page)
    assert said.count("Aucune de ces demandes ne peut avancer ainsi.") == 1
    assert "1 est déjà à l’étape « À décider »" in said
    assert "Retour à la liste" in said
    assert "Relisez" not in said
    html = client.get(page).get_data(as_text=True)
    assert "<textarea" not in html
    assert "/lancer" not in html
    assert "disabled" not in html


def test_a_dry_run_says_in_words_what_would_come_and_changes_nothing(
    scene: Works, sign_in: Sign
) -> None:
    first, second, far, gone = several(scene, 4)
    moved(scene, far, "instruire", "visas")
    moved(scene, gone, "demander_complement")
    client = sign_in(scene.gestionnaire)
    page = prepared(client, "move:demander_complement", first, second, far, gone)
    said = text(client, page)
    assert "Faire corriger : 4 demandes" in said
    assert "2 reviennent à « À compléter »" in said
    assert "1 est déjà à l’étape « À décider »" in said
    assert "1 est déjà à l’étape « À compléter »" in said
    assert "Lancer pour 2 demandes" in said
    assert statuses(first, second, far) == ["depose", "depose", "decision"]
    assert far.reference in text(client, f"{page}?voir=essai-1")
    assert first.reference not in text(client, f"{page}?voir=essai-1")


def test_a_run_moves_each_request_and_tells_what_it_could_not_move(
    scene: Works, sign_in: Sign
) -> None:
    first, second, other = several(scene, 3)
    moved(scene, other, "instruire", "visas")
    client = sign_in(scene.gestionnaire)
    page = prepared(client, "move:demander_complement", first, second, other)
    answer = client.submit(f"{page}/lancer", {"comment": "Il manque le devis."})
    assert answer.status_code == 303
    assert "0 sur 3 traitées" in text(client, page)
    run_all()
    said = text(client, page)
    assert "2 reculées, 1 refusée." in said
    assert re.search(r"Annuler \(1 min \d\d\)|Annuler \(2 min \d\d\)", said)
    assert statuses(first, second, other) == ["a_completer", "a_completer", "decision"]
    assert lines_of(first) == lines_of(second) == 1
    assert "Faire corriger : 3 demandes" in text(client, "/bureau/lots")


def lines_of(request: Any) -> int:
    return int(
        session.scalar(
            select(func.count())
            .select_from(Change)
            .where(
                Change.subject_id == request.id,
                Change.act == "request.moved",
                Change.facts["transition"].as_string() == "demander_complement",
            )
        )
        or 0
    )


def test_a_comment_the_move_requires_is_asked_once_for_all(scene: Works, sign_in: Sign) -> None:
    request = filed(scene)
    client = sign_in(scene.gestionnaire)
    page = prepared(client, "move:demander_complement", request)
    answer = client.submit(f"{page}/lancer", {"comment": " "})
    assert answer.status_code == 422
    assert "Dites pourquoi dans un commentaire." in words(answer)
    assert statuses(request) == ["depose"]


def test_nothing_chosen_leads_back_to_the_list(scene: Works, sign_in: Sign) -> None:
    client = sign_in(scene.gestionnaire)
    answer = client.submit("/bureau/lots", {"act": "assign", "vue": "toutes"})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/bureau?")
    assert "Choisissez au moins une demande." in text(client, answer.headers["Location"])
    assert session.scalar(select(func.count()).select_from(BulkRun)) == 0


def test_a_whole_view_is_taken_as_it_stands_at_that_moment(scene: Works, sign_in: Sign) -> None:
    kept = several(scene, 3)
    client = sign_in(scene.gestionnaire)
    answer = client.submit(
        "/bureau/lots", {"act": "move:demander_complement", "tout": "1", "vue": "toutes"}
    )
    page = answer.headers["Location"]
    late = filed(scene)
    client.submit(f"{page}/lancer", {"comment": "Il manque le devis."})
    run_all()
    assert statuses(*kept, late) == ["a_completer"] * 3 + ["depose"]


def test_a03_what_one_may_not_see_is_as_what_does_not_exist(scene: Works, sign_in: Sign) -> None:
    request = filed(scene)
    stranger = person("etranger@example.test", "agent", name="Léo Autre", groups=("autre",))
    client = sign_in(stranger)
    data = {"act": "assign", "ref": [f"{request.reference}:{request.version}", "2026-99999:1"]}
    answer = client.submit("/bureau/lots", data)
    assert "Choisissez au moins une demande." in text(client, answer.headers["Location"])
    assert session.scalar(select(func.count()).select_from(BulkItem)) == 0


def test_a03_a_run_is_its_makers_alone(scene: Works, sign_in: Sign) -> None:
    request = filed(scene)
    page = prepared(sign_in(scene.gestionnaire), "move:demander_complement", request)
    client = sign_in(scene.direction)
    assert client.get(page).status_code == 404
    for act in ("lancer", "arreter", "reprendre", "annuler"):
        assert client.submit(f"{page}/{act}", {"comment": "Non."}).status_code == 404
    supervisor = sign_in(scene.superviseur)
    assert supervisor.get(page).status_code == 200
    assert supervisor.submit(f"{page}/lancer", {"comment": "Non."}).status_code == 404
    assert statuses(request) == ["depose"]


def test_advisory_17_nothing_is_done_by_get_nor_without_the_token(
    scene: Works, sign_in: Sign
) -> None:
    request = filed(scene)
    client = sign_in(scene.gestionnaire)
    page = prepared(client, "move:demander_complement", request)
    for act in ("lancer", "arreter", "reprendre", "annuler"):
        assert client.get(f"{page}/{act}").status_code == 405
    refused = client.post(
        f"{page}/lancer", data={"comment": "Oui."}, headers={"Origin": "http://localhost"}
    )
    assert refused.status_code == 400
    assert statuses(request) == ["depose"]


def test_a14_rights_are_those_of_the_moment_the_run_works(scene: Works, sign_in: Sign) -> None:
    from accounts import operations as accounts
    from accounts import queries as people
    from core.actor import HOUSE

    requests = several(scene, 2)
    client = sign_in(scene.gestionnaire)
    page = prepared(client, "move:demander_complement", *requests)
    client.submit(f"{page}/lancer", {"comment": "Il manque le devis."})
    for held in people.memberships_of(scene.gestionnaire.id):
        accounts.remove_from_group(HOUSE, held)
    session.flush()
    run_all()
    assert statuses(*requests) == ["depose", "depose"]
    assert run_of(page).totals["gone"] == 2


def test_a_request_changed_since_the_page_was_shown_is_left_and_told(
    scene: Works, sign_in: Sign
) -> None:
    first, second = several(scene, 2)
    client = sign_in(scene.gestionnaire)
    page = prepared(client, "move:demander_complement", first, second)
    moved(scene, second, "instruire")
    client.submit(f"{page}/lancer", {"comment": "Il manque le devis."})
    run_all()
    assert "1 reculée, 1 modifiée entre-temps." in text(client, page)
    assert statuses(first, second) == ["a_completer", "visas"]


def test_messages_wait_for_the_grace_and_an_undo_keeps_them_back(
    scene: Works, sign_in: Sign
) -> None:
    requests = several(scene, 3)
    session.flush()
    run_all()
    mails = session.scalar(select(func.count()).select_from(Mail))
    client = sign_in(scene.gestionnaire)
    page = prepared(client, "move:demander_complement", *requests)
    client.submit(f"{page}/lancer", {"comment": "Il manque le devis."})
    run_all()
    assert session.scalar(select(func.count()).select_from(Mail)) == mails
    assert client.submit(f"{page}/annuler").status_code == 303
    run_all()
    assert "3 annulées." in text(client, page)
    assert statuses(*requests) == ["depose"] * 3
    assert session.scalar(select(func.count()).select_from(Mail)) == mails
    waiting = select(func.count()).select_from(Job).where(Job.done_at.is_(None))
    assert session.scalar(waiting) == 0
    undone = select(func.count()).select_from(Step).where(Step.undone_at.is_not(None))
    assert session.scalar(undone) == 3
    assert client.submit(f"{page}/annuler").status_code == 409


def test_an_undo_leaves_what_somebody_touched_since_and_says_so(
    scene: Works, sign_in: Sign
) -> None:
    first, second = several(scene, 2)
    client = sign_in(scene.gestionnaire)
    page = prepared(client, "move:demander_complement", first, second)
    client.submit(f"{page}/lancer", {"comment": "Il manque le devis."})
    run_all()
    head = sign_in(scene.head)
    again = session.get_one(Request, second.id)
    answer = head.submit(
        f"/demandes/{second.reference}/actions/abandonner", {"version": again.version}
    )
    assert answer.status_code in {303, 403, 409, 200}
    if session.get_one(Request, second.id).status == "a_completer":
        redo(scene, second)
    client.submit(f"{page}/annuler")
    run_all()
    assert "1 annulée, 1 laissée telle quelle." in text(client, page)
    assert statuses(first)[0] == "depose"


def redo(scene: Works, request: Any) -> None:
    from catalogue import operations, queries
    from tests.kit.works import actor

    who = actor(scene.head)
    seen = queries.request_for(who, request.reference, lock=True)
    operations.move(who, seen, "redeposer")
    session.flush()


def test_a_run_is_stopped_between_two_chunks_and_resumed(
    scene: Works, sign_in: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 2)
    requests = several(scene, 5)
    client = sign_in(scene.gestionnaire)
    page = prepared(client, "move:demander_complement", *requests)
    client.submit(f"{page}/lancer", {"comment": "Il manque le devis."})
    one_chunk()
    assert client.submit(f"{page}/arreter").status_code == 303
    run_all()
    said = text(client, page)
    assert "Arrêté. 2 reculées. Il en reste 3." in said
    assert "Reprendre" in said
    client.submit(f"{page}/reprendre")
    run_all()
    assert statuses(*requests) == ["a_completer"] * 5
    assert [lines_of(r) for r in requests] == [1] * 5


def one_chunk() -> None:
    """What a worker does before it is killed: one chunk, committed."""
    with unit_of_work():
        (job,) = (j for j in jobs.take(50) if j.kind == "catalogue.bulk")
        assert jobs.run(job)
        jobs.pass_turn(job)


def test_r03_a_chunk_whose_lease_is_lost_writes_nothing_and_another_takes_it_up(
    scene: Works, sign_in: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 2)
    requests = several(scene, 4)
    client = sign_in(scene.gestionnaire)
    page = prepared(client, "move:demander_complement", *requests)
    client.submit(f"{page}/lancer", {"comment": "Il manque le devis."})
    with unit_of_work():
        (killed,) = (j for j in jobs.take(50) if j.kind == "catalogue.bulk")
        assert jobs.run(killed)
    with unit_of_work():  # the lease runs out; somebody else takes the job up
        session.get_one(Job, killed.id).lease_until = None
        session.flush()
        (heir,) = (j for j in jobs.take(50) if j.kind == "catalogue.bulk")
    with pytest.raises(jobs.LeaseLost), unit_of_work():
        jobs.run(killed)
    with unit_of_work():
        assert not jobs.run(heir)
        jobs.done(heir)
    assert statuses(*requests) == ["a_completer"] * 4
    assert [lines_of(r) for r in requests] == [1] * 4
    assert run_of(page).totals["done"] == 4


def test_a_request_that_breaks_is_told_alone_and_the_others_go_on(
    scene: Works, sign_in: Sign
) -> None:
    from core import events
    from core.errors import Conflict
    from workflows.events import Moved

    requests = several(scene, 5)
    broken = requests[2].id

    def refuse(event: Moved) -> None:
        if event.subject_id == broken:
            raise Conflict("Ce dossier est gelé.")

    client = sign_in(scene.gestionnaire)
    page = prepared(client, "move:demander_complement", *requests)
    client.submit(f"{page}/lancer", {"comment": "Il manque le devis."})
    events._DURING[Moved].append(refuse)
    try:
        run_all()
    finally:
        events._DURING[Moved].remove(refuse)
    said = text(client, page)
    assert "4 reculées, 1 refusée." in said
    assert "Ce dossier est gelé." in said
    assert statuses(*requests).count("a_completer") == 4
    assert statuses(requests[2]) == ["depose"]


def test_many_are_given_to_an_agent_who_may_process_them_and_taken_back(
    scene: Works, sign_in: Sign
) -> None:
    requests = several(scene, 2)
    replaced(scene.visa_technique, person("aide@example.test", "agent", name="Nadia Aubert"))
    client = sign_in(scene.gestionnaire)
    page = prepared(client, "assign", *requests)
    assert "Marc Diallo (2 sur 2)" in text(client, page)
    assert "Nadia Aubert (2 sur 2)" in text(client, page), "whoever stands in for somebody, too"
    assert client.submit(f"{page}/lancer", {"agent": str(scene.head.id)}).status_code == 422
    client.submit(f"{page}/lancer", {"agent": str(scene.visa_technique.id)})
    run_all()
    session.expire_all()
    held = [session.get_one(Request, r.id).assignee_id for r in requests]
    assert held == [scene.visa_technique.id] * 2
    assert "Confier à Marc Diallo : 2 demandes" in text(client, page)
    assert "2 confiées." in text(client, page)
    client.submit(f"{page}/annuler")
    run_all()
    session.expire_all()
    assert [session.get_one(Request, r.id).assignee_id for r in requests] == [None, None]


def test_many_are_put_under_a_tag_and_taken_back(scene: Works, sign_in: Sign) -> None:
    requests = several(scene, 2)
    client = sign_in(scene.gestionnaire)
    page = prepared(client, "tag", *requests)
    assert client.submit(f"{page}/lancer", {"sens": "mettre"}).status_code == 422
    client.submit(f"{page}/lancer", {"sens": "mettre", "nouvelle": "Urgent"})
    run_all()
    session.expire_all()
    assert [session.get_one(Request, r.id).tags for r in requests] == [["urgent"]] * 2
    assert "2 étiquetées." in text(client, page)
    client.submit(f"{page}/annuler")
    run_all()
    session.expire_all()
    assert [session.get_one(Request, r.id).tags for r in requests] == [[], []]


def test_the_same_click_twice_launches_once(scene: Works, sign_in: Sign) -> None:
    request = filed(scene)
    client = sign_in(scene.gestionnaire)
    page = prepared(client, "move:demander_complement", request)
    data = {"comment": "Il manque le devis.", "_key": "une-seule-fois"}
    assert client.submit(f"{page}/lancer", data).status_code == 303
    assert client.submit(f"{page}/lancer", data).status_code == 303
    assert client.submit(f"{page}/lancer", {"comment": "Encore."}).status_code == 409
    run_all()
    assert lines_of(request) == 1


def test_the_list_offers_the_verbs_of_its_rows_and_asks_nothing_more_for_it(
    scene: Works, sign_in: Sign
) -> None:
    several(scene, 2)
    client = sign_in(scene.gestionnaire)
    page = client.get("/bureau?vue=toutes").get_data(as_text=True)
    assert 'value="move:instruire"' in page
    assert 'value="move:demander_complement"' in page
    assert 'value="move:accepter"' not in page
    with queries_at_most(12):
        client.get("/bureau?vue=toutes")


def test_whoever_comes_back_to_the_list_finds_the_run_again(scene: Works, sign_in: Sign) -> None:
    request = filed(scene)
    client = sign_in(scene.gestionnaire)
    assert "Faire corriger" not in text(client, "/bureau/lots/en-cours")
    page = prepared(client, "move:demander_complement", request)
    client.submit(f"{page}/lancer", {"comment": "Il manque le devis."})
    assert "0 sur 1 traitées" in text(client, "/bureau/lots/en-cours")
    run_all()
    assert "1 reculée." in text(client, "/bureau/lots/en-cours")
