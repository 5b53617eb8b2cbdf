"""A house is saved, and made again elsewhere (FAULTS R-24)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.backup.tables import connect, sum_of, tables
from app.migrate import compare
from core import keeping
from core.actor import HOUSE
from core.database import Model, db, session, unit_of_work
from core.files import FileRule, store
from core.running import run_all
from tests.documents.samples import PDF
from tests.kit.archives import KEY, Place, members, packed, plain
from tests.kit.cluster import Cluster
from tests.kit.house import build
from tests.kit.people import PASSWORD, signed_in
from tests.kit.works import filed, works

RULE = FileRule(max_bytes=100_000, families=("pdf",), max_count=3)


@dataclass
class Saved:
    """A house at work, its archive, and what must not be found in it."""

    place: Place
    archive: Path
    secrets: dict[str, bytes]
    reference: str


@pytest.fixture(scope="module")
def saved(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Saved]:
    """A small town at work, with files, an open session, a key and a link in a mail; saved."""
    folder = tmp_path_factory.mktemp("saved")
    place = Place(cluster, cluster.clone(), folder / "var")
    app = build(cluster.url(place.database), place.var, SECRET_KEY=KEY)
    with app.app_context(), unit_of_work():
        scene = works()
        request = filed(scene)
        for name in ("un.pdf", "deux.pdf"):
            store().keep(HOUSE, ("request", request.id), io.BytesIO(PDF), name, RULE, place="/p")
        reference = request.reference
    secrets = _secrets(app, scene)
    with app.app_context():
        db.engine.dispose()
    made = place.preau("backup", str(folder / "a.tar"))
    assert made.exit_code == 0, made.output
    yield Saved(place, folder / "a.tar", secrets, reference)
    cluster.drop(place.database)


def _secrets(app: Any, scene: Any) -> dict[str, bytes]:
    """What opens something, as its holders hold it."""
    from accounts import operations
    from messaging.models import Mail

    client = signed_in(app, scene.gestionnaire)
    cookie = next(c for c in client._cookies.values() if "session" in c.key or "__Host" in c.key)
    with app.app_context():
        with unit_of_work():
            token = operations.create_token(HOUSE, scene.direction, "essai")
            operations.ask_for_link(scene.direction.email)
        run_all()
        mail = session.query(Mail).filter(Mail.template_key.like("%lien%")).one()
        link = mail.text.split("/mot-de-passe/")[1].split()[0]
        assert len(link) > 40
    return {
        "session": cookie.value.encode(),
        "key of a program": token.encode(),
        "link of a mail": link.encode(),
        "key of the house": KEY.encode(),
        "password": PASSWORD.encode(),
    }


@pytest.fixture(scope="module")
def elsewhere(saved: Saved, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The archive restored into an empty place."""
    place = _empty(saved.place.cluster, tmp_path_factory.mktemp("elsewhere") / "var")
    told = place.preau("restore", "--open", str(saved.archive))
    assert told.exit_code == 0, told.output
    yield place
    place.cluster.drop(place.database)


def _empty(cluster: Cluster, var: Path) -> Place:
    name = f"empty_{var.parent.name}".replace("-", "_").lower()
    cluster.postgres.create_database(name)
    return Place(cluster, name, var)


@pytest.fixture
def empty(cluster: Cluster, tmp_path: Path) -> Iterator[Place]:
    place = _empty(cluster, tmp_path / "var")
    yield place
    cluster.drop(place.database)


def _sums(place: Place) -> dict[str, tuple[int, str]]:
    left_out = keeping.left_out(Model.metadata)
    kept_as = keeping.kept_as(Model.metadata)
    with connect(place.owner) as connection:
        return {
            table.name: sum_of(connection, table)
            for table in tables(connection, kept_as)
            if table.name not in left_out
        }


def _is_untouched(place: Place) -> bool:
    with psycopg.connect(place.owner.replace("+psycopg", "")) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        return found.fetchone() == (0,) and not place.files()


def test_counts_and_sums_are_those_of_the_house_that_was_saved(saved, elsewhere):
    before, after = _sums(saved.place), _sums(elsewhere)
    assert after == before
    assert after["request"][0] == 1
    assert after["account"][0] > 5


def test_files_come_back_byte_for_byte(saved, elsewhere):
    assert len(elsewhere.files()) >= 2
    assert elsewhere.files() == saved.place.files()


def test_no_secret_is_in_an_archive(saved):
    text = plain(saved.archive)
    assert saved.reference.encode() in text
    assert [name for name, secret in saved.secrets.items() if secret in text] == []
    assert saved.archive.stat().st_mode & 0o077 == 0


def test_columns_that_could_hold_a_secret_have_been_thought_of():
    """A new column with such a name is a hash, or its table says what is kept of it."""
    harmless = {"issued_document.token", "request.secret", "draft_step.token"}
    out, kept_as = keeping.left_out(Model.metadata), keeping.kept_as(Model.metadata)
    bare = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.tables.values()
        for column in table.columns
        if any(word in column.name for word in ("secret", "token", "password", "private"))
        and not column.name.endswith(("_sha256", "_hash", "_sealed"))
        and table.name not in out
        and column.name not in kept_as.get(table.name, {})
    }
    assert bare <= harmless


def test_the_restored_house_works(saved, empty):
    elsewhere = empty  # one of its own: it is worked in
    told = elsewhere.preau("restore", "--open", str(saved.archive))
    assert told.exit_code == 0, told.output
    compare(elsewhere.owner)  # tables, keys, indexes as the models say
    app = build(elsewhere.cluster.url(elsewhere.database), elsewhere.var, SECRET_KEY=KEY)
    with app.app_context():
        from accounts import queries

        agent = queries.account_by_email("gestionnaire@example.test")
        session.commit()
    client = signed_in(app, agent)
    page = client.get(f"/demandes/{saved.reference}")
    assert page.status_code == 200
    with app.app_context(), unit_of_work():
        from core.history import record

        line = record(HOUSE, "request", agent.id, "request.told")
        session.flush()
        assert line.id > 1  # numbers go on where they were
    with app.app_context():
        db.engine.dispose()
    with psycopg.connect(elsewhere.owner.replace("+psycopg", "")) as connection:
        triggers = connection.execute(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        ).fetchall()
        walls = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relforcerowsecurity"
        ).fetchone()
    assert ("definition_version_is_immutable",) in triggers
    assert walls
    assert walls[0] > 30


def test_a_house_is_never_restored_over_another(saved):
    before = _sums(saved.place)
    told = saved.place.preau("restore", str(saved.archive))
    assert told.exit_code == 1
    assert "La base contient déjà des tables" in told.output
    assert _sums(saved.place) == before


def test_files_that_are_there_are_not_mixed_with_those_of_an_archive(saved, empty):
    stranger = empty.var / "files/ab/some"
    stranger.parent.mkdir(parents=True)
    stranger.write_bytes(b"already here")
    told = empty.preau("restore", str(saved.archive))
    assert told.exit_code == 1
    assert "Des fichiers sont déjà dans le dossier" in told.output
    assert stranger.read_bytes() == b"already here"


def _shortened(saved: Saved, folder: Path) -> Path:
    path = folder / "short.tar"
    path.write_bytes(saved.archive.read_bytes()[: saved.archive.stat().st_size * 2 // 3])
    return path


def _without_end(saved: Saved, folder: Path) -> Path:
    return packed([m for m in members(saved.archive) if m[0] != "seal"], folder / "e.tar")


def _changed(saved: Saved, folder: Path) -> Path:
    found = members(saved.archive)
    return packed(
        [(n, c.replace(b"%PDF", b"%pdf") if n.startswith("files/") else c) for n, c in found],
        folder / "c.tar",
    )


def _retold(saved: Saved, folder: Path) -> Path:
    """Somebody who knows the format, and not the key."""
    found = [
        (n, c.replace(b'"rows": 1,', b'"rows": 2,') if n == "manifest.json" else c)
        for n, c in members(saved.archive)
    ]
    return packed(found, folder / "r.tar")


def _newer(saved: Saved, folder: Path) -> Path:
    found = members(saved.archive)
    head = {**json.loads(found[0][1]), "revision": "9999"}
    return packed([(found[0][0], json.dumps(head).encode()), *found[1:]], folder / "n.tar")


def _stranger(_: Saved, folder: Path) -> Path:
    return packed([("../../etc/passwd", b"root")], folder / "s.tar")


def _text(_: Saved, folder: Path) -> Path:
    (folder / "t.tar").write_text("ceci n’est pas une archive")
    return folder / "t.tar"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_shortened, "coupée"),
        (_without_end, "coupée"),
        (_changed, "sommes"),
        (_retold, "scellée"),
        (_newer, "que ce Préau ne connaît pas"),
        (_stranger, "ce que Préau n’écrit pas"),
        (_text, "coupée"),
    ],
)
def test_a_spoilt_archive_is_refused_before_anything_is_written(
    saved, empty, tmp_path, spoil, words
):
    told = empty.preau("restore", str(spoil(saved, tmp_path)))
    assert told.exit_code == 1, told.output
    assert words in " ".join(told.output.split())
    assert _is_untouched(empty)


def test_an_archive_of_another_house_wants_to_be_vouched_for(saved, empty):
    other = {"SECRET_KEY": "an0ther-" * 8}
    told = empty.preau("restore", str(saved.archive), **other)
    assert (told.exit_code, "--other-key" in told.output) == (1, True)
    assert _is_untouched(empty)
    told = empty.preau("restore", "--check", "--other-key", str(saved.archive), **other)
    assert told.exit_code == 0, told.output


def test_what_an_interrupted_restoration_left_is_taken_up_again(saved, empty):
    with psycopg.connect(empty.owner.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE preau_restore (begun_at timestamptz DEFAULT now())")
        connection.execute("CREATE TABLE account (id int)")
    told = empty.preau("migrate")
    assert (told.exit_code, "preau restore" in told.output) == (1, True)
    told = empty.preau("restore", str(saved.archive))
    assert told.exit_code == 0, told.output
    after, before = _sums(empty), _sums(saved.place)
    assert [name for name in after if after[name] != before[name]] == ["town_setting"]
    assert empty.preau("maintenance", "status").output.strip() == "fermée"


def test_a_row_may_end_in_another_part_than_it_began(saved, empty, tmp_path, monkeypatch):
    """Parts are cut where they are full, in the middle of a row."""
    monkeypatch.setattr("app.backup.tables.PART", 1000)
    many = tmp_path / "many.tar"
    assert saved.place.preau("backup", str(many)).exit_code == 0
    assert sum("tables/definition_version/" in name for name, _ in members(many)) > 20
    told = empty.preau("restore", "--open", str(many))
    assert told.exit_code == 0, told.output
    assert _sums(empty) == _sums(saved.place)


def test_what_was_erased_since_is_erased_again(saved, empty, tmp_path):
    """R-24: the backup is older than the erasure; its register lies beside, or is given."""
    with psycopg.connect(saved.place.owner.replace("+psycopg", "")) as rows:
        rows.execute("SET preau.actor = 'house'")
        ((request_id, account_id),) = rows.execute(
            "SELECT r.id, a.id FROM request r, account a WHERE a.email = 'head@example.test'"
        ).fetchall()
    said = {"kind": "account", "id": str(account_id), "at": "2026-11-20T10:00:00+00:00"}
    unknown = {**said, "kind": "record", "id": str(request_id)}
    given = tmp_path / "erased.jsonl"
    given.write_text(
        "".join(json.dumps({**one, "because": "asked"}) + "\n" for one in (said, unknown))
    )
    told = empty.preau("restore", "--open", "--erased", str(given), str(saved.archive))
    assert told.exit_code == 0, told.output
    assert "Effacé de nouveau depuis le registre des effacements : 1 sur 2" in told.output
    with psycopg.connect(empty.owner.replace("+psycopg", "")) as rows:
        rows.execute("SET preau.actor = 'house'")
        names = rows.execute("SELECT name, email FROM account").fetchall()
        register = rows.execute("SELECT kind, erased_at FROM erasure ORDER BY kind").fetchall()
    assert "head@example.test" not in {email for _name, email in names}
    assert "Compte effacé" in {name for name, _email in names}
    assert [(kind, at.isoformat()[:10]) for kind, at in register] == [
        ("account", "2026-11-20"), ("record", "2026-11-20"),
    ]  # fmt: skip
    again = (empty.var / "erased.jsonl").read_text()
    assert str(account_id) in again, "the next restoration obeys as well"


def test_a_register_that_cannot_be_read_stops_before_anything_is_written(saved, empty, tmp_path):
    given = tmp_path / "erased.jsonl"
    given.write_text('{"kind": "account", "id": "1"}\n{}\n')
    told = empty.preau("restore", "--erased", str(given), str(saved.archive))
    assert (told.exit_code, "registre d’effacements" in told.output) == (1, True)
    assert _is_untouched(empty)


def test_an_archive_is_never_written_over_another(saved):
    before = saved.archive.read_bytes()
    told = saved.place.preau("backup", str(saved.archive))
    assert (told.exit_code, "existe déjà" in told.output) == (1, True)
    assert saved.archive.read_bytes() == before
