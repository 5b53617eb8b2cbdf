"""Files come in, belong to somebody, go out through the gate of their owner (DEFINITIONS 4)."""

from __future__ import annotations

import io
import os
import time
from datetime import timedelta
from uuid import uuid4

import pytest

from core import clock
from core.actor import HOUSE
from core.contributions import _FILLED
from core.database import session
from core.errors import Invalid
from core.files import FileRule, store
from documents import queries
from documents.errors import NoRoom, UnknownFile
from documents.models import StoredFile
from documents.storage import storage
from documents.sweeping import sweep
from tests.documents.samples import PDF, png

RULE = FileRule(max_bytes=10_000, families=("pdf", "image"), max_count=3)


def keep(owner, body=PDF, name="devis.pdf", rule=RULE, place="/devis"):
    return store().keep(HOUSE, owner, io.BytesIO(body), name, rule, place=place)


@pytest.fixture
def draft(app):
    return ("draft", uuid4())


def on_disk() -> list[str]:
    root = storage().root
    return [p.name for p in root.rglob("*") if p.is_file()]


def test_a_kept_file_lies_under_a_random_name(app, draft):
    kept = keep(draft, name="../../../etc/devis.pdf")
    row = session.get(StoredFile, kept.id)
    assert (kept.filename, kept.media_type, kept.state) == ("devis.pdf", "application/pdf", "clean")
    path = storage().path(row.storage_name)
    assert path.read_bytes() == PDF
    assert path.parent.name == row.storage_name[:2]
    assert "devis" not in str(path)


def test_a_refused_file_leaves_neither_row_nor_bytes(app, draft):
    before = on_disk()
    with pytest.raises(Invalid) as refusal:
        keep(draft, b"MZ", "devis.pdf")
    assert [(p.path, p.code) for p in refusal.value.problems] == [("/devis", "file-program")]
    assert on_disk() == before


def test_i01_a_stream_without_end_is_cut_at_the_limit_whatever_it_announced(app, draft):
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            self.given += size
            return b"x" * size

    stream, before = Endless(), on_disk()
    with pytest.raises(Invalid) as refusal:
        store().keep(HOUSE, draft, stream, "a.pdf", RULE)
    problem = refusal.value.problems[0]
    assert (problem.code, problem.params["most"]) == ("file-size", "9,8 ko")
    assert stream.given < 1_000_000
    assert on_disk() == before


def test_one_file_too_many_is_refused_with_the_number(app, draft):
    for _ in range(3):
        keep(draft)
    with pytest.raises(Invalid) as refusal:
        keep(draft)
    assert refusal.value.problems[0].params == {"most": 3}
    assert keep(draft, place="/autre")


def test_a_full_disk_is_told_and_keeps_nothing(app, draft, monkeypatch):
    def full(_number):
        raise OSError(28, "No space left on device")

    before = on_disk()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoRoom):
        keep(draft)
    assert on_disk() == before


def test_a_file_of_another_draft_cannot_be_taken(app, draft):
    theirs = keep(("draft", uuid4()))
    mine = keep(draft)
    request = ("request", uuid4())
    with pytest.raises(Invalid) as refusal:
        store().hand_over([str(mine.id), str(theirs.id)], draft, request)
    assert refusal.value.problems[0].code == "file-not-yours"
    assert [ref.id for ref in store().describe([str(mine.id)], draft)] == [mine.id]
    store().hand_over([str(mine.id)], draft, request)
    store().hand_over([str(mine.id)], draft, request)
    assert store().describe([str(mine.id)], draft) == []
    assert [ref.id for ref in store().describe([str(mine.id), "x", str(uuid4())], request)] == [
        mine.id
    ]


def test_without_a_gate_nobody_opens_a_file_and_a_gate_decides(app, draft, monkeypatch):
    kept = keep(("trial", draft[1]))
    with pytest.raises(UnknownFile):
        queries.file_for(HOUSE, kept.id)
    asked = []

    class Gate:
        key = "trial"

        def may_read(self, actor, owner_id, place):
            asked.append((owner_id, place))
            return True

    monkeypatch.setitem(_FILLED[queries.OWNER_GATES], "trial", Gate())
    assert queries.file_for(HOUSE, kept.id).id == kept.id
    assert asked == [(draft[1], "/devis")]


def test_forgotten_files_and_bytes_without_a_row_are_swept_away(app, draft):
    kept, other = keep(draft), keep(draft, png(), "photo.png")
    names = {i: session.get(StoredFile, i).storage_name for i in (kept.id, other.id)}
    store().forget([str(kept.id)], draft)
    assert store().describe([str(kept.id)], draft) == []
    session.flush()
    sweep()
    assert storage().path(names[kept.id]).exists(), "a day of grace"
    session.get(StoredFile, kept.id, populate_existing=True).forgotten_at = clock.now() - timedelta(
        days=2
    )
    session.flush()
    long_ago = time.time() - 7200
    for name in names.values():
        os.utime(storage().path(name), (long_ago, long_ago))
    aside = storage().aside / "left"
    aside.write_bytes(b"half")
    os.utime(aside, (long_ago, long_ago))
    assert sweep() >= 1
    assert not storage().path(names[kept.id]).exists()
    assert not aside.exists()
    assert storage().path(names[other.id]).exists()


def test_a_name_that_is_not_ours_leads_nowhere(app):
    for name in ("../../etc/passwd", "", "a" * 31, "A" * 32):
        with pytest.raises(UnknownFile):
            storage().path(name)
