"""Support view « comme cette personne » (FAULTS S-16): shown, said, bounded, without a trace."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts import operations, queries
from core import clock
from core.actor import HOUSE
from core.database import session
from core.history import lines_of
from tests.accounts.conftest import publish_role
from tests.accounts.test_sign_in import cookie_of
from tests.kit.people import person

REASON = "Elle ne voit pas le bouton « Déposer »"
SUPPORT = ["accounts:read", "accounts:support", "requests:file", "requests:supervise"]


@pytest.fixture
def scene(roles):
    """A helper of the whole house and somebody who has less."""
    publish_role("aide", SUPPORT)
    publish_role("deposante", ["requests:file"])
    helper = person("aide@example.test", "aide", name="Hugo Aide")
    someone = person("nina@example.test", "deposante", name="Nina Nour")
    session.commit()
    return helper, someone


@pytest.fixture
def seen(scene, sign_in):
    """The helper's browser, looking as the other; and the address of their file."""
    helper, someone = scene
    client = sign_in(helper)
    answer = client.submit(f"/administration/comptes/{someone.id}/vue-d-aide", {"reason": REASON})
    assert (answer.status_code, answer.location) == (303, "/")
    return client


def acts(account):
    return [line.act for line in lines_of("account", account.id, 5)]


def test_s16_the_reason_is_asked_for_and_both_histories_and_the_person_learn_it(
    scene, sign_in, mails
):
    helper, someone = scene
    client = sign_in(helper)
    before = cookie_of(client)
    path = f"/administration/comptes/{someone.id}"
    assert "Voir comme cette personne" in client.get(path).get_data(as_text=True)
    assert client.submit(f"{path}/vue-d-aide", {"reason": " "}).status_code == 422
    assert client.submit(f"{path}/vue-d-aide", {"reason": REASON}).status_code == 303
    assert cookie_of(client) != before
    begun = lines_of("account", someone.id, 1)[0]
    assert (begun.act, begun.actor_name, begun.reason) == (
        "account.support-began",
        "Hugo Aide",
        REASON,
    )
    assert acts(helper)[0] == "account.support-given-began"
    told = [mail for mail in mails() if mail.to_address == someone.email][-1]
    assert "Hugo Aide" in told.text
    assert REASON in told.text
    assert "Hugo Aide" in sign_in(someone).get("/mon-compte").get_data(as_text=True)


def test_s16_every_page_says_it_and_one_button_ends_it(scene, seen):
    helper, someone = scene
    for path in ("/avis", "/aide", "/nulle-part", "/mon-compte"):
        page = seen.get(path).get_data(as_text=True)
        assert "comme Nina Nour, jusqu’à" in page, path
    assert seen.get("/administration/comptes").status_code == 403
    answer = seen.submit("/vue-d-aide/terminer")
    assert answer.location == f"/administration/comptes/{someone.id}"
    assert "Hugo Aide" in seen.get("/mon-compte").get_data(as_text=True)
    assert seen.get("/administration/comptes").status_code == 200
    assert acts(someone)[0] == "account.support-ended"
    assert acts(helper)[0] == "account.support-given-ended"


def test_s16_nothing_is_changed_nor_confirmed_and_nothing_of_their_own_is_shown(scene, seen):
    for path in ("/mon-compte", "/mon-compte/second-facteur", "/mon-compte/cles", "/exports"):
        assert seen.get(path).status_code == 403, path
    for path, data in (
        ("/mon-compte/langue", {"locale": "en"}),
        ("/mon-compte/raccourcis", {"shortcuts": "on"}),
        ("/demandes", {"service": "x"}),
        ("/confirmer", {"password": "un mot de passe assez long"}),
        (f"/administration/comptes/{scene[0].id}/vue-d-aide", {"reason": REASON}),
    ):
        answer = seen.submit(path, data)
        assert answer.status_code in {403, 404, 405}, path
    session.refresh(scene[1])
    assert scene[1].locale == "fr"


def test_s16_what_a_page_writes_in_passing_is_not_kept(scene, seen):
    """A notice that the helper opens stays unread for its reader."""
    from messaging.models import Notice

    one = Notice(account_id=scene[1].id, kind="x", once="x", facts={}, url="/teleservices")
    session.add(one)
    session.commit()
    assert seen.get(f"/avis/{one.id}").status_code == 303
    session.expire_all()
    assert one.seen_at is None


def test_s16_half_an_hour_later_the_helper_is_who_they_are(seen, monkeypatch):
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(minutes=31))
    assert "Nina Nour" not in seen.get("/").get_data(as_text=True)
    assert "Hugo Aide" in seen.get("/mon-compte").get_data(as_text=True)


def test_s16_it_ends_when_the_other_is_given_more_than_the_helper_has(scene, seen):
    operations.give_role(HOUSE, scene[1], "administrateur", queries.scope_by_path("/org"))
    session.commit()
    assert "Hugo Aide" in seen.get("/mon-compte").get_data(as_text=True)


def test_s16_nobody_gains_by_looking(scene, sign_in):
    """More rights, a rule on records, a seat, another place, a closed account, oneself."""
    helper, someone = scene
    rule = {"entity": "*", "actions": ["read"], "fields": {"read": "*"}}
    publish_role("lectrice", ["requests:file"], [rule])
    publish_role("aide-seule", ["accounts:read", "accounts:support", "requests:file"])
    alone = person("seule@example.test", "aide-seule")
    local = person("locale@example.test", "aide", scope="/org/35/0350001A")
    closed = person("close@example.test", "deposante")
    closed.disabled_at = clock.now()
    session.commit()
    pairs = [
        (helper, person("plus@example.test", "administrateur")),
        (helper, person("lit@example.test", "lectrice")),
        (helper, helper),
        (helper, closed),
        (alone, person("siege@example.test", groups=("secteur",))),
        (local, person("ailleurs@example.test", "deposante", scope="/org/35/0350002B")),
        (local, person("partout@example.test", "deposante")),
        (someone, helper),
    ]
    session.commit()
    for who, other in pairs:
        assert not queries.may_look_as(queries.actor_of(who.id), queries.actor_of(other.id))
    assert queries.may_look_as(queries.actor_of(alone.id), queries.actor_of(someone.id))
    client = sign_in(helper)
    path = f"/administration/comptes/{pairs[0][1].id}/vue-d-aide"
    assert client.submit(path, {"reason": REASON}).status_code == 403
    assert "jusqu’à" not in client.get("/aide").get_data(as_text=True)
