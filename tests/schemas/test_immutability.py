"""A published version never changes: the database says so, whoever asks."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.actor import HOUSE
from core.database import session
from schemas import operations, queries
from tests.schemas.documents import colours

KIND, KEY = "reference-list", "couleurs"


@pytest.fixture
def version(app):
    operations.save_draft(HOUSE, KIND, KEY, colours())
    return operations.publish(HOUSE, KIND, KEY)


@pytest.mark.parametrize(
    "change",
    [
        "body_text = '{}'", "body = '{}'", "sha256 = repeat('0', 64)", "number = 7",
        "key = 'autre'", "kind = 'form'", "published_at = now() - interval '1 day'",
        "published_by = gen_random_uuid()", "forced_because = 'x'",
        "status = 'draft', published_at = NULL",
    ],
)  # fmt: skip
def test_the_database_refuses_to_change_a_published_version(version, change):
    with pytest.raises(DBAPIError, match="never changes"), session.begin_nested():
        session.execute(
            text(f"UPDATE definition_version SET {change} WHERE id = :id"), {"id": version.id}
        )
    session.expire_all()
    assert queries.live(KIND, KEY).body == colours()


def test_the_database_refuses_to_delete_a_published_version(version):
    session.execute(text("UPDATE definition SET live_id = NULL"))
    with pytest.raises(DBAPIError, match="never deleted"), session.begin_nested():
        session.execute(text("DELETE FROM definition_version WHERE id = :id"), {"id": version.id})


def test_a_retired_version_is_as_immutable_as_a_live_one(version):
    operations.retire(HOUSE, KIND, KEY)
    session.flush()
    with pytest.raises(DBAPIError, match="never changes"), session.begin_nested():
        session.execute(
            text("UPDATE definition_version SET body = '{}' WHERE id = :id"), {"id": version.id}
        )


def test_the_object_itself_cannot_be_written_through(version):
    savepoint = session.begin_nested()
    version.body_text = "{}"
    with pytest.raises(DBAPIError, match="never changes"):
        session.flush()
    savepoint.rollback()
    session.expire_all()
    assert queries.version(version.id).body == colours()


def test_a_draft_may_change_and_go(version):
    draft = operations.save_draft(HOUSE, KIND, KEY, colours(title="Autre"))
    session.execute(
        text("UPDATE definition_version SET body = '{}' WHERE id = :id"), {"id": draft.id}
    )
    session.expire_all()
    operations.discard_draft(HOUSE, KIND, KEY)
    assert queries.draft(KIND, KEY) is None
