"""What a circuit writes by itself: a record made, a note beside the request (DEFINITIONS 5)."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from catalogue.creating import CreateRecord
from catalogue.noting import Annotate
from catalogue.standing import annotations_of
from core.actor import HOUSE
from core.database import session
from core.history import lines_of
from registry import operations as registry
from registry import queries as records
from schemas import queries as schemas
from tests.kit.works import ESTABLISHMENT, UAI, Works, filed, moved, publish, works
from workflows import queries as workflows

NEW = "Remplacer les stores de la salle B12"
SCHOOL = {"entity": "etablissement", "values": {"uai": "0359998Y", "nom": "/description"}}


@pytest.fixture
def accepted(app: Any) -> tuple[Works, Any, Any]:
    scene = works()
    request = filed(scene)
    moved(scene, request, "instruire", "visas", "accepter")
    return scene, request, workflows.steps_of(request.id)[0]


def _create(request: Any, step: Any, settings: Any, once: str = "0") -> list[str]:
    CreateRecord().run("request", request.id, step, settings, f"step:{step.id}:{once}")
    session.flush()
    return [x.act for x in lines_of("request", request.id) if "request.record-" in x.act]


def _note(request: Any, step: Any, **settings: Any) -> dict[str, Any]:
    Annotate().run("request", request.id, step, settings, f"step:{step.id}:0")
    session.flush()
    return annotations_of(request.id)


def test_who_decides_and_may_make_one_makes_the_record_once(accepted: Any) -> None:
    from accounts import operations as accounts
    from accounts import queries as people

    scene, request, step = accepted
    accounts.give_role(HOUSE, scene.direction, "administrateur", people.scope_by_path("/org"))
    assert _create(request, step, SCHOOL) == ["request.record-made"]
    assert _create(request, step, SCHOOL) == ["request.record-made"], "a job may come twice"
    made = records.record_by_code("etablissement", "0359998Y")
    assert made is not None
    assert made.data["nom"] == NEW
    (line,) = [x for x in lines_of("record", made.id) if x.act == "record.created"]
    assert line.actor_name == scene.direction.name


def test_what_nobody_who_decided_may_make_is_told_in_the_file_of_the_request(
    accepted: Any,
) -> None:
    _scene, request, step = accepted
    assert _create(request, step, SCHOOL) == ["request.record-refused"]
    gone = {"entity": "nulle-part", "values": {}}
    assert _create(request, step, gone, "1") == ["request.record-refused"] * 2
    assert records.record_by_code("etablissement", "0359998Y") is None


def test_an_answer_is_noted_where_agents_read_it(accepted: Any) -> None:
    _scene, request, step = accepted
    assert _note(request, step, field="/observations", value="/description") == {
        "observations": NEW
    }
    assert _note(request, step, field="/observations", value="À revoir") == {
        "observations": "À revoir"
    }


def test_what_the_form_of_agents_refuses_is_told_and_nothing_is_written(accepted: Any) -> None:
    _scene, request, step = accepted
    told = _note(request, step, field="/observations", value=["x"], form="instruction-travaux")
    assert told == {}
    assert any(x.act == "request.annotation-refused" for x in lines_of("request", request.id))
    assert _note(request, step, field="/nulle-part", value="x") == {}


def test_a_note_begun_by_the_house_holds_nothing_that_only_the_house_reads(accepted: Any) -> None:
    scene, request, step = accepted
    closed, told = "01J0000000000000000000E003", "01J0000000000000000000H000"
    entity = deepcopy(ESTABLISHMENT)
    entity["schema"]["properties"] |= {
        "alarme": {"type": "string", "title": "Alarme", "x-id": closed}
    }
    entity["fields"] |= {closed: {"class": "sensitive"}}
    publish("entity", entity)
    registry.update_record(HOUSE, scene.record, {**scene.record.data, "alarme": "4711"})
    form = deepcopy(schemas.live("form", "instruction-travaux").body)
    form["schema"]["properties"] |= {
        key: {"type": "string", "title": key, "x-id": f"{told[:-1]}{number}"}
        for number, key in enumerate(("lue", "sue"), start=5)
    }
    form["ui"]["pages"][0]["items"] += [{"field": "/lue"}, {"field": "/sue"}]
    form["prefill"] = [
        {"field": "/lue", "source": "record", "path": "alarme", "lock": "no"},
        {"field": "/sue", "source": "session", "path": "establishment.alarme", "lock": "no"},
    ]
    publish("form", form)
    assert _note(request, step, field="/observations", value="Vu", form="instruction-travaux") == {
        "observations": "Vu"
    }


def test_a_request_that_comes_by_again_makes_no_second_record(accepted: Any) -> None:
    """Sent back and accepted anew is another step: the record of the first one is still there."""
    from types import SimpleNamespace

    scene, request, step = accepted
    from accounts import operations as accounts
    from accounts import queries as people

    accounts.give_role(HOUSE, scene.direction, "administrateur", people.scope_by_path("/org"))
    assert _create(request, step, SCHOOL) == ["request.record-made"]
    again = SimpleNamespace(
        id=step.id + 1, transition=step.transition, actor_id=step.actor_id, before=step.before,
        subject_id=step.subject_id,
    )  # fmt: skip
    assert set(_create(request, again, SCHOOL)) == {"request.record-made", "request.record-kept"}
    (first, _second) = [x for x in lines_of("request", request.id) if "request.record-" in x.act]
    assert first.act == "request.record-kept"


def test_the_file_names_the_kind_of_record_and_never_what_it_holds(accepted: Any) -> None:
    """Who reads the request may not read the record; and what is erased there is gone here."""
    from accounts import operations as accounts
    from accounts import queries as people

    scene, request, step = accepted
    accounts.give_role(HOUSE, scene.direction, "administrateur", people.scope_by_path("/org"))
    secret = {"entity": "etablissement", "values": {"uai": "0359997Y", "nom": "Foyer Zéphyr"}}
    assert _create(request, step, secret) == ["request.record-made"]
    (line,) = [x for x in lines_of("request", request.id) if x.act == "request.record-made"]
    assert "Zéphyr" not in str(line.facts)
    assert line.facts["label"] == "Établissement"


def test_why_a_record_was_refused_is_told_in_words_and_not_at_length(accepted: Any) -> None:
    from accounts import operations as accounts
    from accounts import queries as people

    scene, request, step = accepted
    accounts.give_role(HOUSE, scene.direction, "administrateur", people.scope_by_path("/org"))
    taken = {"entity": "etablissement", "values": {"uai": UAI, "nom": "Doublon"}}
    assert _create(request, step, taken) == ["request.record-refused"]
    huge = {"entity": "etablissement", "values": {"uai": "0359996Y", "nom": {"x": "y" * 10**6}}}
    assert _create(request, step, huge, "1") == ["request.record-refused"] * 2
    told = [x.reason for x in lines_of("request", request.id) if "record-refused" in x.act]
    assert all(0 < len(reason or "") <= 500 for reason in told), told
    assert UAI in told[1], "which code is taken"


def test_a_note_without_a_form_is_told_and_one_part_leaves_the_others(accepted: Any) -> None:
    _scene, request, step = accepted
    form = deepcopy(schemas.live("form", "instruction-travaux").body)
    parts = {
        key: {"type": "string", "title": key, "x-id": f"01J0000000000000000000H10{number}"}
        for number, key in enumerate(("rue", "ville"))
    }
    form["schema"]["properties"]["lieu"] = {
        "type": "object", "title": "Lieu", "properties": parts, "x-id": "01J0000000000000000000H109"
    }  # fmt: skip
    form["ui"]["pages"][0]["items"] += [{"field": "/lieu"}]
    publish("form", form)
    assert _note(request, step, field="/lieu/rue", value="du Puits") == {
        "lieu": {"rue": "du Puits"}
    }
    both = {"lieu": {"rue": "du Puits", "ville": "Vern"}}
    assert _note(request, step, field="/lieu/ville", value="Vern") == both
    assert _note(request, step, field="/nulle-part", value="x") == both
    acts = [x.act for x in lines_of("request", request.id)]
    assert acts.count("request.annotation-refused") == 1


def test_who_writes_by_itself_waits_for_who_writes_by_hand(accepted: Any) -> None:
    """History is a chain: a line beside another one would break it (the row is held)."""
    from sqlalchemy import event

    _scene, request, step = accepted
    told: list[str] = []

    def heard(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        told.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", heard)
    try:
        _note(request, step, field="/observations", value="Vu")
        _create(request, step, {"entity": "nulle-part", "values": {}})
    finally:
        event.remove(engine, "before_cursor_execute", heard)
    held = [one for one in told if "FROM request" in one and "FOR UPDATE" in one]
    assert len(held) == 2, told
