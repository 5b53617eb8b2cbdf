"""What the house knows of a school and a person does not (A-07, A-08): neither filled in for them,
nor shown by a question that comes or goes, nor spelt by a reason, a letter or a mail."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from core.actor import HOUSE
from core.database import session
from tests.kit import loan
from tests.kit.people import person, signed_in
from tests.kit.stage import Stage, set_stage
from tests.kit.works import actor, publish

#: The head’s own number and a budget: closed to members who only file.
PHONE, BUDGET = "0699887766", 31337
ANSWERS = {
    "instrument": "violon",
    "duree": 3,
    "eleves": [{"prenom": "Ana", "prix": "20.00"}],
}


@pytest.fixture
def scene(app: Any, tmp_path: Path) -> Stage:
    stage = set_stage(tmp_path)
    publish("entity", _entity())
    publish("form", _form())
    publish("workflow", _circuit())
    from registry import operations, queries

    record = queries.record("etablissement", stage.school.id)
    assert record is not None
    operations.update_record(HOUSE, record, {"phone": PHONE, "budget": BUDGET})
    session.flush()
    return stage


def _entity() -> dict[str, Any]:
    entity = copy.deepcopy(loan.ENTITY)
    fields = {
        "phone": loan.field(40, type="string", maxLength=20, title="Portable de la direction"),
        "budget": loan.field(41, type="integer", title="Budget"),
    }
    entity["schema"]["properties"].update(fields)
    entity["fields"].update({loan.X.format(n): {"class": "personal"} for n in (40, 41)})
    return entity


def _form() -> dict[str, Any]:
    form = copy.deepcopy(loan.FORM)
    form["schema"]["properties"].update({
        "joindre": loan.field(42, type="string", maxLength=20, title="Qui joindre"),
        "piege": loan.field(43, type="string", maxLength=20, title="Question qui trahit"),
    })  # fmt: skip
    form["ui"]["pages"][0]["items"] += [
        {"field": "/joindre"},
        {"field": "/piege", "when": {"==": [{"var": "establishment.phone"}, PHONE]}},
    ]
    form["prefill"] = [
        {"field": "/joindre", "source": "session", "path": "membership.establishment.phone"}
    ]
    return form


def _circuit() -> dict[str, Any]:
    circuit = copy.deepcopy(loan.WORKFLOW)
    lend = next(t for t in circuit["transitions"] if t["key"] == "refuser")
    lend["guard"] = {"and": [
        {"<": [{"var": "establishment.budget"}, 5]},
        {"==": [{"var": "establishment.phone"}, "0611"]},
        {">": [{"var": "data.duree"}, {"var": "establishment.budget"}]},
    ]}  # fmt: skip
    return circuit


def _member(scene: Stage) -> Any:
    path = scene.school.scope_path
    return person("membre@example.test", "membre-demandes", name="Bo Roy", scope=path)


def _started(who: Any) -> Any:
    from catalogue import operations, profiles
    from schemas import queries as schemas

    doer = actor(who)
    version = schemas.live("service", "pret-instrument")
    assert version is not None
    return operations.start(doer, version, "emprunter", profiles.profiles_of(doer)[0], again=True)


def _filed(who: Any) -> Any:
    from catalogue import operations, queries
    from catalogue.standing import form_names
    from form_factory import operations as forms

    doer, made = actor(who), _started(who)
    forms.patch_answers(doer, made.draft_id, ANSWERS, form_names(doer, made))
    operations.submit(doer, queries.request_for(doer, made.provisional, lock=True))
    session.flush()
    return made


def _draft(made: Any) -> dict[str, Any]:
    from form_factory import queries as forms

    return forms.draft_row(made.draft_id).answers


def test_a07_only_what_somebody_reads_is_filled_in_for_them(scene: Stage, app: Any) -> None:
    member = _member(scene)
    assert _draft(_started(scene.head))["joindre"] == PHONE
    made = _started(member)
    assert "joindre" not in _draft(made)
    client = signed_in(app, member)
    pages = (
        "/teleservices/pret-instrument", "/mon-etablissement", "/demandes", "/teleservices",
        f"/demandes/{made.provisional}", f"/demandes/{made.provisional}/etape/quoi",
    )  # fmt: skip
    for page in pages:
        answer = client.get(page, follow_redirects=True)
        assert answer.status_code == 200, page
        said = answer.get_data(as_text=True)
        assert PHONE not in said, page
        assert str(BUDGET) not in said, page


def test_a08_no_question_comes_or_goes_by_a_closed_field(scene: Stage, app: Any) -> None:
    """Nor for who reads the field: a form means the same to all who fill it in or read it."""
    from catalogue.standing import form_names
    from form_factory import queries as forms

    for who in (_member(scene), scene.head):
        made = _started(who)
        state = forms.state_of(forms.draft_row(made.draft_id), form_names(actor(who), made))
        assert "/instrument" in state.outcome.visible
        assert "/piege" not in state.outcome.visible
        page = signed_in(app, who).get(f"/demandes/{made.provisional}", follow_redirects=True)
        assert "Question qui trahit" not in page.get_data(as_text=True)


def test_a08_a_guard_decides_on_closed_fields_and_its_reasons_spell_none(
    scene: Stage, app: Any
) -> None:
    from accounts import operations as accounts

    made = _filed(_member(scene))
    client = signed_in(app, scene.luthier)
    page = client.get(f"/demandes/{made.reference}").get_data(as_text=True)
    assert "Une information réservée en décide ainsi." in page
    key = accounts.create_token(HOUSE, scene.luthier, "essai", ("requests:process",))
    refused = app.test_client().post(
        f"/api/v1/requests/{made.reference}/transitions",
        json={"transition": "refuser", "comment": "Non"},
        headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "refus"},
    )
    assert refused.status_code == 422, refused.get_data(as_text=True)
    for said in (page, refused.get_data(as_text=True)):
        for closed in (PHONE, str(BUDGET), "0611", "31\u202f337", "Portable"):
            assert closed not in said


def test_a08_letters_and_mails_know_nothing_of_the_record(scene: Stage) -> None:
    from catalogue.actions import data_for, values_for
    from catalogue.variables import Reader

    made = _filed(scene.head)
    word = data_for(made, {"channel": "docx"})
    asked = {"variables": [{"name": f"fiche.{name}"} for name in ("budget", "phone")]}
    plain = values_for(made, asked, None, Reader())
    for known in (word, plain, data_for(made, {"channel": "letter", **asked})):
        told = json.dumps(known, default=str, ensure_ascii=False)
        assert str(BUDGET) not in told
    # The number stands there because the head, who reads it, handed it in as an answer.
    assert PHONE not in json.dumps(plain, default=str)
    assert word["donnees"]["joindre"] == PHONE
