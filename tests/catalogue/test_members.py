"""A head hands rights on to members of the school: two apart, each with a reason and an end."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from accounts import operations as acts
from accounts import queries as accounts
from accounts.domain.delegation import school_year_end
from accounts.models import Grant
from catalogue.succession import tell_successors
from core import clock
from core.actor import HOUSE
from core.database import session
from core.history import digest, lines_of
from core.running import run_all
from messaging.models import Mail, Notice
from tests.kit.people import person
from tests.kit.stage import Stage, set_stage

SCHOOL = "/mon-etablissement/0350001A/membres"
PROFILE, REQUESTS = "membre-profil", "membre-demandes"
SHEET, MINE = "/teleservices/pret-instrument", "/demandes"


@pytest.fixture
def stage(app: Any, tmp_path: Any) -> Stage:
    """Two schools, their heads, an administrator."""
    found = set_stage(tmp_path)
    session.commit()
    return found


@pytest.fixture
def head(stage: Stage, sign_in: Any) -> Any:
    """The head of the first school, at their browser."""
    return sign_in(stage.head)


def ask(**more: Any) -> dict[str, Any]:
    """What the page sends."""
    return {
        "email": "gestion@example.test",
        "name": "Nora Blin",
        "roles": [PROFILE, REQUESTS],
        "until": school_year_end(clock.today()).isoformat(),
        "purpose": "Gestionnaire cette année",
        **more,
    }


def member_of(stage: Stage, account: Any, *roles: str, until: date | None = None) -> Any:
    """Somebody the head has already given rights to."""
    actor = accounts.actor_of(stage.head.id)
    scope = accounts.scope_by_path(stage.school.scope_path)
    end = until or school_year_end(clock.today())
    acts.delegate(actor, account, scope, roles or (PROFILE, REQUESTS), end, "Aide la direction")
    session.commit()
    return account


def roles_of(account: Any) -> set[str]:
    session.expire_all()
    return {grant.role for grant in accounts.actor_of(account.id).grants}


def found(email: str) -> Any:
    return accounts.account_by_email(email)


def mails_to(email: str) -> list[str]:
    return list(session.scalars(select(Mail.template_key).where(Mail.to_address == email)))


# ── giving ────────────────────────────────────────────────────────────────────────────────────


def test_a_head_invites_somebody_new_who_gets_a_link_and_the_two_rights(
    stage: Stage, head: Any
) -> None:
    assert head.submit(SCHOOL, ask()).status_code == 303
    nora = found("gestion@example.test")
    assert roles_of(nora) == {PROFILE, REQUESTS}
    assert nora.password_hash is None
    run_all()
    assert sorted(mails_to(nora.email)) == ["habilitation", "invitation"]
    page = head.get(SCHOOL).get_data(as_text=True)
    assert "Nora Blin" in page
    assert "Invitation envoyée" in page
    grants = session.scalars(select(Grant).where(Grant.account_id == nora.id)).all()
    assert {(g.source, g.granted_by) for g in grants} == {("delegation", stage.head.id)}


def test_somebody_who_has_an_account_keeps_it_and_gets_no_link(stage: Stage, head: Any) -> None:
    nora = person("gestion@example.test", name="Nora Blin")
    session.commit()
    assert head.submit(SCHOOL, ask(name="")).status_code == 303
    assert roles_of(nora) == {PROFILE, REQUESTS}
    run_all()
    assert mails_to(nora.email) == ["habilitation"]


def test_the_same_invitation_sent_twice_gives_once(stage: Stage, head: Any) -> None:
    for _ in range(2):
        assert head.submit(SCHOOL, ask(_key="same")).status_code == 303
    assert session.query(Grant).filter_by(source="delegation").count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"roles": []}, "Choisissez au moins un droit."),
        ({"roles": ["administrateur"]}, "Choisissez un rôle de la liste."),
        ({"roles": ["chef-etablissement"]}, "Choisissez un rôle de la liste."),
        ({"purpose": "  "}, "Indiquez le motif."),
        ({"until": ""}, "Indiquez le dernier jour."),
        ({"until": "2020-01-01"}, "Indiquez une fin à venir."),
        ({"until": "2999-01-01"}, "Indiquez une fin qui ne dépasse pas le"),
        ({"email": "nobody"}, "Indiquez une adresse complète"),
        ({"email": "cheffe@example.test"}, "Indiquez une autre personne que vous."),
        ({"account": "00000000-0000-0000-0000-000000000001"}, "Aucun compte"),
        ({"account": "x"}, "Aucun compte"),
    ],
)
def test_a_wrong_answer_is_said_and_leaves_nothing(
    stage: Stage, head: Any, wrong: dict[str, Any], sentence: str
) -> None:
    answer = head.submit(SCHOOL, ask(**wrong))
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    session.expire_all()
    assert found("gestion@example.test") is None
    assert not session.scalar(select(Grant.id).where(Grant.source == "delegation").limit(1))


def test_a_closed_account_is_not_taken_up(stage: Stage, head: Any) -> None:
    nora = person("gestion@example.test", name="Nora Blin")
    acts.disable(HOUSE, nora)
    session.commit()
    answer = head.submit(SCHOOL, ask())
    assert "est fermé" in answer.get_data(as_text=True)


def test_a_person_known_to_the_school_is_picked_and_a_stranger_is_not(
    stage: Stage, head: Any
) -> None:
    nora = member_of(stage, person("nora@example.test", name="Nora Blin"))
    actor, scope = accounts.actor_of(stage.head.id), accounts.scope_by_path(stage.school.scope_path)
    acts.end_delegation(actor, nora, scope)
    session.commit()
    assert f'value="{nora.id}"' in head.get(SCHOOL).get_data(as_text=True)
    assert head.submit(SCHOOL, ask(account=str(nora.id), email="", name="")).status_code == 303
    assert roles_of(nora) == {PROFILE, REQUESTS}
    stranger = stage.other_head
    answer = head.submit(SCHOOL, ask(account=str(stranger.id), email="", name=""))
    assert answer.status_code == 422
    assert stranger.name not in answer.get_data(as_text=True)


# ── two rights ────────────────────────────────────────────────────────────────────────────────


def test_whoever_has_the_profile_sees_the_school_and_no_request(stage: Stage, sign_in: Any) -> None:
    nora = sign_in(member_of(stage, person("nora@example.test"), PROFILE))
    page = nora.get("/mon-etablissement")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert "0350001A" in text
    assert "Claire Lefèvre" in text
    assert "Nouvelle demande" not in text
    assert nora.get("/").location == "/mon-etablissement"
    assert '/demandes"' not in text
    assert nora.get(MINE).status_code == 403
    assert nora.submit(f"{SHEET}/commencer/emprunter").status_code == 403


def test_whoever_files_sees_requests_and_not_the_profile(stage: Stage, sign_in: Any) -> None:
    nora = sign_in(member_of(stage, person("nora@example.test"), REQUESTS))
    page = nora.get("/mon-etablissement").get_data(as_text=True)
    assert "Nouvelle demande" in page
    assert "Claire Lefèvre" not in page
    assert "Identité" not in page
    assert nora.get(MINE).status_code == 200
    assert nora.get(SHEET).status_code == 200
    assert nora.submit(f"{SHEET}/commencer/emprunter").status_code == 303


def test_the_old_role_of_members_still_opens_both(stage: Stage, sign_in: Any) -> None:
    nora = person("nora@example.test", "membre-habilite", scope=stage.school.scope_path)
    session.commit()
    page = sign_in(nora).get("/mon-etablissement").get_data(as_text=True)
    assert "Nouvelle demande" in page
    assert "Claire Lefèvre" in page


# ── changing and ending (FAULTS A-10) ──────────────────────────────────────────────────────────


def test_a10_a_right_taken_away_is_gone_at_the_very_next_request(
    stage: Stage, head: Any, sign_in: Any
) -> None:
    account = member_of(stage, person("nora@example.test"))
    nora = sign_in(account)
    assert nora.get(MINE).status_code == 200
    sent = head.submit(f"{SCHOOL}/{account.id}", ask(roles=[PROFILE]))
    assert sent.status_code == 303
    assert nora.get(MINE).status_code == 403
    assert nora.get("/mon-etablissement").status_code == 200
    assert head.submit(f"{SCHOOL}/{account.id}/fin", {"reason": "Départ"}).status_code == 303
    assert nora.get("/mon-etablissement").status_code == 403
    run_all()
    assert mails_to(account.email)[-1] == "fin-habilitation"


def test_a10_the_end_comes_by_itself_at_the_first_request_after_the_last_day(
    stage: Stage, sign_in: Any, monkeypatch: Any
) -> None:
    account = member_of(stage, person("nora@example.test"), until=clock.today())
    midnight = datetime.combine(clock.today() + timedelta(days=1), time(0), clock.PARIS)
    shown = [midnight + timedelta(minutes=minutes) for minutes in (-10, -1, 1)]
    monkeypatch.setattr(clock, "now", lambda: shown[0])
    nora = sign_in(account)
    assert nora.get(MINE).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: shown[1])
    assert nora.get(MINE).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: shown[2])
    assert nora.get(MINE).status_code == 403


def test_an_end_is_put_off_and_the_story_tells_it(stage: Stage, head: Any) -> None:
    account = member_of(stage, person("nora@example.test"), until=clock.today())
    later = (clock.today() + timedelta(days=1)).isoformat()
    assert head.submit(f"{SCHOOL}/{account.id}", ask(until=later)).status_code == 303
    page = head.get(f"{SCHOOL}/{account.id}").get_data(as_text=True)
    assert "Habilitation modifiée" in page
    assert "Habilitation donnée" in page
    lines = lines_of("account", account.id)
    assert [line.act for line in lines[:2]] == [
        "account.delegation-changed",
        "account.delegation-given",
    ]
    assert all(line.hash == digest(line) for line in lines)


def test_said_again_it_changes_nothing_and_tells_nobody(stage: Stage, head: Any) -> None:
    account = member_of(stage, person("nora@example.test"))
    run_all()
    before = len(lines_of("account", account.id))
    again = ask(purpose="Aide la direction")
    assert head.submit(f"{SCHOOL}/{account.id}", again).status_code == 303
    run_all()
    assert len(lines_of("account", account.id)) == before
    assert mails_to(account.email) == ["habilitation"]


# ── never further, never more, never elsewhere ─────────────────────────────────────────────────


def test_a10_a_member_hands_nothing_on(stage: Stage, head: Any, sign_in: Any) -> None:
    account = member_of(stage, person("nora@example.test"))
    nora = sign_in(account)
    for path in (SCHOOL, f"{SCHOOL}/{account.id}"):
        assert nora.get(path).status_code == 403
        assert nora.submit(path, ask(email="x@example.test")).status_code == 403
    assert nora.submit(f"{SCHOOL}/{account.id}/fin").status_code == 403


def test_another_head_finds_neither_the_page_nor_the_member(stage: Stage, sign_in: Any) -> None:
    account = member_of(stage, person("nora@example.test"))
    other = sign_in(stage.other_head)
    theirs = "/mon-etablissement/0350002B/membres"
    for path in (SCHOOL, f"{SCHOOL}/{account.id}", f"{theirs}/{account.id}"):
        assert other.get(path).status_code == 404
        assert other.submit(path, ask()).status_code == 404
    for act in ("fin", "confirmer"):
        assert other.submit(f"{SCHOOL}/{account.id}/{act}").status_code == 404
        assert other.submit(f"{theirs}/{account.id}/{act}").status_code == 404
    assert roles_of(account) == {PROFILE, REQUESTS}


def test_nobody_gives_beyond_their_own_end(stage: Stage, head: Any) -> None:
    own = clock.today() + timedelta(days=3)
    session.execute(update(Grant).where(Grant.account_id == stage.head.id).values(valid_until=own))
    session.commit()
    assert head.submit(SCHOOL, ask()).status_code == 422
    assert head.submit(SCHOOL, ask(until=own.isoformat())).status_code == 303


# ── the head changes ───────────────────────────────────────────────────────────────────────────


def leaves(stage: Stage) -> None:
    """The head is no longer the head."""
    grant = session.scalars(select(Grant).where(Grant.account_id == stage.head.id)).one()
    acts.revoke_grant(HOUSE, grant)
    session.commit()


@pytest.fixture
def successor(stage: Stage) -> Any:
    """Whoever comes after."""
    return person(
        "nouvelle@example.test",
        "chef-etablissement",
        name="Awa Diop",
        scope=stage.school.scope_path,
    )


def test_when_the_head_leaves_members_go_on_for_thirty_days_and_no_more(
    stage: Stage, sign_in: Any
) -> None:
    nora = sign_in(member_of(stage, person("nora@example.test")))
    leaves(stage)
    assert nora.get(MINE).status_code == 200
    gone = clock.now() - timedelta(days=31)
    session.execute(update(Grant).where(Grant.account_id == stage.head.id).values(revoked_at=gone))
    session.commit()
    assert nora.get(MINE).status_code == 403


def test_a_head_whose_charge_ended_by_its_date_is_a_head_who_left(
    stage: Stage, sign_in: Any
) -> None:
    nora = sign_in(member_of(stage, person("nora@example.test")))
    for days, status in ((29, 200), (31, 403)):
        ended = clock.today() - timedelta(days=days)
        session.execute(
            update(Grant)
            .where(Grant.account_id == stage.head.id)
            .values(valid_from=ended - timedelta(days=99), valid_until=ended)
        )
        session.commit()
        assert nora.get(MINE).status_code == status


def test_the_successor_confirms_or_ends_what_was_given_before(
    stage: Stage, successor: Any, sign_in: Any
) -> None:
    kept = member_of(stage, person("nora@example.test", name="Nora Blin"))
    dropped = member_of(stage, person("luc@example.test", name="Luc Gall"))
    leaves(stage)
    awa = sign_in(successor)
    assert "sont à confirmer" in awa.get("/mon-etablissement").get_data(as_text=True)
    page = awa.get(SCHOOL).get_data(as_text=True)
    assert "À confirmer" in page
    assert "donnée par Claire Lefèvre" in page
    assert awa.submit(f"{SCHOOL}/{kept.id}/confirmer").status_code == 303
    assert awa.submit(f"{SCHOOL}/{dropped.id}/fin").status_code == 303
    assert "À confirmer" not in awa.get(SCHOOL).get_data(as_text=True)
    long_ago = clock.now() - timedelta(days=31)
    session.execute(
        update(Grant).where(Grant.account_id == stage.head.id).values(revoked_at=long_ago)
    )
    session.commit()
    assert roles_of(kept) == {PROFILE, REQUESTS}
    assert roles_of(dropped) == set()


def test_drafts_belong_to_the_school_not_to_the_member(
    stage: Stage, head: Any, sign_in: Any
) -> None:
    account = member_of(stage, person("nora@example.test"), REQUESTS)
    opened = sign_in(account).submit(f"{SHEET}/commencer/emprunter")
    head.submit(f"{SCHOOL}/{account.id}/fin")
    assert head.get(opened.location).status_code == 200


# ── a change of establishment (FAULTS A-12) ────────────────────────────────────────────────────


def test_a12_another_establishment_chosen_or_lost_in_mid_session_holds_at_the_next_request(
    stage: Stage, sign_in: Any
) -> None:
    account = person("nora@example.test", name="Nora Blin")
    for school in (stage.school, stage.other_school):
        scope = accounts.scope_by_path(school.scope_path)
        acts.give_role(HOUSE, account, "membre-habilite", scope)
    session.commit()
    nora = sign_in(account)
    assert nora.submit("/profil", {"establishment": "0350002B"}).status_code == 303
    text = nora.get("/mon-etablissement").get_data(as_text=True)
    assert head_of(text) == "Collège du Val"
    opened = nora.submit(f"{SHEET}/commencer/emprunter").location
    grants = session.scalars(select(Grant).where(Grant.account_id == account.id)).all()
    for grant in grants:
        if grant.scope.path == stage.other_school.scope_path:
            acts.revoke_grant(HOUSE, grant)
    session.commit()
    assert head_of(nora.get("/mon-etablissement").get_data(as_text=True)) == "Collège des Tilleuls"
    assert nora.get(opened).status_code == 404
    assert nora.submit("/profil", {"establishment": "0350002B"}).status_code == 404


def head_of(page: str) -> str:
    return re.search(r"<h1[^>]*>([^<]+)</h1>", page).group(1).strip()  # type: ignore[union-attr]


def test_somebody_of_several_schools_sees_each_and_acts_for_one(stage: Stage, sign_in: Any) -> None:
    """Capability 002 #25."""
    account = person("nora@example.test", name="Nora Blin")
    member_of(stage, account, PROFILE)
    acts.give_role(
        HOUSE, account, "membre-habilite", accounts.scope_by_path(stage.other_school.scope_path)
    )
    session.commit()
    nora = sign_in(account)
    page = nora.get("/mon-etablissement").get_data(as_text=True)
    assert "Collège des Tilleuls" in page
    assert "Collège du Val" in page
    opened = nora.submit(f"{SHEET}/commencer/emprunter")
    assert opened.status_code == 303
    assert "Collège du Val" in nora.get(opened.location).get_data(as_text=True)


# ── for programs ───────────────────────────────────────────────────────────────────────────────

API = "/api/v1/establishments/0350001A/members"


def key_of(account: Any) -> dict[str, str]:
    token = acts.create_token(HOUSE, account, "essai")
    session.commit()
    return {"Authorization": f"Bearer {token}"}


def test_a_program_gives_lists_and_ends(stage: Stage, client: Any) -> None:
    key = key_of(stage.head)
    asked = {
        "email": "gestion@example.test",
        "name": "Nora Blin",
        "rights": [REQUESTS],
        "until": clock.today().isoformat(),
        "purpose": "Essai",
    }
    made = client.post(API, json=asked, headers=key)
    assert made.status_code == 201
    assert made.get_json()["rights"] == [REQUESTS]
    assert [m["email"] for m in client.get(API, headers=key).get_json()["items"]] == [
        asked["email"]
    ]
    refused = client.post(API, json={**asked, "until": "2999-01-01"}, headers=key)
    assert refused.status_code == 422
    other = key_of(stage.other_head)
    path = f"{API}/{made.get_json()['id']}"
    for method, where in (("GET", API), ("DELETE", path)):
        assert client.open(where, method=method, headers=other).status_code == 404
    assert client.delete(path, headers=key).status_code == 204
    assert client.delete(path, headers=key).status_code == 404
    assert client.get(API, headers=key).get_json()["items"] == []


def test_a_key_narrowed_to_something_else_hands_nothing_on(stage: Stage, client: Any) -> None:
    token = acts.create_token(HOUSE, stage.head, "essai", ["requests:follow"])
    session.commit()
    answer = client.get(API, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 403


def test_a_successor_is_told_once_what_waits_for_a_word(
    stage: Stage, successor: Any, sign_in: Any
) -> None:
    member_of(stage, person("nora@example.test", name="Nora Blin"))
    tell_successors()
    assert told(successor) == []
    leaves(stage)
    for _ in range(2):
        tell_successors()
    session.commit()
    assert told(successor) == [("members.to-confirm", SCHOOL)]
    assert told(stage.head) == told(stage.other_head) == []
    page = sign_in(successor).get("/avis").get_data(as_text=True)
    assert "Collège des Tilleuls : 1 habilitation donnée avant votre arrivée" in page
    assert "Nora" not in page


def told(account: Any) -> list[tuple[str, str]]:
    rows = session.execute(select(Notice.kind, Notice.url).where(Notice.account_id == account.id))
    return [(row.kind, row.url) for row in rows]
