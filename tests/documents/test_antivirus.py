"""The antivirus over its socket (FAULTS I-16, R-22): no verdict is no leave to open a file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update
from werkzeug.datastructures import FileStorage

from catalogue.pages.designing.files import chosen
from core import clock
from core.actor import HOUSE
from core.contributions import _FILLED
from core.database import session
from core.errors import Invalid
from core.files import FileRule, store
from core.models import Job
from core.running import run_all
from documents import antivirus, queries
from documents.antivirus import NotScanned
from documents.downloads import attachment
from documents.errors import NotLookedAt, UnknownFile
from documents.models import StoredFile
from documents.scanning import SCAN, scan_what_waits
from documents.storage import storage
from documents.sweeping import sweep
from tests.documents.samples import PDF
from tests.documents.test_pages import Gate
from tests.kit.clamd import EICAR, Clamd
from tests.kit.people import base_pack, person

INFECTED = PDF + EICAR


@pytest.fixture
def clamd(app, monkeypatch) -> Iterator[Clamd]:
    there = Clamd()
    there.start()
    there.serve(app, monkeypatch)
    monkeypatch.setitem(_FILLED[queries.OWNER_GATES], "trial", Gate())
    yield there
    there.close()


def keep(body: bytes, owner_kind: str = "trial") -> StoredFile:
    ref = store().keep(HOUSE, (owner_kind, uuid4()), io.BytesIO(body), "a.pdf", FileRule())
    return session.get(StoredFile, ref.id)


def state_of(row: StoredFile) -> str:
    session.refresh(row)
    return row.state


def is_shut(row: StoredFile) -> bool:
    """Whether every door refuses it."""
    with pytest.raises(UnknownFile):
        queries.file_for(HOUSE, row.id)
    with pytest.raises(UnknownFile):
        attachment(row)
    return True


def test_i16_eicar_is_never_open_to_anybody_and_a_sound_file_soon_is(clamd):
    bad, good = keep(INFECTED), keep(PDF)
    assert [bad.state, good.state] == ["quarantined"] * 2
    assert is_shut(bad)
    assert is_shut(good)
    run_all()
    assert clamd.seen == [INFECTED, PDF]
    assert [state_of(bad), state_of(good)] == ["refused", "clean"]
    assert is_shut(bad)
    assert queries.file_for(HOUSE, good.id) is good
    sweep()
    assert not storage().path(bad.storage_name).exists()
    assert storage().path(good.storage_name).exists()


def test_i16_what_is_found_out_holds_for_every_file_of_the_same_bytes(clamd, monkeypatch):
    first = keep(INFECTED)
    copied = store().copy(HOUSE, [str(first.id)], ("trial", first.owner_id), ("trial", uuid4()))
    twin = session.get(StoredFile, next(iter(copied.values())))
    before = keep(INFECTED)
    session.execute(update(StoredFile).where(StoredFile.id == before.id).values(state="clean"))
    run_all()
    assert {state_of(one) for one in (first, twin, before)} == {"refused"}
    assert len(clamd.seen) == 1
    assert store().copy(HOUSE, [str(twin.id)], ("trial", twin.owner_id), ("trial", uuid4())) == {}


@pytest.mark.parametrize(
    "said",
    [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK or not\0", b"\xff\xfe", b"PONG\0"],
)
def test_r22_an_answer_that_is_no_verdict_opens_nothing(clamd, said):
    clamd.says = said or b"\0"
    with pytest.raises(NotScanned):
        antivirus.scan(clamd.where, io.BytesIO(PDF))


def test_r22_without_the_antivirus_a_file_waits_and_is_asked_about_again(clamd):
    clamd.stop()
    row = keep(PDF)
    run_all()
    assert state_of(row) == "quarantined"
    assert is_shut(row)
    assert queries.antivirus_standing() == {"configured": True, "answers": False, "waiting": 1}
    clamd.start()
    run_all()
    assert state_of(row) == "quarantined", "its turn has not come"
    with clock.at(clock.now() + timedelta(seconds=61)):
        run_all()
    assert state_of(row) == "clean"
    assert queries.antivirus_standing() == {"configured": True, "answers": True, "waiting": 0}


def test_r22_the_sweeper_finds_files_that_no_job_looks_after(clamd):
    row, held = keep(PDF), keep(PDF)
    job = session.scalars(select(Job).where(Job.args["file"].astext == str(row.id))).one()
    job.done_at = clock.now()  # called off
    session.flush()
    assert scan_what_waits() == 0
    with clock.at(clock.now() + timedelta(minutes=3)):
        assert scan_what_waits() == 1
        assert scan_what_waits() == 0
        session.execute(update(StoredFile).where(StoredFile.id == held.id).values(sha256="other"))
        run_all()
    assert state_of(row) == "clean"


def test_each_copy_is_looked_at_letters_of_the_house_are_not_nor_is_anything_without_it(
    clamd, app, monkeypatch
):
    assert keep(PDF, "issued").state == "clean"
    row = keep(PDF)
    copied = store().copy(HOUSE, [str(row.id)], ("trial", row.owner_id), ("trial", uuid4()))
    twin = session.get(StoredFile, next(iter(copied.values())))
    run_all()
    assert [state_of(row), state_of(twin)] == ["clean", "clean"]
    session.execute(delete(Job))
    monkeypatch.undo()
    assert keep(PDF).state == "clean"
    assert not list(session.scalars(select(Job).where(Job.kind == SCAN)))


def test_administrators_read_how_the_antivirus_stands(app, clamd, sign_in, monkeypatch):
    base_pack()
    admin = sign_in(person("admin@example.test", "administrateur", name="Ada"))
    keep(PDF)
    page = "/administration/taches"
    assert "Antivirus en service, 1 fichier en cours d’analyse" in admin.get(page).text
    assert admin.get("/readyz").json["antivirus"] is True
    clamd.stop()
    assert "L’antivirus ne répond pas. 1 fichier attend en quarantaine" in admin.get(page).text
    ready = admin.get("/readyz").json
    assert (ready["status"], ready["antivirus"]) == ("degraded", False)
    monkeypatch.undo()
    assert "qui n’est plus réglé" in admin.get(page).text
    session.execute(update(StoredFile).values(state="clean"))
    assert "Aucun antivirus n’est réglé (PREAU_CLAMD)" in admin.get(page).text
    assert "antivirus" not in admin.get("/readyz").json


def test_r22_a_model_of_a_designer_is_looked_at_before_anybody_can_take_it(clamd):
    """A model is open to all as soon as its sheet is published: no quarantine would hold it."""

    def chosen_of(body: bytes):
        upload = FileStorage(io.BytesIO(body), "modele.pdf")
        return chosen({"file": upload}, "file")

    assert chosen_of(PDF).content == PDF
    with pytest.raises(Invalid) as refusal:
        chosen_of(INFECTED)
    assert [(p.path, p.code) for p in refusal.value.problems] == [("file", "file-infected")]
    clamd.stop()
    with pytest.raises(NotLookedAt):
        chosen_of(PDF)
