"""Rights: nobody gives more than they have, dates count, changes hold at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from accounts import operations, queries
from accounts.errors import BeyondOnesScope, LastAdministrator, MoreThanOneHas, NotOnOneself
from accounts.models import Grant
from core import clock
from core.actor import HOUSE, NOBODY
from core.database import session
from core.errors import Forbidden, Invalid, NotFound
from core.history import digest, lines_of
from tests.accounts.conftest import publish_role
from tests.kit.people import person


def actor(account):
    session.flush()
    return queries.actor_of(account.id)


def given(account):
    return [(g.role, g.scope.path) for g in queries.grants_of(account.id) if g.revoked_at is None]


@pytest.fixture
def referent(roles):
    """Looks after one school."""
    return person("ref@example.test", "referent", name="Rémi Référent", scope="/org/35/0350001A")


def test_an_actor_holds_todays_grants_and_no_others(roles):
    someone, root = person("a@example.test"), queries.scope_by_path("/org")
    day = clock.today()
    operations.give_role(HOUSE, someone, "lecteur-de-comptes", root, day, day)
    assert actor(someone).holds("accounts:read", "/org/35/0350001A")
    grant = session.scalars(select(Grant).where(Grant.account_id == someone.id)).one()
    for begins, ends in [(day + timedelta(1), None), (day - timedelta(9), day - timedelta(1))]:
        grant.valid_from, grant.valid_until = begins, ends
        assert not actor(someone).holds("accounts:read")
    grant.valid_from, grant.valid_until = day, None
    assert actor(someone).holds("accounts:read")
    operations.revoke_grant(HOUSE, grant)
    assert not actor(someone).grants


def test_a_disabled_account_holds_nothing_and_an_unknown_one_is_nobody(roles):
    from core.ids import uuid7

    someone = person("a@example.test", "lecteur-de-comptes")
    operations.disable(HOUSE, someone)
    assert actor(someone).grants == ()
    assert queries.actor_of(uuid7()) is NOBODY


def test_a_scope_reaches_what_lies_under_it_and_not_its_neighbours(referent):
    who = actor(referent)
    assert who.holds("accounts:read", "/org/35/0350001A/6eA")
    for elsewhere in ("/org", "/org/35", "/org/35/0350002B", "/org/35/0350001AB"):
        assert not who.holds("accounts:read", elsewhere)


def test_nobody_gives_a_role_with_rights_they_lack(referent):
    someone = person("a@example.test", "lecteur-de-comptes", scope="/org/35/0350001A")
    with pytest.raises(MoreThanOneHas):
        operations.give_role(
            actor(referent), someone, "administrateur", queries.scope_by_path("/org/35/0350001A")
        )


def test_nobody_gives_a_role_outside_of_their_scope(referent):
    someone = person("a@example.test", "lecteur-de-comptes", scope="/org/35/0350001A")
    for path in ("/org", "/org/35", "/org/35/0350002B"):
        with pytest.raises(Forbidden):
            operations.give_role(
                actor(referent), someone, "lecteur-de-comptes", queries.scope_by_path(path)
            )
    with pytest.raises(Forbidden):
        operations.give_role(actor(referent), referent, "referent", queries.scope_by_path("/org"))


def test_a_right_may_be_given_where_one_has_it(referent):
    someone = person("a@example.test", "lecteur-de-comptes", scope="/org/35/0350001A")
    operations.give_role(
        actor(referent), someone, "referent", queries.scope_by_path("/org/35/0350001A")
    )
    assert ("referent", "/org/35/0350001A") in given(someone)


def test_who_has_rights_elsewhere_is_out_of_reach(referent, admin):
    operations.give_role(
        HOUSE, admin, "lecteur-de-comptes", queries.scope_by_path("/org/35/0350001A")
    )
    visible = queries.account_for(actor(referent), admin.id, "accounts:read")
    for act in (
        lambda: operations.disable(actor(referent), visible),
        lambda: operations.change_identity(
            actor(referent), visible, "mien@example.test", "Moi", ""
        ),
        lambda: operations.end_sessions(actor(referent), visible),
        lambda: operations.invite(actor(referent), visible),
        lambda: operations.create_token(actor(referent), visible, "porte dérobée"),
    ):
        with pytest.raises(BeyondOnesScope):
            act()


def test_taking_over_the_address_of_somebody_with_more_rights_is_refused(roles):
    publish_role("gestionnaire", ["accounts:read", "accounts:manage"])
    manager = person("g@example.test", "gestionnaire")
    chief = person("chef@example.test", "administrateur")
    with pytest.raises(BeyondOnesScope):
        operations.change_identity(actor(manager), chief, "g2@example.test", chief.name, "")


def test_accounts_out_of_ones_scope_are_absent(referent):
    other = person("b@example.test", "lecteur-de-comptes", scope="/org/35/0350002B")
    with pytest.raises(NotFound):
        queries.account_for(actor(referent), other.id, "accounts:read")
    listed = queries.accounts_page(actor(referent), "accounts:read").items
    assert [line.account.id for line in listed] == [referent.id]


def test_the_last_administrator_stays(admin):
    grant = queries.grants_of(admin.id)[0]
    with pytest.raises(LastAdministrator):
        operations.revoke_grant(HOUSE, grant)
    session.refresh(grant)
    grant.revoked_at = None
    with pytest.raises(LastAdministrator):
        operations.disable(HOUSE, admin)


def test_nobody_disables_themself(admin):
    person("b@example.test", "administrateur")
    with pytest.raises(NotOnOneself):
        operations.disable(actor(admin), admin)


def test_c07_a_role_revoked_between_display_and_post_gives_403_and_writes_nothing(
    admin, admin_client
):
    someone = person("a@example.test", "lecteur-de-comptes")
    page = f"/administration/comptes/{someone.id}"
    assert admin_client.get(page).status_code == 200
    token = admin_client.token(page)
    operations.create_account(
        HOUSE, "b@example.test", "Bis Admin", password="un mot de passe assez long"
    )
    operations.give_role(
        HOUSE,
        queries.account_by_email("b@example.test"),
        "administrateur",
        queries.scope_by_path("/org"),
    )
    operations.give_role(HOUSE, admin, "lecteur-de-comptes", queries.scope_by_path("/org"))
    operations.revoke_grant(
        HOUSE, next(g for g in queries.grants_of(admin.id) if g.role == "administrateur")
    )
    session.commit()
    before = given(someone)
    answer = admin_client.post(
        f"{page}/roles",
        data={"csrf_token": token, "role": "lecteur-de-comptes", "scope": "35"},
        headers={"Origin": "http://localhost"},
    )
    assert answer.status_code == 403
    assert given(someone) == before
    assert admin_client.get(page).status_code == 200  # still visible


def test_c07_an_account_no_longer_visible_is_absent_at_post(referent, sign_in):
    someone = person("a@example.test", "lecteur-de-comptes", scope="/org/35/0350001A")
    client = sign_in(referent)
    page = f"/administration/comptes/{someone.id}"
    assert client.get(page).status_code == 200
    operations.revoke_grant(HOUSE, queries.grants_of(someone.id)[0])
    session.commit()
    assert client.submit(f"{page}/desactiver").status_code == 404
    session.refresh(someone)
    assert someone.disabled_at is None


def test_the_same_role_given_twice_is_one_grant(roles):
    someone = person("a@example.test", "lecteur-de-comptes", "lecteur-de-comptes")
    assert given(someone) == [("lecteur-de-comptes", "/org")]


@pytest.mark.parametrize(
    ("days", "code"), [((1, 0), "ends-before-start"), ((-9, -1), "already-over")]
)
def test_periods_make_sense(roles, days, code):
    someone, today = person("a@example.test"), clock.today()
    begins, ends = (today + timedelta(d) for d in days)
    with pytest.raises(Invalid) as refusal:
        operations.give_role(
            HOUSE, someone, "lecteur-de-comptes", queries.scope_by_path("/org"), begins, ends
        )
    assert [p.code for p in refusal.value.problems] == [code]


def test_history_is_a_chain(admin):
    someone = person("a@example.test", "lecteur-de-comptes", "referent")
    operations.revoke_grant(HOUSE, queries.grants_of(someone.id)[0])
    operations.disable(HOUSE, someone, "départ")
    session.flush()
    lines = lines_of("account", someone.id)[::-1]
    assert [line.act for line in lines] == [
        "account.created",
        "account.role-given",
        "account.role-given",
        "account.role-revoked",
        "account.disabled",
    ]
    for before, line in zip([None, *lines], lines, strict=False):
        assert line.previous_hash == (before.hash if before else "")
        assert line.hash == digest(line)


def test_groups_and_permissions_find_their_people(roles):
    operations.ensure_group("recevabilite", "Recevabilité")
    near = person("a@example.test", "lecteur-de-comptes", groups=("recevabilite",), scope="/org/35")
    far = person(
        "b@example.test", "lecteur-de-comptes", groups=("recevabilite",), scope="/org/35/0350002B"
    )
    operations.disable(
        HOUSE, person("c@example.test", "lecteur-de-comptes", groups=("recevabilite",))
    )
    school = "/org/35/0350001A"
    assert queries.holders_of_groups(["recevabilite"], school) == {"recevabilite": [near]}
    assert queries.accounts_with("accounts:read", school) == [near]
    assert set(queries.accounts_with("accounts:read", "/org/35/0350002B")) == {near, far}
    assert actor(near).in_group("recevabilite", school)
    assert not actor(far).in_group("recevabilite", school)


def test_a_token_holds_no_more_than_it_keeps(roles):
    someone = person("a@example.test", "administrateur")
    narrow = operations.create_token(HOUSE, someone, "lecture", ["accounts:read"])
    wide = operations.create_token(HOUSE, someone, "tout")
    session.flush()
    assert queries.actor_of_token(narrow).holds("accounts:read")
    assert not queries.actor_of_token(narrow).holds("accounts:manage")
    assert queries.actor_of_token(wide).holds("accounts:manage")
    assert queries.actor_of_token("preau_inconnu") is None
    operations.disable(HOUSE, person("b@example.test", "administrateur"))
    person("c@example.test", "administrateur")
    operations.disable(HOUSE, someone)
    assert queries.actor_of_token(wide) is None


def test_a_place_is_planted_once_and_renamed(roles):
    first = operations.place("establishment", "0350003C", "Collège A", "/org/35")
    again = operations.place("establishment", "0350003C", "Collège B", "/org/35")
    assert first is again
    assert (again.label, again.path) == ("Collège B", "/org/35/0350003C")
    for code in ("a/b", "", "x" * 65, "é"):
        with pytest.raises(Invalid):
            operations.place("class", code, "6e A", "/org/35")
    with pytest.raises(Invalid):
        operations.place("class", "6eA", "6e A", "/org/nulle-part")


def test_a_file_shows_nothing_of_what_lies_outside_of_ones_scopes(referent, admin, sign_in):
    school = queries.scope_by_path("/org/35/0350001A")
    operations.give_role(HOUSE, admin, "lecteur-de-comptes", school)
    html = sign_in(referent).get(f"/administration/comptes/{admin.id}").get_data(as_text=True)
    assert "Lecteur de comptes" in html
    assert "Administrateur" not in html
    for act in ("Historique", "Fermer toutes les sessions", "Désactiver", "Modifier l’identité"):
        assert act not in html
