"""Deadlines of requests, through the doors: silence, corrections, grace, places, rhythms, storms
(FAULTS C-13 to C-15, C-18, C-19, R-21)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import func, select, text

from accounts import operations as accounts
from catalogue.models import Request
from core import clock, pacing, settings
from core.actor import HOUSE, Actor
from core.database import session
from core.models import Job
from core.running import run_all
from messaging.models import Mail
from messaging.pace import PREFERENCE, Pace
from schemas import operations as schemas
from tests.catalogue.test_whole_way import submitted
from tests.kit import loan
from tests.kit.stage import Stage
from tests.kit.works import publish
from workflows.models import Step, Timer
from workflows.operations import timing

Sign = Callable[[Any], Any]
MAIL = [{"do": "notify", "template": "relance", "to": ["demandeur"]}]
START = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday


def circuit(*timers: dict[str, Any], **moves: tuple[list[str], str]) -> None:
    """The loan with these timers, and these moves of the house: key → from, to."""
    document = deepcopy(loan.WORKFLOW)
    document["timers"] = list(timers)
    document["transitions"] += [
        {"key": key, "label": key, "from": source, "to": to, "by": ["system"]}
        for key, (source, to) in moves.items()
        if any(timer.get("fire") == key for timer in timers)
    ]
    publish("workflow", document)


TACIT = {
    "key": "tacite", "in": ["examen", "accord"], "anchor": "submission", "after": "P2M",
}  # fmt: skip
YES = {**TACIT, "silence": "accepted", "fire": "accord_tacite"}
NO = {**TACIT, "silence": "refused", "fire": "refus_tacite"}
MOVES = {
    "accord_tacite": (["examen", "accord"], "prete"),
    "refus_tacite": (["examen", "accord"], "refusee"),
}


def request_of(number: str) -> Request:
    return session.scalars(
        select(Request).where(Request.reference == number).execution_options(populate_existing=True)
    ).one()


def steps_of(number: str) -> list[tuple[str, str]]:
    """Moves and who made them, the oldest first."""
    found = select(Step).where(Step.subject_id == request_of(number).id).order_by(Step.id)
    return [(step.transition, step.function) for step in session.scalars(found)]


def at(moment: datetime) -> Any:
    """That moment, everywhere: for the pages and for the house."""
    return time_machine.travel(moment, tick=False)


@contextmanager
def on(moment: datetime) -> Iterator[None]:
    """That moment, with all that was due by then worked off."""
    with at(moment):
        timing.sweep()
        run_all()
        yield


def rename(school: Any, uai: str) -> None:
    """The code of a record is its address: it changes by its own act, here it is just another."""
    session.execute(
        text("UPDATE record SET data = jsonb_set(data, '{uai}', to_jsonb(CAST(:uai AS text)))"
             " WHERE id = :id"),
        {"uai": uai, "id": school.id},
    )  # fmt: skip
    session.expire_all()


def day_of(number: str, zone: str = "Europe/Paris") -> str:
    due = request_of(number).due_at
    assert due is not None
    return due.astimezone(ZoneInfo(zone)).isoformat(sep=" ", timespec="seconds")[:19]


def test_silence_accepts_two_months_after_the_complete_file(stage: Stage, sign_in: Sign) -> None:
    """CRPA L114-5: the time after which silence accepts runs from the complete file only."""
    circuit(YES, **MOVES)
    with at(START):
        head = sign_in(stage.head)
        number = submitted(head)
        assert day_of(number) == "2027-01-23 23:59:59"
        page = head.get(f"/demandes/{number}").text
        assert "Sans réponse le samedi 23 janvier 2027, votre demande est acceptée." in page
        assert "Au tour de : Luthier, Conservateur, jusqu’au samedi 23 janvier 2027." in page
    with at(START + timedelta(days=10)):
        luthier = sign_in(stage.luthier)
        luthier.submit(f"/demandes/{number}/actions/revoir", {"comment": "Quel violon ?"})
        assert request_of(number).due_at is None
        page = sign_in(stage.head).get(f"/demandes/{number}").text
        assert "Le délai de réponse partira du jour où la demande sera complète." in page
    with at(START + timedelta(days=20)):
        head = sign_in(stage.head)
        head.submit(f"/demandes/{number}/corriger")
        assert head.submit(f"/demandes/{number}/deposer").status_code == 303
        assert day_of(number) == "2027-02-13 23:59:59"
    with on(datetime(2027, 2, 13, 22, 59, 58, tzinfo=UTC)):
        assert request_of(number).status == "examen"
    with on(datetime(2027, 2, 13, 22, 59, 59, tzinfo=UTC)):
        request = request_of(number)
        assert (request.status, request.closed_at) == ("prete", clock.now())
        page = sign_in(stage.head).get(f"/demandes/{number}").text
        assert "Sans réponse le samedi 13 février, la demande est acceptée" in page
    with on(datetime(2027, 2, 14, 12, tzinfo=UTC)):
        assert steps_of(number)[-1] == ("accord_tacite", "system")
        assert len(steps_of(number)) == 4


@pytest.mark.audit
def test_the_clock_of_a_tacit_refusal_stops_while_the_applicant_corrects(
    stage: Stage, sign_in: Sign
) -> None:
    circuit({**NO, "after": "P30D"}, **MOVES)
    with at(START):
        number = submitted(sign_in(stage.head))
        assert day_of(number) == "2026-12-23 23:59:59"
    with at(START + timedelta(days=10)):
        luthier = sign_in(stage.luthier)
        luthier.submit(f"/demandes/{number}/actions/revoir", {"comment": "Quel violon ?"})
    with at(START + timedelta(days=17)):
        head = sign_in(stage.head)
        assert "Le délai de réponse est suspendu" in head.get(f"/demandes/{number}").text
        head.submit(f"/demandes/{number}/corriger")
        head.submit(f"/demandes/{number}/deposer")
        assert day_of(number) == "2026-12-30 23:59:59", "seven days were not counted"
    with on(datetime(2026, 12, 31, tzinfo=UTC)):
        assert request_of(number).status == "refusee"


@pytest.mark.audit
def test_an_answer_that_was_given_is_never_undone_by_silence(stage: Stage, sign_in: Sign) -> None:
    document = deepcopy(loan.WORKFLOW)
    document["timers"] = [YES]
    document["transitions"] += [
        {"key": "accord_tacite", "from": ["examen", "accord"], "to": "prete", "by": ["system"]},
        {"key": "rouvrir", "label": "Rouvrir", "from": ["refusee"], "to": "examen",
         "by": ["luthier"], "direction": "back"},
    ]  # fmt: skip
    publish("workflow", document)
    with at(START):
        number = submitted(sign_in(stage.head))
        sign_in(stage.luthier).submit(f"/demandes/{number}/actions/refuser", {"comment": "Non."})
    with at(START + timedelta(days=90)):
        sign_in(stage.luthier).submit(f"/demandes/{number}/actions/rouvrir")
    with on(START + timedelta(days=91)):
        assert request_of(number).status == "examen"


def test_c18_what_is_sent_just_behind_a_deadline_is_heard(stage: Stage, sign_in: Sign) -> None:
    late = {"key": "caduque", "in": "a_revoir", "anchor": "latest-arrival", "after": "P10D"}
    circuit({**late, "fire": "clore"}, clore=(["a_revoir"], "refusee"))
    with at(START):
        numbers = [submitted(sign_in(stage.head)) for _ in range(2)]
        luthier = sign_in(stage.luthier)
        for number in numbers:
            luthier.submit(f"/demandes/{number}/actions/revoir", {"comment": "Quel violon ?"})
            sign_in(stage.head).submit(f"/demandes/{number}/corriger")
        page = sign_in(stage.head).get(f"/demandes/{numbers[0]}").text
        assert "C’est à vous, jusqu’au jeudi 3 décembre." in page
        assert "Si rien n’est fait le jeudi 3 décembre, la demande passe à « Refusée »." in page
    with on(datetime(2026, 12, 3, 23, 5, tzinfo=UTC)):  # five minutes into the fourth
        assert sign_in(stage.head).submit(f"/demandes/{numbers[0]}/deposer").status_code == 303
        assert request_of(numbers[0]).status == "examen"
    with on(datetime(2026, 12, 3, 23, 15, tzinfo=UTC)):
        assert request_of(numbers[1]).status == "refusee"
        refused = sign_in(stage.head).submit(f"/demandes/{numbers[1]}/deposer")
        assert refused.status_code in {403, 409}
        told = sign_in(stage.head).get(f"/demandes/{numbers[1]}").text
        assert "Le délai est passé le jeudi 3 décembre." in told


@pytest.mark.parametrize(
    ("uai", "zone", "ends"),
    [
        ("9720001A", "America/Martinique", "2026-12-24 04:59:59+01:00"),
        pytest.param(
            "9740001A", "Indian/Reunion", "2026-12-23 20:59:59+01:00", marks=pytest.mark.audit
        ),
        pytest.param(
            "0350009A", "Europe/Paris", "2026-12-23 23:59:59+01:00", marks=pytest.mark.audit
        ),
    ],
)
def test_c19_days_end_where_the_establishment_stands(
    stage: Stage, sign_in: Sign, uai: str, zone: str, ends: str
) -> None:
    schemas.load_pack(HOUSE, "calendriers")
    rename(stage.school, uai)
    circuit({**NO, "after": "P30D"}, **MOVES)
    with at(START):
        head = sign_in(stage.head)
        number = submitted(head)
        due = request_of(number).due_at
        assert due is not None
        assert str(due.astimezone(ZoneInfo("Europe/Paris"))) == ends
        assert day_of(number, zone) == "2026-12-23 23:59:59"
        assert "jusqu’au mercredi 23 décembre" in head.get(f"/demandes/{number}").text
        assert "23 décembre" in head.get("/demandes").text
        assert "23 déc." in sign_in(stage.luthier).get("/bureau").text


def test_a_reminder_comes_back_at_its_rhythm_and_a_downtime_counts_for_one(
    stage: Stage, sign_in: Sign
) -> None:
    reminder = {
        "key": "relance", "in": "examen", "anchor": "latest-arrival", "after": "P7D",
        "every": "P7D", "times": 6, "actions": MAIL,
    }  # fmt: skip
    circuit(reminder)
    with at(START):
        number = submitted(sign_in(stage.head))
    mails = select(func.count()).where(Job.kind == "workflows.action")
    for days, sent in ((7, 1), (8, 1), (14, 2), (29, 3), (34, 3), (35, 4), (42, 5), (99, 5)):
        with on(START + timedelta(days=days)):
            assert session.scalar(mails) == sent, days
    turns = select(Timer.turn).where(Timer.subject_id == request_of(number).id).order_by(Timer.turn)
    assert list(session.scalars(turns)) == [0, 1, 2, 4, 5]


@pytest.mark.audit
def test_c15_a_clock_set_back_makes_nothing_happen_twice(stage: Stage, sign_in: Sign) -> None:
    circuit({"key": "relance", "in": "examen", "anchor": "latest-arrival", "after": "PT1H",
             "actions": MAIL})  # fmt: skip
    with at(START):
        submitted(sign_in(stage.head))
    mails = select(func.count()).where(Job.kind == "workflows.action")
    for minutes in (61, 51, 59, 61, 24 * 60):
        with on(START + timedelta(minutes=minutes)):
            assert session.scalar(mails) == 1


def test_what_a_storm_tells_one_person_is_one_mail_and_mails_leave_at_their_pace(
    stage: Stage, sign_in: Sign
) -> None:
    settings.change("workflows.messages_per_minute", 1)
    both = [{**MAIL[0], "to": ["demandeur", "luthier"]}]
    circuit({"key": "relance", "in": "examen", "anchor": "latest-arrival", "after": "PT1H",
             "actions": both})  # fmt: skip
    numbers = []
    for minute in range(3):
        with at(START + timedelta(minutes=minute)):
            numbers.append(submitted(sign_in(stage.head)))
    with at(START + timedelta(minutes=3)):
        alone = submitted(sign_in(stage.other_head))
        accounts.keep_preference(Actor(account_id=stage.luthier.id), PREFERENCE, Pace.DAILY.value)
    with on(START + timedelta(days=1)):
        rows = session.scalars(select(Mail).where(Mail.created_at == clock.now())).all()
        (one,) = [mail for mail in rows if mail.template_key == "rappels-groupes"]
        assert one.to_address == stage.head.email
        assert one.subject.startswith("3 rappels, ")
        assert all(f"/demandes/{number}" in one.text for number in numbers)
        assert "Recevoir moins de courriels" in one.text
        reminders = [mail for mail in rows if mail.template_key == "relance"]
        told = {n: {m.state for m in reminders if m.about_id == request_of(n).id} for n in numbers}
        assert list(told.values()) == [{"told", "held"}] * 3, "the luthier waits for his summary"
        (other,) = [m for m in reminders if m.to_address == stage.other_head.email]
        assert alone in other.text, "alone, it leaves as it was written"
        keys = [f"mail:{one.id}", f"mail:{other.id}"]
        waits = session.scalars(
            select(Job.available_at).where(Job.once.in_(keys)).order_by(Job.available_at)
        )
        assert [(at - clock.now()).total_seconds() for at in waits] == [0, 0]
        settings.change("workflows.messages_per_minute", 1)
        late = [each for each in pacing.moments(2) if each is not None]
        assert [(each - clock.now()).total_seconds() for each in late] == [60, 120]


@pytest.mark.audit
def test_one_request_that_breaks_holds_no_other_up(stage: Stage, sign_in: Sign) -> None:
    """What fails is tried again by itself, and ends among the jobs an administrator looks at."""
    circuit({**NO, "after": "P1D"}, **MOVES)
    with at(START):
        numbers = [submitted(sign_in(stage.head)) for _ in range(3)]
    broken = request_of(numbers[1]).id
    session.execute(
        text("UPDATE step SET version = 3, undone_at = at WHERE subject_id = :id"), {"id": broken}
    )  # the next move of this one cannot be written: its number is taken
    with on(START + timedelta(days=3)):
        assert [request_of(n).status for n in numbers] == ["refusee", "examen", "refusee"]
        alone = session.scalars(select(Job).where(Job.kind == timing.KIND)).one()
        assert alone.error is not None


@pytest.mark.audit
def test_the_desk_says_whose_turn_and_sorts_by_the_deadline(stage: Stage, sign_in: Sign) -> None:
    circuit({**YES, "after": "P20D"}, **MOVES)
    with at(START):
        numbers = [submitted(sign_in(stage.head))]
    with at(START + timedelta(days=1)):
        numbers.append(submitted(sign_in(stage.head)))
        luthier = sign_in(stage.luthier)
        page = luthier.get("/bureau?tri=-echeance").text
        assert page.index(numbers[1]) < page.index(numbers[0])
        file = luthier.get(f"/demandes/{numbers[0]}").text
        assert "Au tour de : Luthier, Conservateur, jusqu’au dimanche 13 décembre." in file
        assert "Sans réponse le dimanche 13 décembre, la demande est acceptée." in file
