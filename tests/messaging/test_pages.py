"""The mailbox shows people their own mails, and secrets to nobody else (FAULTS X-01)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.database import session
from messaging.operations import send
from tests.kit.people import base_pack, person


@pytest.fixture
def people(app):
    base_pack()
    zoe = person("zoe@example.test", name="Zoé <i>Le Gall</i>")
    administrator = person("admin@example.test", "administrateur", name="Sacha Petit")
    return zoe, administrator


@pytest.fixture
def mails(people):
    zoe, administrator = people
    xss = "<script>window.__xss=1</script>"
    mine = send(
        "refus",
        to=zoe,
        once="1",
        url="/demandes/1",
        variables={"numero": xss, "service": "Travaux", "motif": xss},
    )
    secret = send("lien-mot-de-passe", to=administrator, once="2", url="/mot-de-passe/abc")
    session.commit()
    return mine, secret


def test_one_reads_ones_own_mails_and_nobody_elses(sign_in, people, mails):
    mine, secret = mails
    client = sign_in(people[0])
    page = client.get("/boite").get_data(as_text=True)
    assert f"/boite/{mine.id}" in page
    assert f"/boite/{secret.id}" not in page
    assert client.get(f"/boite/{secret.id}").status_code == 404


def test_x01_a_mail_is_shown_as_text_with_links_to_follow(sign_in, people, mails):
    page = sign_in(people[0]).get(f"/boite/{mails[0].id}").get_data(as_text=True)
    assert "<script>window" not in page
    assert "&lt;script&gt;window.__xss=1" in page
    assert 'href="http://localhost/demandes/1"' in page


def test_outside_the_demonstration_only_a_permission_opens_the_box_and_secrets_stay_secret(
    app, sign_in, people, mails, monkeypatch
):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], demo=False))
    assert sign_in(people[0]).get("/boite").status_code == 404
    client = sign_in(people[1])
    assert client.get("/boite").status_code == 200
    page = client.get(f"/boite/{mails[1].id}").get_data(as_text=True)
    assert "mot-de-passe/abc" not in page


def test_a_visitor_signs_in_first(client):
    assert client.get("/boite").status_code == 303


def test_a_forged_cursor_is_refused(sign_in, people):
    client = sign_in(people[1])
    assert client.get("/boite?suite=xxx").status_code == 400
    assert client.get("/boite?suite=WyJhIiwiYiJd").status_code == 400


def test_a_lost_password_gives_one_mail_with_a_link_that_opens(app, client, people):
    from sqlalchemy import select

    from core.running import run_all
    from messaging.models import Mail

    answer = client.submit("/mot-de-passe-perdu", {"email": "ZOE@example.test"})
    assert answer.status_code == 303
    run_all()
    mail = session.scalars(select(Mail).where(Mail.to_address == "zoe@example.test")).one()
    assert mail.state == "sent"
    path = mail.text.split("http://localhost")[1].split()[0]
    assert client.get(path).status_code == 200
