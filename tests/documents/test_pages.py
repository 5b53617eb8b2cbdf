"""Downloads say what they are and are nobody's page (FAULTS I-12, I-14, S-18)."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest

from core.actor import HOUSE
from core.contributions import _FILLED
from core.database import session
from core.files import FileRule, store
from core.security import DOWNLOAD_POLICY
from documents.queries import OWNER_GATES
from tests.documents.samples import PDF
from tests.kit.people import person


class Gate:
    key = "trial"
    opened = True

    def may_read(self, actor, owner_id, place):
        return self.opened


@pytest.fixture
def gate(app, monkeypatch):
    gate = Gate()
    monkeypatch.setitem(_FILLED[OWNER_GATES], "trial", gate)
    return gate


@pytest.fixture
def kept(app, gate):
    stream = io.BytesIO(PDF)
    ref = store().keep(HOUSE, ("trial", uuid4()), stream, "reçu <b>№1</b>\u202e.pdf", FileRule())
    session.commit()
    return ref


def test_i14_s18_a_download_is_an_attachment_in_a_sandbox(sign_in, kept):
    answer = sign_in(person()).get(f"/fichiers/{kept.id}", buffered=True)
    assert answer.status_code == 200
    assert answer.data == PDF
    headers = answer.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == DOWNLOAD_POLICY
    assert headers["Content-Disposition"].startswith("attachment; filename=")
    assert "<" not in headers["Content-Disposition"]
    assert "no-store" in headers["Cache-Control"]


def test_a19_a_visitor_without_a_name_is_given_no_file_whatever_its_gate_says(client, kept):
    assert client.get(f"/fichiers/{kept.id}").status_code == 404


def test_absent_and_forbidden_files_look_alike(sign_in, kept, gate):
    gate.opened = False
    client = sign_in(person())
    forbidden, absent = client.get(f"/fichiers/{kept.id}"), client.get(f"/fichiers/{uuid4()}")
    assert forbidden.status_code == absent.status_code == 404
    assert client.get("/fichiers/pas-un-uuid").status_code == 404
    assert client.get("/fichiers/..%2f..%2fetc%2fpasswd").status_code == 404


def test_letters_to_mend_are_not_for_everybody(client):
    assert client.get("/administration/courriers").status_code in {303, 401}
