"""Files in a bucket: the same doors, the same words, and what becomes of them on its bad days."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from threading import Timer
from uuid import uuid4

import pytest
import urllib3
from click.testing import CliRunner
from sqlalchemy import func, select, text

from app.cli import main
from app.settings import SettingsError
from core import clock
from core.actor import HOUSE
from core.contributions import _FILLED
from core.database import db, session, unit_of_work
from core.files import FileRule, store
from core.keeping import FILES_STAY
from documents import queries
from documents.errors import NotKept, StorageAway, StorageRefused, UnknownFile
from documents.models import StoredFile
from documents.storage import Folder, bucket, storage
from documents.storage.moving import verify
from documents.sweeping import sweep
from tests.documents.samples import PDF
from tests.documents.test_pages import Gate
from tests.kit.house import settings_for
from tests.kit.people import person
from tests.kit.s3 import S3, Object

#: Goes out in two parts.
LARGE = PDF + b"%" + b"\0" * (6 * 1024 * 1024)


@pytest.fixture(scope="module")
def server():
    there = S3()
    yield there
    there.close()
    bucket._client.cache_clear()


@pytest.fixture
def s3(server, app, monkeypatch):
    server.objects.clear()
    server.parts.clear()
    server.busy, server.away_after, server.cut = 0, 10**9, None
    server.serve(app, monkeypatch)
    monkeypatch.setitem(_FILLED[queries.OWNER_GATES], "trial", Gate())
    queries._asked.clear()
    return server


def keep(content: bytes = PDF, owner=None) -> StoredFile:
    with unit_of_work():
        ref = store().keep(
            HOUSE, owner or ("trial", uuid4()), io.BytesIO(content), "devis.pdf", FileRule()
        )
    return session.get(StoredFile, ref.id)


def lies_aside() -> list[str]:
    return [path.name for path in storage().aside.glob("*")]


def test_a_file_comes_in_is_read_copied_and_swept_away_without_the_disk(s3, sign_in):
    row = keep(LARGE)
    assert s3.files == {row.storage_name: LARGE}
    assert lies_aside() == []
    client, page = sign_in(person()), f"/fichiers/{row.id}"
    whole = client.get(page, buffered=True)
    assert (whole.status_code, whole.data, whole.content_length) == (200, LARGE, len(LARGE))
    part = client.get(page, headers={"Range": "bytes=5-8"}, buffered=True)
    assert (part.status_code, part.data) == (206, LARGE[5:9])
    assert part.headers["Content-Range"] == f"bytes 5-8/{len(LARGE)}"
    assert client.get(page, headers={"Range": f"bytes={len(LARGE)}-"}).status_code == 416
    assert client.get(page, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304

    owner = (row.owner_kind, row.owner_id)
    twin_id = store().copy(HOUSE, [str(row.id)], owner, ("trial", uuid4()))[str(row.id)]
    twin = session.get(StoredFile, twin_id)
    store().forget([str(row.id)], owner)
    row.forgotten_at = clock.now() - timedelta(days=2)
    more = [storage().settle(storage().write([b"%d" % n])) for n in range(4)]  # pages of names
    session.flush()
    sweep()
    assert {row.storage_name, twin.storage_name, *more} == set(s3.files), "too young to be lost"
    s3.grow_old()
    assert sweep() == 5
    assert s3.files == {twin.storage_name: LARGE}


def test_a_bucket_that_goes_away_in_the_middle_leaves_nothing_and_says_so(s3, sign_in):
    before = session.scalar(select(func.count()).select_from(StoredFile))
    s3.away_after = 2  # begun, the first part taken
    with pytest.raises(NotKept) as refusal:
        keep(LARGE)
    assert "n’a pas été enregistré" in str(refusal.value.message)
    assert refusal.value.status == 503
    assert session.scalar(select(func.count()).select_from(StoredFile)) == before
    assert (s3.files, lies_aside()) == ({}, [])
    assert not storage().answers()
    s3.away_after = 10**9
    row = keep()
    s3.away_after = 0
    client = sign_in(person())
    answer = client.get(f"/fichiers/{row.id}")
    assert answer.status_code == 503
    assert "Les fichiers ne sont pas accessibles" in answer.text
    assert client.get("/readyz").json["status"] == "degraded"


def test_what_passes_is_tried_again_and_a_cut_reading_goes_on_from_where_it_was(s3, sign_in):
    s3.busy = 1
    row = keep(LARGE)
    s3.cut = 1_000_000
    assert sign_in(person()).get(f"/fichiers/{row.id}", buffered=True).data == LARGE


def test_a_bucket_that_answers_too_slowly_is_given_up(s3, monkeypatch):
    hasty = urllib3.Timeout(connect=1, read=0.05), urllib3.Retry(total=0)
    monkeypatch.setattr(bucket, "_PATIENT", hasty)
    bucket._client.cache_clear()
    s3.patience.clear()
    with pytest.raises(NotKept):
        keep()
    with pytest.raises(StorageAway, match="ne répond pas : vérifiez PREAU_S3_ENDPOINT"):
        storage().check()
    s3.patience.set()
    bucket._client.cache_clear()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"key": "autre"}, "PREAU_S3_KEY"),
        ({"secret": "autre"}, "PREAU_S3_KEY"),
        ({"name": "ailleurs"}, "PREAU_S3_BUCKET"),
        ({"region": "nulle-part"}, "PREAU_S3_REGION"),
    ],
)
def test_a_wrong_setting_is_named_at_the_start_and_people_are_told_to_come_back(
    s3, app, monkeypatch, wrong, told
):
    storage().check()
    assert s3.files == {}, "the trial is taken away again"
    s3.serve(app, monkeypatch, **wrong)
    with pytest.raises(StorageRefused) as refusal:
        storage().check()
    assert told in str(refusal.value.message)
    with pytest.raises(NotKept):
        keep()


def test_bytes_that_are_gone_are_told_to_whoever_may_read_them_and_to_nobody_else(s3, sign_in):
    row = keep()
    s3.objects.clear()
    answer = sign_in(person()).get(f"/fichiers/{row.id}")
    assert answer.status_code == 404
    assert "n’a pas été retrouvé" in answer.text
    with pytest.raises(UnknownFile):
        storage().again(row.storage_name)


def test_files_move_to_the_bucket_and_back_by_their_sums_however_often_it_is_begun(s3, app):
    folder, there = Folder(app.config["SETTINGS"].var), storage()
    rows = [keep(PDF + bytes([n])) for n in range(3)]
    expected = {row.storage_name: s3.files[row.storage_name] for row in rows}

    def said(*words: str) -> tuple[int, dict[str, object]]:
        done = CliRunner().invoke(main, ["storage", *words])
        return done.exit_code, json.loads(next(x for x in done.output.splitlines() if "{" in x))

    try:
        assert said("move", "--to", "folder")[1]["moved"] == 3
        assert said("verify") == (
            0,
            {"there": 3, "moved": 0, "missing": 0, "changed": 0, "names": []},
        )
        lost, spoilt, _kept = rows
        there.remove(lost.storage_name)
        there.remove(spoilt.storage_name)
        folder.path(spoilt.storage_name).write_bytes(b"autre chose")
        s3.objects.update({k: Object(one.content, {}) for k, one in s3.objects.items()})
        code, told = said("move", "--to", "s3")
        assert (code, told["there"], told["moved"], told["changed"]) == (1, 1, 1, 1)
        assert told["names"] == [spoilt.storage_name]
        del expected[spoilt.storage_name]
        assert s3.files == expected
        assert said("verify")[1]["missing"] == 1
    finally:
        for row in rows:
            folder.remove(row.storage_name)


@pytest.mark.commits
def test_reading_every_file_waits_for_the_sweeper_to_end(committed):
    """A turn over a large bucket takes longer than any page may wait for a lock."""
    with committed.app_context():
        session.execute(text("SET lock_timeout = '100ms'"))
        session.commit()
        sweeper = db.engine.connect()
        sweeper.execute(select(func.pg_advisory_xact_lock(FILES_STAY)))
        ending = Timer(0.7, sweeper.close)
        ending.start()
        told = verify(storage(), print)
        ending.join()
    assert (told.there, told.names) == (0, [])


def test_settings_say_what_is_missing(tmp_path):
    given = {
        "PREAU_S3_ENDPOINT": "https://s3.exemple.fr/", "PREAU_S3_BUCKET": "fichiers",
        "PREAU_S3_KEY": "k", "PREAU_S3_SECRET": "s",
    }  # fmt: skip
    made = settings_for("postgresql://x/y", tmp_path, **given, PREAU_S3_PREFIX="a/b")
    assert (made.files_in, made.bucket.prefix) == ("folder", "a/b/")
    assert (made.bucket.endpoint, "'s'" in repr(made)) == ("https://s3.exemple.fr", False)
    for wrong, told in (
        ({"PREAU_STORAGE": "s3"}, "PREAU_S3_ENDPOINT"),
        ({**given, "PREAU_STORAGE": "disque"}, "folder"),
        ({**given, "PREAU_S3_KEY": ""}, "PREAU_S3_KEY"),
        ({**given, "PREAU_S3_ENDPOINT": "https://s3.exemple.fr/fichiers"}, "ENDPOINT"),
        ({**given, "PREAU_S3_BUCKET": "Pas Un Nom"}, "PREAU_S3_BUCKET"),
        ({**given, "PREAU_S3_PREFIX": "../x"}, "PREAU_S3_PREFIX"),
    ):
        with pytest.raises(SettingsError, match=told):
            settings_for("postgresql://x/y", tmp_path, **wrong)
