"""A house is saved and made again whatever keeps its files: folder to bucket, and back."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.backup.tables import connect
from core.actor import HOUSE
from core.database import db, unit_of_work
from core.files import FileRule, store
from documents.storage import bucket
from tests.documents.samples import PDF
from tests.kit.archives import KEY, Place
from tests.kit.cluster import Cluster
from tests.kit.house import build
from tests.kit.s3 import S3
from tests.kit.works import filed, works

pytestmark = pytest.mark.audit
FILES = [PDF, PDF + b"%" + b"\0" * (11 * 1024 * 1024)]


@pytest.fixture
def s3() -> Iterator[S3]:
    there = S3()
    yield there
    there.close()
    bucket._client.cache_clear()


def empty(cluster: Cluster, folder: Path, name: str) -> Place:
    database = f"bucket_{name}"
    cluster.postgres.create_database(database)
    return Place(cluster, database, folder / name)


def sums(place: Place) -> dict[str, str]:
    with connect(place.owner) as rows:
        return dict(rows.execute("SELECT storage_name, sha256 FROM stored_file").fetchall())


def printed(files: dict[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def test_r24_from_a_folder_into_a_bucket_and_back_into_a_folder(cluster, tmp_path, s3):
    lived = Place(cluster, cluster.clone(), tmp_path / "var")
    app = build(cluster.url(lived.database), lived.var, SECRET_KEY=KEY)
    with app.app_context():
        with unit_of_work():
            request = filed(works())
            for number, content in enumerate(FILES):
                store().keep(
                    HOUSE, ("request", request.id), io.BytesIO(content), f"{number}.pdf",
                    FileRule(),
                )  # fmt: skip
        db.engine.dispose()

    def done(place: Place, *words: str, **environ: str) -> str:
        told = place.preau(*words, **environ)
        assert told.exit_code == 0, told.output
        return told.output

    first, second = tmp_path / "folder.tar", tmp_path / "bucket.tar"
    done(lived, "backup", str(first))
    inside = empty(cluster, tmp_path, "inside")
    done(inside, "restore", str(first), **s3.environ)
    assert printed(s3.files) == sums(inside) == sums(lived)
    assert inside.files() == {}, "the disk of the house holds none of them"

    again = inside.preau("restore", str(first), **s3.environ)
    assert again.exit_code == 1
    done(inside, "backup", str(second), **s3.environ)
    back = empty(cluster, tmp_path, "back")
    elsewhere = back.preau("restore", str(second), **s3.environ)
    assert "Des fichiers sont déjà dans le bucket" in elsewhere.output
    done(back, "restore", str(second))
    assert printed(back.files()) == sums(back) == sums(lived)

    # One that is cut takes away what it brought, and what it brought alone.
    s3.objects.clear()
    cut = empty(cluster, tmp_path, "cut")
    s3.away_after = 3
    failed = cut.preau("restore", str(second), **s3.environ)
    assert failed.exit_code == 1
    assert "stockage" in failed.output or "fichiers" in failed.output
    s3.away_after = 10**9
    done(cut, "restore", str(second), **s3.environ)
    assert printed(s3.files) == sums(cut) == sums(lived)
    for place in (lived, inside, back, cut):
        cluster.drop(place.database)
