"""Archives of former versions become houses of today, with all that was lived in them (R-23, R-24).

The former house is made here, by the frozen versions alone: no history of git is asked for.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.migrate import compare, upgrade
from core import keeping
from core.database import Model, db, session
from core.history import digest
from core.models import Change
from tests.kit.archives import KEY, Place
from tests.kit.cluster import Cluster
from tests.kit.former import archived, led_back, shape_of, sums_in
from tests.kit.house import build

#: Versions that were handed to hosts: whoever stayed there comes from there.
FORMER = ("0003", "0004", "0005")
REQUESTS = 60
#: Written anew by the versions since, on purpose: table → why.
REWRITTEN = {"counter": "0006 draws the number by which a changed base of help is known"}


@pytest.fixture(scope="module")
def lived(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The demonstration: requests in every status, records, letters, messages, absences, files."""
    from app.demo import loading

    folder = tmp_path_factory.mktemp("lived")
    place = Place(cluster, cluster.clone(), folder / "var")
    app = build(cluster.url(place.database), place.var, SECRET_KEY=KEY)
    with app.app_context():
        loading.load(place.var / "demo-accounts.txt", REQUESTS, say=lambda _text: None)
        session.remove()  # type: ignore[attr-defined]
        db.engine.dispose()
    yield place
    cluster.drop(place.database)


@pytest.fixture(params=FORMER)
def former(lived: Place, request: pytest.FixtureRequest) -> Iterator[Place]:
    place = led_back(lived, request.param)
    yield place
    place.cluster.drop(place.database)


@pytest.fixture
def empty(cluster: Cluster, tmp_path: Path) -> Iterator[Place]:
    name = f"restored_{tmp_path.name}".lower()[:60]
    cluster.postgres.create_database(name)
    yield Place(cluster, name, tmp_path / "var")
    cluster.drop(name)


def broken_chains(place: Place) -> list[str]:
    """Subjects whose history does not follow from line to line."""
    app = build(place.cluster.url(place.database), place.var, SECRET_KEY=KEY)
    with app.app_context():
        ends: dict[tuple[str, object], str] = {}
        broken = Counter[str]()
        for line in session.scalars(select(Change).order_by(Change.id)):
            subject = (line.subject_kind, line.subject_id)
            if line.previous_hash != ends.get(subject, "") or digest(line) != line.hash:
                broken[f"{line.subject_kind}:{line.act}"] += 1
            ends[subject] = line.hash
        assert len(ends) > 200, "nobody lived here"
        session.remove()  # type: ignore[attr-defined]
        db.engine.dispose()
    return sorted(broken)


def what_fails(place: Place) -> list[str]:
    """Pages that do not answer as they should, to those who worked there."""
    from accounts.queries import account_by_email
    from app.demo.cast import PASSWORD
    from catalogue.models import Request

    app = build(place.cluster.url(place.database), place.var, SECRET_KEY=KEY)
    failed = []
    with app.app_context():
        references = session.scalars(
            select(Request.reference).where(Request.reference.is_not(None)).order_by(Request.id)
        ).all()
        assert account_by_email("paul.girard@val-de-brenne.example")
        session.remove()  # type: ignore[attr-defined]
    people = {
        "paul.girard": ["/administration/comptes", "/administration/definitions"],
        "catherine.aubry": ["/bureau", *(f"/demandes/{one}" for one in references[::4])],
    }
    for key, pages in people.items():
        client = app.test_client()
        client.submit("/connexion", {"email": f"{key}@val-de-brenne.example", "password": PASSWORD})
        failed += [
            f"{page}: {status}" for page in pages if (status := client.get(page).status_code) != 200
        ]
    with app.app_context():
        session.remove()  # type: ignore[attr-defined]
        db.engine.dispose()
    return failed


def test_r23_r24_an_archive_of_a_former_version_becomes_a_house_of_today(
    former: Place, empty: Place, tmp_path: Path
) -> None:
    left_out = {*keeping.left_out(Model.metadata), "town_setting", *REWRITTEN}
    shape = shape_of(former)
    before = sums_in(former, shape, left_out)
    assert before["request"][0] >= REQUESTS

    told = empty.preau("restore", str(archived(former, tmp_path / "old.tar")))
    assert told.exit_code == 0, told.output

    compare(empty.owner)  # tables, keys and indexes as the models say
    after = sums_in(empty, shape, left_out)
    assert {name for name in before if before[name] != after[name]} == set()
    assert empty.files() == former.files()
    assert broken_chains(empty) == []
    assert empty.preau("maintenance", "off").exit_code == 0
    assert what_fails(empty) == []
    again = empty.preau("backup", str(tmp_path / "new.tar"))
    assert again.exit_code == 0, again.output


def test_r23_a_database_of_a_former_version_is_brought_up_where_it_stands(former: Place) -> None:
    left_out = {*REWRITTEN}
    shape = shape_of(former)
    before = sums_in(former, shape, left_out)
    upgrade(former.owner)
    compare(former.owner)
    assert sums_in(former, shape, left_out) == before
    var = former.var.with_name("copy")
    shutil.copytree(former.var, var, dirs_exist_ok=True)
    assert what_fails(Place(former.cluster, former.database, var)) == []
