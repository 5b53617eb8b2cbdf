"""What is erased is nowhere any more; what stays is without the person (FAULTS P-07, P-10)."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Uuid, select, text

from app.home import erased_file, erasing_acts
from catalogue import retention
from catalogue.erasing import facts_of
from catalogue.models import Request
from core import clock, erasing
from core.actor import HOUSE
from core.contributions import all_of
from core.database import Model, session
from core.errors import Forbidden
from core.files import FileRule, store
from core.history import lines_of
from core.models import Change, Erasure
from core.rewriting import REWRITTEN, is_sound
from core.running import run_all
from messaging import operations as messaging
from messaging.models import Notice
from tests.documents.samples import PDF
from tests.kit.people import person, signed_in
from tests.kit.works import Works, actor, filed, moved, works

CANARY = "zéphyrcanari"
HEAD = ("Zoé Canari-Duval", "canari.duval@example.test")
RULE = FileRule(max_bytes=100_000, families=("pdf",), max_count=3)
#: Columns that lead to a person, a request or a record, whatever the table calls them.
LEADS = {
    "account_id", "actor", "actor_id", "agent_id", "applicant_id", "asked_by", "assignee_id",
    "author_id", "brought_by", "by", "changed_by", "created_by", "draft_id", "from_record",
    "granted_by", "made_by", "named_by", "on_behalf_of", "owner_id", "principal_id", "published_by",
    "record_id", "request_id", "settled_by", "stand_in_id", "subject_id", "about_id", "thread_id",
    "to_record", "updated_by", "uploaded_by", "installed_by", "correction_draft_id",
}  # fmt: skip
NAMES = {
    "actor_name", "account_name", "applicant_name", "asked_name", "author_name", "by_name",
    "made_by_name", "principal_name", "to_name", "updated_by_name",
}  # fmt: skip


def said() -> dict[str, erasing.Erased]:
    rooms = (erasing.CORE, *all_of(erasing.TABLES))
    return {name: one for room in rooms for name, one in room.said.items()}


def test_every_column_that_leads_to_somebody_says_what_becomes_of_it(app: Flask) -> None:
    """A table that comes tomorrow is thought of today: declare it in `erased.py` of its room."""
    known, silent = said(), []
    for table in Model.metadata.sorted_tables:
        one = known.get(table.name, erasing.Erased())
        spoken = {*one.on, *one.brings, *one.keeps, *one.names, *one.names.values(), *one.texts}
        silent += [
            f"{table.name}.{column.name}"
            for column in table.columns
            if column.name not in spoken
            and (column.name in NAMES or (column.name in LEADS and isinstance(column.type, Uuid)))
        ]
    assert silent == []
    assert set(known) <= set(Model.metadata.tables)


def holding(*words: str) -> set[str]:
    """Tables where one of these words stands, in whatever column."""
    session.flush()
    found = set()
    for table in Model.metadata.sorted_tables:
        for word in words:
            query = text(f'SELECT count(*) FROM "{table.name}" t WHERE t::text ILIKE :word')
            if session.scalar(query, {"word": f"%{word}%"}):
                found.add(table.name)
    return found


@pytest.fixture
def town(app: Flask) -> Works:
    return works()


@pytest.fixture
def admin(town: Works) -> Any:
    return person("admin@example.test", "administrateur", name="Paul Girard")


def closed(town: Works, **answers: Any) -> Any:
    """A request that was lived: files, messages, corrections, visas, a decision, mails."""
    request = filed(town, description=f"Réparer {CANARY}", **answers)
    store().keep(HOUSE, ("request", request.id), io.BytesIO(PDF), f"{CANARY}.pdf", RULE, place="/p")
    messaging.post_message(
        actor(town.gestionnaire), "request", request.id, "applicant", "agency", f"Oui {CANARY}"
    )
    moved(town, request, "instruire", "visas", "refuser")
    run_all()
    session.flush()
    return session.get(Request, request.id)


def chain(kind: str, subject_id: Any) -> list[Change]:
    return list(reversed(lines_of(kind, subject_id, 500)))


def test_p07_a_request_that_is_erased_is_nowhere_any_more(
    app: Flask, town: Works, admin: Any
) -> None:
    request = closed(town)
    number, request_id = request.reference, request.id
    assert {"request", "message", "stored_file", "answer_draft"} <= holding(CANARY)
    client = signed_in(app, admin)

    found = client.get(f"/administration/effacements?type=request&q={number}")
    assert found.status_code in {302, 303}
    page = client.get(found.location).get_data(as_text=True)
    assert number in page
    assert "Ce qui part, sans retour" in page
    assert "fichier" in page
    assert CANARY in "".join(holding_rows()), "a dry run erases nothing"

    refused = client.submit(found.location, {"reason": ""})
    assert refused.status_code == 422
    done = client.submit(found.location, {"reason": "DPO-2026-7"})
    assert done.status_code == 303, done.get_data(as_text=True)[:500]

    assert holding(CANARY) == set()
    assert holding(number) <= {"erasure", "change", "idempotency_key", "job"}
    row = session.get(Erasure, ("request", request_id))
    assert row is not None
    assert (row.facts["number"], row.reason, row.by) == (number, "DPO-2026-7", admin.id)
    lines = chain("request", request_id)
    assert [line.act for line in lines][-2:] == [REWRITTEN, "request.erased"]
    assert is_sound(lines)
    assert client.get(f"/demandes/{number}").status_code == 404
    assert client.get(found.location).status_code == 404
    assert number in client.get("/administration/effacements?liste=faits").get_data(as_text=True)


def holding_rows() -> list[str]:
    return list(session.scalars(select(Request.title)))


def test_history_that_was_emptied_still_shows_who_tampers(app: Flask, town: Works) -> None:
    request_id = closed(town).id
    erasing_acts.erase(HOUSE, "request", request_id, "essai")
    lines = chain("request", request_id)
    assert is_sound(lines)
    lines[1].facts = {"label": "autre chose"}
    assert not is_sound(lines)
    session.refresh(lines[1])
    assert not is_sound(lines[:1] + lines[2:])


def test_a_request_under_way_is_not_erased(app: Flask, town: Works, admin: Any) -> None:
    request = filed(town)
    with pytest.raises(Forbidden):
        erasing_acts.erase(HOUSE, "request", request.id, "essai")
    page = signed_in(app, admin).get(f"/administration/effacements/request/{request.id}")
    assert "encore en cours" in page.get_data(as_text=True)
    assert "Effacer pour toujours" not in page.get_data(as_text=True)


def test_p07_a_person_who_is_erased_is_nobody_and_what_they_did_stays(
    app: Flask, town: Works, admin: Any
) -> None:
    from accounts import operations as accounts

    accounts.change_identity(HOUSE, town.head, HEAD[1], HEAD[0], "Principale")
    accounts.create_token(HOUSE, town.head, "essai")
    request = closed(town)
    assert {"account", "change", "request", "mail"} <= holding(HEAD[0])
    foreseen = erasing_acts.what_is("account").foresee(actor(admin), town.head.id)
    assert not foreseen.refusal

    client = signed_in(app, admin)
    where = f"/administration/effacements/account/{town.head.id}"
    assert client.submit(where, {"reason": "DPO-2026-8"}).status_code == 303

    assert holding(*HEAD, "Claire Lefèvre", "head@example.test") <= {"issued_document"}
    session.expire_all()
    kept = session.get(Request, request.id)
    assert kept is not None
    assert (kept.applicant_name, kept.answers["description"]) == (
        erasing.NOBODY, f"Réparer {CANARY}",
    )  # fmt: skip
    assert is_sound(chain("request", request.id))
    assert is_sound(chain("account", town.head.id))
    page = signed_in(app, town.direction).get(f"/demandes/{request.reference}")
    assert page.status_code == 200
    assert erasing.NOBODY in page.get_data(as_text=True)
    assert client.get(where).status_code == 404, "once"


def test_a_name_that_two_people_bear_stays_in_what_is_told_of_the_other(
    app: Flask, town: Works
) -> None:
    twin = person("autre@example.test", "agent", name=town.head.name)
    other = town.head.name
    erasing_acts.erase(HOUSE, "account", town.head.id, "essai")
    session.expire_all()
    assert twin.name == other
    told = lines_of("account", twin.id)
    assert told[-1].facts["name"] == other
    assert is_sound(list(reversed(told)))


def test_nobody_erases_themselves_nor_a_place(app: Flask, town: Works, admin: Any) -> None:
    with pytest.raises(Forbidden):
        erasing_acts.erase(actor(admin), "account", admin.id, "essai")
    with pytest.raises(Forbidden):
        erasing_acts.erase(HOUSE, "record", town.record.id, "essai")


def test_p07_a_record_that_is_erased_is_nowhere_any_more(app: Flask, town: Works) -> None:
    from registry import operations as registry
    from tests.attacks.pupils import entity
    from tests.kit.works import publish

    document = {key: part for key, part in entity().items() if key != "place"}
    version = publish("entity", {**document, "scope": "none"})
    known = {"prenom": "Lise", "ecole": "0351638R"}
    record = registry.create_record(
        HOUSE, version, {**known, "matricule": "E-1", "nom": CANARY, "surnom": f"{CANARY}ette"}
    )
    other = {**known, "matricule": "E-2", "nom": "Zoé Reste", "surnom": "zef"}
    registry.create_record(HOUSE, version, other)
    session.flush()
    record_id = record.id
    assert {"record", "record_index", "record_word", "change"} <= holding("zephyrcanari", CANARY)
    erasing_acts.erase(HOUSE, "record", record.id, "essai")
    assert holding("zephyrcanari", CANARY) == set()
    assert is_sound(chain("record", record_id))
    assert "record" in holding("Zoé Reste")


def with_retention(period: str) -> None:
    from tests.kit.works import SERVICE, publish

    publish("service", {**SERVICE, "retention": period})


def test_the_register_says_the_day_of_a_closing_as_it_is_here(app: Flask, town: Works) -> None:
    request = filed(town)
    request.closed_at = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)
    assert facts_of(request)["closed_on"] == "2026-01-02"
    session.rollback()


def test_p10_what_has_been_kept_long_enough_is_told_a_month_before_then_erased(
    app: Flask, town: Works, admin: Any
) -> None:
    with_retention("P1Y")
    request, young = closed(town), filed(town)
    request_id, young_id = request.id, young.id
    end = request.closed_at.astimezone(clock.PARIS).date().replace(year=request.closed_at.year + 1)
    at = clock.now()
    for days, known in ((300, False), (333, False), (336, True)):
        with clock.at(at + timedelta(days=days)):
            retention.foresee()
            assert (session.get(Erasure, ("request", request_id)) is not None) is known, days
    told = session.scalars(select(Notice).where(Notice.account_id == admin.id)).all()
    assert [notice.kind for notice in told] == [retention.NOTICE]
    row = session.get(Erasure, ("request", request_id))
    assert row is not None
    assert row.due_on >= end
    with clock.at(at + timedelta(days=360)):
        erasing_acts.order_due()
        run_all()
        assert session.get(Request, request_id) is not None, "never before its day"
    with clock.at(at + timedelta(days=367)):
        retention.foresee()
        erasing_acts.order_due()
        run_all()
        session.expire_all()
        assert session.get(Request, request_id) is None
        assert session.get(Request, young_id) is not None, "an open request is never past its time"
    assert is_sound(chain("request", request_id))


def test_p10_a_dispute_or_a_longer_retention_holds_the_erasure(
    app: Flask, town: Works, admin: Any
) -> None:
    with_retention("P1M")
    request = closed(town)
    with clock.at(clock.now() + timedelta(days=15)):
        retention.foresee()
    client = signed_in(app, admin)
    assert request.reference in client.get("/administration/effacements").get_data(as_text=True)
    where = f"/administration/effacements/request/{request.id}"
    assert client.submit(f"{where}/suspendre", {"because": "TA-2026-3"}).status_code == 303
    with clock.at(clock.now() + timedelta(days=90)):
        erasing_acts.order_due()
        run_all()
        assert session.get(Request, request.id) is not None
    assert "TA-2026-3" in client.get("/administration/effacements").get_data(as_text=True)
    assert client.submit(where, {"reason": "x"}).status_code == 409
    assert client.submit(f"{where}/reprendre", {}).status_code == 303
    with_retention("P9Y")
    with clock.at(clock.now() + timedelta(days=90)):
        erasing_acts.order_due()
        run_all()
        session.expire_all()
        assert session.get(Request, request.id) is not None, "judged again on the day"
        retention.foresee()
        assert session.get(Erasure, ("request", request.id)) is None


def test_the_file_beside_the_database_is_completed_and_read_again(app: Flask, town: Works) -> None:
    path = erased_file.path_in(app.config["SETTINGS"].var)
    path.unlink(missing_ok=True)
    request_id = closed(town).id
    erasing_acts.erase(HOUSE, "request", request_id, "essai")
    erased_file.complete()
    erased_file.complete()
    (one,) = erased_file.read(path)
    assert (one.kind, one.subject_id) == ("request", request_id)
    path.write_bytes(path.read_bytes() + b'{"kind": "requ')
    assert len(list(erased_file.read(path))) == 1, "a line cut short by a crash"
    path.write_bytes(b'{"kind": 1}\n' + path.read_bytes())
    with pytest.raises(ValueError, match="ligne 1"):
        list(erased_file.read(path))
    path.unlink()
