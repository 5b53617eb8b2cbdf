"""Files of records: what comes in, what is told, what is undone."""

from __future__ import annotations

import contextlib
import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core import clock, jobs
from core.actor import HOUSE
from core.database import session, unit_of_work
from core.errors import Invalid
from core.running import run_all
from registry.models import ImportItem
from tests.kit.people import base_pack, person
from tests.registry.conftest import CSV, LETTERS, OTHER, ROW, lines


def take(content: bytes, **more: Any) -> Any:
    from registry import operations

    more.setdefault("filename", "essai.csv")
    return operations.import_file(HOUSE, "etablissement", content, **more)


def fingerprint() -> list[tuple[Any, ...]]:
    from registry.models import Record

    found = session.execute(
        select(Record.code, Record.label, Record.data, Record.scope_path, Record.state)
        .where(Record.state == "active")
        .order_by(Record.code)
    )
    return [tuple(row) for row in found]


def test_the_real_file_comes_in_and_its_three_duplicates_are_told(schools: Any) -> None:
    assert schools.counts == {
        "lines": 996,
        "created": 993,
        "updated": 0,
        "unchanged": 0,
        "refused": 0,
        "duplicates": 3,
        "doubtful": 0,
    }
    told = [
        (line["line"], line["params"]["value"], line["params"]["first"]) for line in schools.report
    ]
    assert told == [(940, "0352072M", 139), (961, "0350852L", 162), (974, "0350778F", 794)]


def test_i06_the_same_file_again_changes_nothing(schools: Any) -> None:
    from core.models import Change

    before, told = fingerprint(), session.scalar(select(func.count()).select_from(Change))
    again = take(CSV.read_bytes(), filename=CSV.name)
    assert (again.counts["created"], again.counts["updated"]) == (0, 0)
    assert again.counts["unchanged"] == 993
    assert fingerprint() == before
    assert session.scalar(select(func.count()).select_from(Change)) == told


def test_a_real_school_is_read_whole_and_stands_in_its_place(schools: Any) -> None:
    from registry import queries

    found = queries.record_by_code("etablissement", "0350122T")
    assert found is not None
    assert found.label == "Ecole primaire publique les Lucioles"
    assert found.scope_path == "/org/35/35016/0350122T"
    assert found.source == "Annuaire de l’éducation"
    assert found.data["type"] == "ecole"
    assert found.data["effectif"] == 143
    assert found.data["latitude"] == pytest.approx(47.986145)
    assert found.data["telephone"] == "0299853802"


def test_a_dry_run_tells_the_same_and_writes_nothing(entity: Any) -> None:
    tried = take(CSV.read_bytes(), dry_run=True, filename=CSV.name)
    assert fingerprint() == []
    done = take(CSV.read_bytes(), filename=CSV.name)
    assert (tried.counts, tried.report) == (done.counts, done.report)


def test_a_refused_line_is_told_with_its_column_and_reason(entity: Any) -> None:
    bad = take(
        lines(ROW, {**OTHER, "uai": "12", "effectif": "douze"}, {**OTHER, "effectif": "12,5"})
    )
    assert (bad.counts["created"], bad.counts["refused"]) == (1, 2)
    assert [(line["line"], line["column"], line["code"]) for line in bad.report] == [
        (3, "effectif", "cast-not-a-number"),
        (4, "effectif", "cast-not-whole"),
    ]


def test_a_doubtful_value_of_a_lenient_column_is_left_out_not_the_line(entity: Any) -> None:
    reader = csv.DictReader(io.StringIO(CSV.read_text("utf-8")), delimiter=";")
    row = {**next(reader), "SIREN_SIRET": "123", "Mail": "pas une adresse"}
    out = io.StringIO()
    writer = csv.DictWriter(out, reader.fieldnames or [], delimiter=";")
    writer.writeheader()
    writer.writerow(row)
    done = take(out.getvalue().encode())
    assert (done.counts["created"], done.counts["doubtful"]) == (1, 1)
    assert {line["column"] for line in done.report} == {"SIREN_SIRET", "Mail"}
    assert not any(line["refused"] for line in done.report)


def test_columns_that_the_file_does_not_have_leave_fields_alone(entity: Any) -> None:
    take(lines(ROW))
    done = take(
        lines({k: ROW[k] for k in ("uai", "nom", "type", "commune", "code_commune", "departement")})
    )
    assert done.counts["unchanged"] == 1


def test_i04_an_undone_import_leaves_everything_as_before(entity: Any) -> None:
    from registry import operations

    take(lines(ROW))
    before = fingerprint()
    second = take(lines({**ROW, "nom": "Collège Simone-Veil", "effectif": 10}, OTHER))
    assert (second.counts["updated"], second.counts["created"]) == (1, 1)
    assert fingerprint() != before
    counts = operations.undo_import(HOUSE, second)
    assert counts == {"restored": 1, "archived": 1, "kept": 0}
    assert fingerprint() == before


def test_what_somebody_changed_since_is_left_by_the_undo(entity: Any) -> None:
    from registry import operations, queries

    first = take(lines(ROW))
    record = queries.record_by_code("etablissement", "0350001L")
    assert record is not None
    operations.update_record(HOUSE, record, {"effectif": 641})
    assert operations.undo_import(HOUSE, first) == {"restored": 0, "archived": 0, "kept": 1}


def test_an_undone_record_comes_back_with_the_next_import(entity: Any) -> None:
    from registry import operations

    operations.undo_import(HOUSE, take(lines(ROW)))
    assert fingerprint() == []
    assert take(lines(ROW)).counts["updated"] == 1
    assert len(fingerprint()) == 1


def test_an_import_undone_once_is_not_undone_twice(entity: Any) -> None:
    from registry import operations
    from registry.errors import NotUndoable

    batch = take(lines(ROW))
    operations.undo_import(HOUSE, batch)
    with pytest.raises(NotUndoable):
        operations.undo_import(HOUSE, batch)


@pytest.mark.parametrize("content", [b"", b"   \n", b"une seule colonne\nrien"])
def test_a_file_that_says_nothing_of_schools_is_refused(entity: Any, content: bytes) -> None:
    with pytest.raises(Invalid):
        take(content)


def test_a_workbook_is_read_like_a_csv(entity: Any) -> None:
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    for column, (name, value) in enumerate(ROW.items()):
        sheet.write(0, column, name)
        sheet.write(1, column, value)
    book.close()
    assert take(stream.getvalue(), filename="essai.xlsx").counts["created"] == 1


def test_json_lines_are_read_and_a_line_that_is_none_is_told(entity: Any) -> None:
    import json

    content = f"{json.dumps(ROW)}\n[1]\n{json.dumps(OTHER)}\n"
    done = take(content.encode(), filename="essai.jsonl")
    assert (done.counts["created"], done.counts["refused"]) == (2, 1)
    assert done.report[0]["code"] == "line-not-json"


def test_the_pack_of_the_department_brings_its_schools(entity: Any) -> None:
    from schemas import operations

    report = operations.load_pack(HOUSE, "etablissements-35")
    assert report.data["data/annuaire-education-35.csv"]["created"] == 993
    assert not operations.load_pack(HOUSE, "etablissements-35").changed


MANY = [
    {**ROW, "uai": f"{350100 + n:07d}{LETTERS[(350100 + n) % 23]}", "nom": f"École {n}"}
    for n in range(9)
]
#: Codes that come twice on both sides of a chunk, a line that is refused, then comes back mended.
LINES = lines(
    *MANY[:3], {**MANY[3], "effectif": "douze"}, MANY[0], *MANY[4:], {**MANY[3], "nom": "Mendée"},
    {**MANY[2], "nom": "Deux fois"}, {**ROW, "nom": "Collège Simone-Veil"},
)  # fmt: skip


class Killed(BaseException):
    """As kill -9: nothing of the transaction is left, nor of what the process knew."""


def one_turn(job_id: int, number: int = 1, *, killed: bool = False, another: bool = True) -> bool:
    """One chunk, as a worker does it; by another process than the one before, unless told."""
    from registry.operations import importing

    if another:
        importing._here.clear()
    with clock.at(clock.now() + timedelta(minutes=number)):  # the lease of who was killed is over
        with unit_of_work():
            taken = jobs.take(1, only=job_id)
        if not taken:
            return False
        with contextlib.suppress(Killed), unit_of_work():
            more = jobs.run(taken[0])
            if killed:
                raise Killed
            jobs.pass_turn(taken[0]) if more else jobs.done(taken[0])
    return True


@pytest.mark.parametrize("same_process", [True, False])
def test_i05_an_import_killed_at_any_chunk_ends_as_an_undisturbed_one(
    entity: Any, monkeypatch: pytest.MonkeyPatch, same_process: bool
) -> None:
    from core.models import Job
    from registry import operations

    monkeypatch.setattr("registry.operations.taking.CHUNK", 2)
    take(lines(ROW))
    trial = session.begin_nested()
    quiet = take(LINES)
    expected = fingerprint(), dict(quiet.counts), list(quiet.report)
    trial.rollback()
    session.expire_all()
    assert (expected[1]["refused"], expected[1]["duplicates"], expected[1]["updated"]) == (1, 2, 1)
    batch = operations.order_import(HOUSE, "etablissement", LINES, "essai.csv")
    job = session.scalars(select(Job.id).where(Job.once == f"import:{batch.id}")).one()
    again = operations.order_import(HOUSE, "etablissement", LINES, "essai.csv")
    assert again.id == batch.id, "under way: the same one"
    turns = 0
    while one_turn(
        job, turns + 1, killed=turns % 3 == 1, another=not same_process or turns % 2 == 0
    ):
        turns += 1
    session.refresh(batch)
    assert turns > 8
    assert (fingerprint(), batch.counts, batch.report) == expected
    assert (batch.finished_at is not None, batch.content) == (True, None)
    items = session.scalars(select(func.count()).select_from(ImportItem).where(
        ImportItem.batch_id == batch.id)).one()  # fmt: skip
    assert items == expected[1]["created"] + expected[1]["updated"]
    assert operations.undo_import(HOUSE, batch) == {"restored": 1, "archived": 9, "kept": 0}


def test_an_import_called_off_keeps_what_it_took_and_may_be_undone(
    entity: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core import backlog
    from core.models import Job
    from registry import operations

    monkeypatch.setattr("registry.operations.taking.CHUNK", 2)
    batch = operations.order_import(HOUSE, "etablissement", LINES, "essai.csv")
    job = session.scalars(select(Job.id).where(Job.once == f"import:{batch.id}")).one()
    one_turn(job)
    with clock.at(clock.now() + timedelta(days=2)):
        operations.forget_tries()  # under way: it is not a file nobody said yes to
        backlog.cancel(HOUSE, job)
    session.refresh(batch)
    assert batch.counts["created"] == 2
    assert batch.report[-1]["code"] == "import-stopped"
    assert operations.undo_import(HOUSE, batch)["archived"] == 2


def test_a14_an_import_stops_when_its_author_may_import_no_more(entity: Any) -> None:
    from accounts import operations as accounts
    from accounts import queries as people
    from registry import operations

    base_pack()
    person("autre@example.test", "administrateur")
    account = person("admin@example.test", "administrateur")
    batch = operations.order_import(
        people.actor_of(account.id), "etablissement", lines(ROW), "essai.csv"
    )
    accounts.disable(HOUSE, account)
    run_all()
    session.refresh(batch)
    assert (batch.counts["created"], batch.report[-1]["code"]) == (0, "import-stopped")
    assert fingerprint() == []
