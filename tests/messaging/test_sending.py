"""One mail per event, whatever fails on the way (FAULTS R-18, R-19, X-05)."""

from __future__ import annotations

import email
from datetime import timedelta
from email import policy
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import func, select

from core import clock
from core.database import session
from core.errors import Invalid
from core.models import Job
from core.running import run_all, run_batch
from messaging import jobs
from messaging.delivery import Post, letter_of
from messaging.errors import UnknownTemplate
from messaging.models import Mail
from messaging.operations import send
from tests.messaging.conftest import Person
from tests.messaging.postman import open_office


def write(to=None, once="e1", key="recepisse", **variables):
    values = {"numero": "2026-00412", "service": "Travaux", **variables}
    return send(
        key,
        to=to or Person(),
        about=("request", uuid4()),
        once=once,
        variables=values,
        url="/demandes/2026-00412",
    )


def fresh(mail):
    return session.get(Mail, mail.id, populate_existing=True)


def outbox(app):
    return sorted((app.config["SETTINGS"].var / "outbox").glob("*.eml"))


@pytest.fixture
def office(app, monkeypatch):
    with open_office() as office:
        post = Post("Préau <non@example.test>", f"smtp://127.0.0.1:{office.port}", None)
        monkeypatch.setattr(jobs, "post_of_house", lambda: post)
        yield office


def test_without_a_server_a_mail_is_a_file_of_the_outbox(app, templates, zoe):
    before = outbox(app)
    mail = write(zoe)
    session.commit()
    run_all()
    assert fresh(mail).state == "sent"
    new = [path for path in outbox(app) if path not in before]
    assert len(new) == 1
    letter = email.message_from_bytes(new[0].read_bytes(), policy=policy.default)
    assert letter["To"] == "Zoé Le Gall <zoe@example.test>"
    assert letter["Subject"] == "Votre demande 2026-00412 est enregistrée"
    assert letter["Message-ID"] == mail.message_id
    text = letter.get_body(("plain",)).get_content()
    assert "http://localhost/demandes/2026-00412" in text
    assert letter.get_body(("html",)) is not None


def test_the_same_event_writes_one_mail_and_one_job(app, templates, zoe):
    assert write(zoe) is not None
    assert write(zoe) is None
    assert session.scalar(select(func.count()).select_from(Mail)) == 1
    assert (
        session.scalar(
            select(func.count()).select_from(Job).where(Job.kind == "messaging.send-mail")
        )
        == 1
    )


def test_an_act_that_is_undone_writes_no_mail(app, templates, zoe):
    write(zoe)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Mail)) == 0


def test_x05_what_a_parent_typed_is_printed_in_the_mail(app, templates, zoe):
    mail = write(zoe, key="refus", motif="{{7919*7907}} {lien} <b>{numero}</b>")
    assert "{{7919*7907}} {lien} <b>{numero}</b>" in mail.text
    assert "{{7919*7907}} {lien} &lt;b&gt;{numero}&lt;/b&gt;" in mail.html
    assert "62615533" not in mail.text


@pytest.mark.parametrize(
    "address",
    [
        "a@example.test\r\nBcc: b@example.test",
        "a@example.test, b@example.test",
        "a b@example.test",
        "a",
        "@example.test",
        "a@",
        "<a@example.test>",
        "a@example.test\x00",
        "a@exa\u2028mple.test" * 30,
    ],
)
def test_an_address_that_hides_a_header_is_refused(app, templates, address):
    with pytest.raises(Invalid) as refusal:
        write(Person(email=address))
    assert refusal.value.problems[0].code == "mail-address"


def test_names_and_subjects_cannot_add_a_header(app, templates):
    mail = write(Person(name="Zoé\r\nBcc: b@example.test"), numero="1\r\nBcc: c@example.test")
    letter = letter_of(mail, "Préau <non@example.test>")
    assert letter["Bcc"] is None
    assert b"\nBcc" not in letter.as_bytes().split(b"\r\n\r\n")[0]


def test_a_template_nobody_published_is_refused(app, zoe):
    with pytest.raises(UnknownTemplate):
        write(zoe)


def test_r18_a_server_that_says_later_is_asked_again_and_nobody_waited(app, templates, zoe, office):
    office.answers += ["451 plus tard"]
    mail = write(zoe)
    session.commit()
    assert run_batch() == 1
    assert fresh(mail).state == "waiting"
    job = session.scalars(select(Job).where(Job.kind == "messaging.send-mail")).one()
    assert job.parked_at is None
    assert job.available_at > clock.now() + timedelta(seconds=20)
    with time_machine.travel(job.available_at + timedelta(seconds=1)):
        run_batch()
    assert fresh(mail).state == "sent"
    assert len(office.letters) == 1


def test_r18_an_address_refused_for_good_is_flagged_and_not_tried_again(
    app, templates, zoe, office
):
    office.answers += ["550 inconnu"]
    mail = write(zoe)
    session.commit()
    run_all()
    assert (fresh(mail).state, fresh(mail).error) == ("failed", "550")


def test_r18_without_an_answer_for_two_days_a_mail_is_given_up(app, templates, zoe, monkeypatch):
    closed = Post("Préau <non@example.test>", "smtp://127.0.0.1:1", None)
    monkeypatch.setattr(jobs, "post_of_house", lambda: closed)
    mail = write(zoe)
    session.commit()
    run_batch()
    assert fresh(mail).state == "waiting"
    with time_machine.travel(clock.now() + timedelta(hours=49)):
        run_batch()
    assert fresh(mail).state == "failed"


def test_r19_a_double_carries_the_same_message_id(app, templates, zoe, office):
    office.hang_up_after_data = True
    mail = write(zoe)
    session.commit()
    run_batch()
    assert fresh(mail).state == "waiting"
    office.hang_up_after_data = False
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        run_batch()
    assert fresh(mail).state == "sent"
    ids = [email.message_from_bytes(raw)["Message-ID"] for raw in office.letters]
    assert ids == [mail.message_id] * 2


def test_a_secret_link_does_not_stay_once_it_went_by_smtp(app, templates, zoe, office):
    mail = send("lien-mot-de-passe", to=zoe, once="p", url="/mot-de-passe/abc")
    session.commit()
    run_batch()
    assert fresh(mail).state == "sent"
    assert (fresh(mail).text, fresh(mail).html) == ("", "")
    assert b"mot-de-passe/abc" in office.letters[0].replace(b"=\r\n", b"")
