"""A role leaves with another one for its holders, or is refused: nobody loses rights in passing."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest

from accounts import operations, queries
from accounts.domain.delegation import DELEGATION
from accounts.errors import RoleHeld
from accounts.models import Grant
from core import clock
from core.actor import HOUSE
from core.database import session, unit_of_work
from core.errors import Invalid
from schemas import operations as definitions
from tests.kit.people import person

HERE = "/administration/roles/lecteur-de-comptes/retirer"


def live(account):
    """What somebody holds today or later: role, place, first and last day."""
    return {
        (g.role, g.scope.path, g.valid_from, g.valid_until)
        for g in queries.grants_of(account.id)
        if g.revoked_at is None
    }


def test_a_role_that_people_hold_is_not_taken_out_of_service_in_passing(admin_client):
    holder = person("nora@example.test", "lecteur-de-comptes", name="Nora Blin")
    with pytest.raises(RoleHeld) as refusal:
        definitions.retire(HOUSE, "role", "lecteur-de-comptes")
    assert "Nora Blin" in str(refusal.value.message)
    path = "/administration/definitions/role/lecteur-de-comptes"
    assert admin_client.submit(f"{path}/retirer", {}).status_code == 409
    assert HERE in admin_client.get(path).get_data(as_text=True)
    assert queries.live_role("lecteur-de-comptes") is not None
    assert queries.actor_of(holder.id).holds("accounts:read")


def test_its_holders_get_another_one_in_the_same_act(admin_client):
    school = queries.scope_by_path("/org/35/0350001A")
    nora, closed = person("nora@example.test", name="Nora Blin"), person("marc@example.test")
    later, end = clock.today() + timedelta(30), clock.today() + timedelta(90)
    operations.give_role(HOUSE, nora, "lecteur-de-comptes", school, later, end)
    operations.give_role(HOUSE, closed, "lecteur-de-comptes", operations.root_scope())
    operations.disable(HOUSE, closed)
    session.commit()
    html = admin_client.get(HERE).get_data(as_text=True)
    assert "Nora Blin" in html
    assert "Compte fermé" in html
    missing = admin_client.submit(HERE, {"autre": ""})
    assert missing.status_code == 422
    assert "Choisissez ce que recevront" in missing.get_data(as_text=True)
    for wrong in ("nulle-part", "lecteur-de-comptes"):
        assert admin_client.submit(HERE, {"autre": wrong}).status_code == 422
    assert queries.live_role("lecteur-de-comptes") is not None
    assert admin_client.submit(HERE, {"autre": "referent", "motif": "Refonte"}).status_code == 303
    assert queries.live_role("lecteur-de-comptes") is None
    assert live(nora) == {("referent", school.path, later, end)}
    assert live(closed) == {("referent", "/org", clock.today(), None)}


def test_what_was_only_handed_on_does_not_stand_for_what_is_given_instead(admin_client):
    """It ends with whoever handed it on: the holder would lose rights in passing."""
    nora = person("nora@example.test", "lecteur-de-comptes", name="Nora Blin")
    session.add(
        Grant(
            account_id=nora.id, role="referent", scope_id=operations.root_scope().id,
            valid_from=clock.today(), source=DELEGATION,
        )
    )  # fmt: skip
    session.commit()
    assert admin_client.submit(HERE, {"autre": "referent"}).status_code == 303
    given = [g for g in queries.grants_of(nora.id) if g.revoked_at is None]
    assert sorted((g.role, g.source) for g in given) == [
        ("referent", DELEGATION),
        ("referent", "direct"),
    ]


@pytest.mark.commits
def test_a_role_that_left_after_it_was_seen_is_not_given(committed):
    from tests.accounts.conftest import ADMINISTRATOR, publish_role

    with committed.app_context(), unit_of_work():
        publish_role("administrateur", ADMINISTRATOR)
        publish_role("passager", ["jobs:read"])
        person("ada@example.test", "administrateur")
        nora = person("nora@example.test")

    def leave():
        with committed.app_context(), unit_of_work():
            operations.replace_and_retire(HOUSE, "passager", None)

    with committed.app_context(), unit_of_work():
        assert queries.live_role("passager") is not None
        leaving = Thread(target=leave)
        leaving.start()
        leaving.join()
        account = queries.account(nora.id)
        with pytest.raises(Invalid):
            operations.give_role(HOUSE, account, "passager", operations.root_scope())


def test_a_role_that_opens_more_than_one_has_is_not_given_instead(admin_client, sign_in):
    from tests.accounts.conftest import publish_role

    publish_role("tout-puissant", ["jobs:read"])
    nora = person("nora@example.test", "lecteur-de-comptes", name="Nora Blin")
    refused = admin_client.submit(HERE, {"autre": "tout-puissant"})
    assert refused.status_code == 422
    assert "des droits que vous n’avez pas" in refused.get_data(as_text=True)
    assert [role for role, *_ in live(nora)] == ["lecteur-de-comptes"]


def test_it_is_taken_from_everybody_when_somebody_says_so_but_never_from_the_last_administrator(
    admin_client, admin
):
    nora = person("nora@example.test", "lecteur-de-comptes")
    assert admin_client.submit(HERE, {"autre": "-"}).status_code == 303
    assert live(nora) == set()
    own = "/administration/roles/administrateur/retirer"
    for instead in ("-", "referent"):
        if instead == "-":
            assert admin_client.submit(own, {"autre": instead}).status_code == 422
            assert queries.live_role("administrateur") is not None
    assert admin_client.submit(own, {"autre": "referent"}).status_code == 303
    assert [role for role, *_ in live(admin)] == ["referent"]


def test_only_who_gives_roles_everywhere_opens_that_page(roles, sign_in):
    for email, role, scope in (
        ("lecteur@example.test", "lecteur-de-comptes", "/org"),
        ("ecole@example.test", "administrateur", "/org/35/0350001A"),
    ):
        client = sign_in(person(email, role, scope=scope))
        assert client.get(HERE).status_code == 403
        assert client.submit(HERE, {"autre": "-"}).status_code == 403
