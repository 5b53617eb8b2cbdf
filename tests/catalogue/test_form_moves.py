"""Requests that move to a newer form: one that cannot be read holds up no other (R-27), and who
types, hands in or moves takes hold of the request before its draft, so that none waits for the
other in a ring."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text

from catalogue.models import Request
from core.database import session
from form_factory.models import AnswerDraft, FormChange
from form_factory.operations.saving import MOST_BESIDE
from tests.catalogue.test_form_changes import changed, draft, hidden, publish
from tests.kit.queries import queries_at_most
from tests.kit.stage import Stage


@pytest.fixture
def head(stage: Stage, sign_in: Any) -> Any:
    return sign_in(stage.head)


def test_r27_a_damaged_draft_stays_and_all_others_move(head: Any) -> None:
    numbers = [draft(head, instrument="violon", duree="3") for _ in range(3)]
    rows = {n: session.scalars(select(Request).where(Request.provisional == n)).one()
            for n in numbers}  # fmt: skip
    first = min(rows.values(), key=lambda row: row.id)
    before = first.form_version_id
    damage = text("UPDATE answer_draft SET answers = '[1]' WHERE id = :id")
    session.execute(damage, {"id": first.draft_id})
    session.expire_all()
    version = publish(changed(), "all")
    session.expire_all()
    moved = {row.form_version_id for row in rows.values() if row is not first}
    assert moved == {version.id}
    assert first.form_version_id == before
    change = session.get(FormChange, version.id)
    assert change is not None
    assert change.ended_at is not None
    assert (change.totals["failed"], change.totals["drafts"]) == (1, 2)


def locked_in_order(sent: list[str]) -> list[str]:
    """The tables whose rows were taken hold of, in order."""
    said = [one for one in sent if "FOR UPDATE" in one]
    tables = ["request" if "FROM request" in one else "draft" for one in said
              if "FROM request" in one or "FROM answer_draft" in one]  # fmt: skip
    return list(dict.fromkeys(tables))


def test_r12_who_types_takes_hold_of_the_request_before_its_draft(head: Any) -> None:
    number = draft(head, instrument="violon", duree="3")
    path = f"/demandes/{number}/etape/quoi"
    page = head.get(path).text
    with queries_at_most(200) as sent:
        said = {**hidden(page), "instrument": "piano", "duree": "4"}
        assert head.submit(f"{path}/enregistrer", said).status_code == 303
    assert locked_in_order(sent) == ["request", "draft"]


def test_i20_a_page_sent_again_and_again_does_not_fill_the_draft(head: Any) -> None:
    """Each answer that meets another one is kept beside it, a few at a time."""
    number = draft(head, instrument="violon", etage="1", duree="3")
    path = f"/demandes/{number}/etape/quoi"
    page = hidden(head.get(path).text)
    for floor in range(2, 12):
        head.submit(path, {**page, "instrument": "violon", "etage": str(floor), "duree": "3"})
    row = session.scalars(select(AnswerDraft).order_by(AnswerDraft.updated_at.desc())).first()
    assert row is not None
    kept = [one["value"] for one in row.old_answers]
    assert kept == [*range(12 - MOST_BESIDE, 12)]
