"""Exports of the desk: rights at each chunk, one owner, a week at most, no formula."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from accounts import operations as accounts
from accounts.models import Grant, GroupMember
from catalogue import exporting
from catalogue.models import Request
from core import clock, jobs
from core.actor import HOUSE
from core.database import session, unit_of_work
from core.models import Change, Job
from core.running import run_all
from documents import operations, queries, spool
from documents.models import Export, StoredFile
from documents.storage import storage
from tests.kit.works import Works, actor, filed, works

Sign = Callable[[Any], Any]


@pytest.fixture
def scene(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Works:
    """Five requests, exported two at a time."""
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    made = works()
    for number in range(5):
        filed(made, description=f"=HYPERLINK(1) Remplacer les stores {number}")
    session.commit()
    run_all()
    return made


def order(who: Any, form: str = "csv", **fields: Any) -> Export:
    """Ask as the page does."""
    wanted = {"filter": {"fields": fields}, "columns": ["demande", "etape", "depose"]}
    made = operations.order_export(actor(who), "desk", wanted, form, "Demandes – Toutes")
    session.commit()
    return made


def made_by(who: Any, form: str = "csv", **fields: Any) -> Export:
    """Ordered and made."""
    export = order(who, form, **fields)
    run_all()
    session.expire_all()
    return export


def leave_the_team(who: Any) -> None:
    """Out of the group since yesterday."""
    yesterday = clock.today() - timedelta(days=1)
    session.execute(
        update(GroupMember)
        .where(GroupMember.account_id == who.id)
        .values(valid_from=yesterday, valid_until=yesterday)
    )
    session.commit()


def bytes_of(export: Export) -> bytes:
    file = session.get(StoredFile, export.file_id)
    assert file is not None
    return storage().path(file.storage_name).read_bytes()


def rows_of(export: Export) -> list[dict[str, str]]:
    """A CSV, read."""
    text = bytes_of(export).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def got(client: Any, path: str) -> Any:
    """A download, read to its end."""
    answer = client.get(path)
    answer.get_data()
    answer.close()
    return answer


def step(export: Export) -> bool:
    """One chunk, as the worker does it."""
    with unit_of_work():
        [held] = jobs.take()
        more = operations.make_export(held)
        jobs.pass_turn(held)
    session.expire_all()
    return more


def test_a_view_becomes_a_file_of_all_its_rows_in_its_order(scene: Works) -> None:
    export = made_by(scene.gestionnaire)
    assert (export.state, export.done, export.total) == ("ready", 5, 5)
    rows = rows_of(export)
    assert list(rows[0]) == ["Numéro", "Objet", "Étape", "Déposée le"]
    wanted = session.scalars(select(Request.reference).order_by(Request.submitted_at.desc()))
    assert [row["Numéro"] for row in rows] == list(wanted)
    assert rows[0]["Étape"] == "Déposée"
    assert not spool.path_of(export.id).exists()


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_i11_no_cell_of_an_export_is_a_formula(scene: Works, form: str) -> None:
    """FAULTS I-11."""
    content = bytes_of(made_by(scene.gestionnaire, form))
    if form == "csv":
        assert b"'=HYPERLINK" in content
    elif form == "jsonl":
        assert json.loads(content.splitlines()[0])["objet"].startswith("=HYPERLINK")
    else:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"=HYPERLINK" in sheet
        assert b"<f>" not in sheet


def test_a14_a_right_dropped_between_asking_and_running_leaves_the_rows_out(scene: Works) -> None:
    """FAULTS A-14: the job runs with the rights of whoever asked, at the moment it runs."""
    export = order(scene.gestionnaire)
    leave_the_team(scene.gestionnaire)
    run_all()
    session.expire_all()
    assert (export.state, export.done) == ("ready", 0)
    assert rows_of(export) == []


def test_a14_without_any_right_there_is_no_file(scene: Works, sign_in: Sign) -> None:
    export = order(scene.gestionnaire)
    [grant] = session.scalars(select(Grant).where(Grant.account_id == scene.gestionnaire.id))
    accounts.revoke_grant(HOUSE, grant)
    session.commit()
    run_all()
    session.expire_all()
    assert (export.state, export.error, export.file_id) == ("failed", "export-no-right", None)
    html = sign_in(scene.gestionnaire).get("/exports").get_data(as_text=True)
    assert "plus le droit d’exporter" in html


def test_a14_rights_that_change_under_way_throw_away_what_was_gathered(scene: Works) -> None:
    export = order(scene.gestionnaire)
    assert step(export)
    assert export.done == 2
    leave_the_team(scene.gestionnaire)
    run_all()
    session.expire_all()
    assert (export.state, export.done) == ("ready", 0)
    assert rows_of(export) == []


def test_r04_a_worker_killed_in_the_midst_leaves_no_row_twice(scene: Works) -> None:
    """FAULTS R-04: what it wrote past the last commit is cut; a spool that is gone begins anew."""
    export = order(scene.gestionnaire)
    assert step(export)
    with spool.path_of(export.id).open("ab") as file:
        file.write(b'{"numero": "half a li')
    assert step(export)
    assert export.done == 4
    run_all()
    session.expire_all()
    assert len({row["Numéro"] for row in rows_of(export)}) == len(rows_of(export)) == 5
    second = order(scene.gestionnaire)
    assert step(second)
    spool.drop(second.id)
    run_all()
    session.expire_all()
    assert len(rows_of(second)) == 5


def test_a15_the_file_is_for_whoever_asked_and_nobody_else(scene: Works, sign_in: Sign) -> None:
    """FAULTS A-15, RECORDS_AND_RIGHTS advisory 13: another person's session finds nothing there."""
    export = made_by(scene.gestionnaire)
    path = f"/exports/{export.id}/fichier"
    mine = got(sign_in(scene.gestionnaire), path)
    assert mine.status_code == 200
    assert "attachment" in mine.headers["Content-Disposition"]
    assert mine.headers["Cache-Control"] == "private, no-store"
    for other in (scene.superviseur, scene.direction, scene.head):
        client = sign_in(other)
        assert client.get(path).status_code == 404
        assert client.get(f"/fichiers/{export.file_id}").status_code == 404
        assert client.submit(f"/exports/{export.id}/effacer").status_code == 404
        assert client.submit(f"/exports/{export.id}/abandonner").status_code == 404
        assert "Demandes – Toutes" not in client.get("/exports").get_data(as_text=True)
    assert sign_in(scene.gestionnaire).get(f"/fichiers/{export.file_id}").status_code == 404


def test_a15_a_file_made_with_other_rights_is_not_given_out(scene: Works, sign_in: Sign) -> None:
    export = made_by(scene.gestionnaire)
    client = sign_in(scene.gestionnaire)
    path = f"/exports/{export.id}/fichier"
    assert got(client, path).status_code == 200
    member = select(GroupMember).where(GroupMember.account_id == scene.gestionnaire.id)
    accounts.remove_from_group(HOUSE, session.scalars(member).one())
    session.commit()
    answer = client.get(path)
    assert answer.status_code == 409
    assert "Vos droits ont changé" in answer.get_data(as_text=True)


def test_p11_asking_making_and_downloading_are_written_down(scene: Works, sign_in: Sign) -> None:
    """FAULTS P-11."""
    export = made_by(scene.gestionnaire)
    got(sign_in(scene.gestionnaire), f"/exports/{export.id}/fichier")
    lines = session.scalars(
        select(Change).where(Change.subject_id == export.id).order_by(Change.id)
    ).all()
    assert [line.act for line in lines] == ["export.asked", "export.ready", "export.downloaded"]
    assert {line.actor_id for line in lines} == {scene.gestionnaire.id}
    assert lines[1].facts["rows"] == 5


def test_files_are_let_go_within_a_week(scene: Works, sign_in: Sign) -> None:
    from documents.sweeping import sweep

    export = made_by(scene.gestionnaire)
    file = session.get(StoredFile, export.file_id)
    assert file is not None
    assert export.expires_at is not None
    assert export.expires_at - clock.now() < timedelta(days=7)
    export.expires_at = clock.now() - timedelta(seconds=1)
    session.commit()
    client = sign_in(scene.gestionnaire)
    assert client.get(f"/exports/{export.id}/fichier").status_code == 404
    export.created_at = clock.now() - timedelta(days=7)
    session.flush()
    operations.forget_exports()
    session.flush()
    assert session.get(Export, export.id) is None
    assert file.forgotten_at is not None
    file.forgotten_at -= timedelta(days=2)
    session.flush()
    sweep()
    assert session.scalar(select(StoredFile.id).where(StoredFile.id == file.id)) is None


def test_one_is_stopped_by_its_owner_or_by_an_administrator(scene: Works, sign_in: Sign) -> None:
    from core import backlog

    export = order(scene.gestionnaire)
    assert step(export)
    client = sign_in(scene.gestionnaire)
    assert client.submit(f"/exports/{export.id}/abandonner").status_code == 303
    run_all()
    session.expire_all()
    assert (export.state, export.file_id) == ("cancelled", None)
    other = order(scene.gestionnaire)
    with unit_of_work():
        job = session.scalar(select(Job.id).where(Job.once == f"export:{other.id}"))
        assert job is not None
        backlog.cancel(HOUSE, job)
    session.expire_all()
    assert other.state == "cancelled"


def test_a_few_at_a_time_are_enough(scene: Works, sign_in: Sign) -> None:
    """ASVS 2.4.1."""
    client = sign_in(scene.gestionnaire)
    for _ in range(operations.exports.MOST_AT_ONCE):
        assert client.submit("/bureau/exports", {"format": "csv"}).status_code == 303
    refused = client.submit("/bureau/exports", {"format": "csv"})
    assert refused.status_code == 429
    assert "Attendez" in refused.get_data(as_text=True)


def test_from_the_page_to_the_notice(scene: Works, sign_in: Sign) -> None:
    client = sign_in(scene.gestionnaire)
    page = client.get("/bureau?vue=toutes&service=travaux").get_data(as_text=True)
    assert 'action="/bureau/exports"' in page
    data = {"vue": "toutes", "service": "travaux", "format": "xlsx"}
    assert client.submit("/bureau/exports", data).location.endswith("/exports")
    run_all()
    html = client.get("/exports").get_data(as_text=True)
    assert "Télécharger" in html
    assert "Votre export est prêt." in client.get("/avis").get_data(as_text=True)
    assert client.submit("/bureau/exports", {**data, "format": "exe"}).status_code == 400


def test_a04_who_does_not_process_requests_exports_none(scene: Works, sign_in: Sign) -> None:
    assert sign_in(scene.head).submit("/bureau/exports", {"format": "csv"}).status_code == 403


def test_a_view_nobody_can_read_is_refused(scene: Works, sign_in: Sign) -> None:
    """FAULTS X-06: unknown names are not passed over."""
    client = sign_in(scene.gestionnaire)
    data = {"format": "csv", "f.inconnu": "x"}
    assert client.submit("/bureau/exports", data).status_code == 400


def test_an_empty_list_keeps_its_headings(scene: Works) -> None:
    export = made_by(scene.gestionnaire, statut=["acceptee"], service=["travaux"])
    assert bytes_of(export).decode("utf-8-sig").strip() == "Numéro;Objet;Étape;Déposée le"


def test_nothing_is_left_aside(scene: Works, tmp_path: Path) -> None:
    made_by(scene.gestionnaire, "xlsx")
    assert list(storage().aside.glob("*")) == []
    assert queries.exports_of(actor(scene.gestionnaire))
