"""The administrators' pages: lists, forms that take only their own fields (A-05), sessions."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import inspect, select

from accounts import operations, queries
from accounts.models import (
    Account,
    ApiToken,
    Grant,
    Group,
    GroupMember,
    OneTimeLink,
    Preference,
    Scope,
)
from core.actor import HOUSE
from core.database import session
from core.models import WebSession
from tests.kit.people import PASSWORD, person

TABLES = (Account, Grant, Group, GroupMember, Scope, ApiToken, OneTimeLink, Preference, WebSession)
LIST = "/administration/comptes"


def text_of(response):
    return response.get_data(as_text=True)


def rows() -> dict[str, Any]:
    """Every row of the room, as values."""
    session.expire_all()
    found = {}
    for table in TABLES:
        for row in session.scalars(select(table)):
            names = [a.key for a in inspect(table).column_attrs]
            found[f"{table.__name__} {inspect(row).identity}"] = {n: getattr(row, n) for n in names}
    return found


def every_column(*taken: str) -> dict[str, str]:
    """Each model column that the form does not take, posted as an attacker would."""
    names = {a.key for table in TABLES for a in inspect(table).column_attrs} - set(taken)
    return (
        dict.fromkeys(names, "2")
        | {
            "id": "00000000-0000-7000-8000-000000000000",
            "password_hash": "x",
            "version": "99",
            "disabled_at": "2020-01-01",
            "granted_by": "",
            "source": "sync",
            "is_admin": "1",
        }
        | {n: "lecteur-de-comptes" for n in ("role",) if n not in taken}
    )


def changed(before, after):
    """Which columns of which tables are not what they were."""
    return {
        f"{key.split()[0]}.{name}"
        for key, values in before.items()
        if key in after and not key.startswith("WebSession")
        for name, value in values.items()
        if after[key][name] != value
    }


def test_a05_the_identity_form_changes_three_columns_and_what_follows_from_them(
    admin_client, roles
):
    someone = person("a@example.test", "lecteur-de-comptes")
    taken = {"name": "Nouvelle Personne", "email": "n@example.test", "job_title": "Principale"}
    before = rows()
    answer = admin_client.submit(f"{LIST}/{someone.id}/identite", {**every_column(*taken), **taken})
    assert answer.status_code == 303
    after = rows()
    assert changed(before, after) == {
        "Account.name",
        "Account.email",
        "Account.job_title",
        "Account.folded",
        "Account.version",
    }
    assert after[f"Account ({someone.id!r},)"]["version"] == 2
    assert before.keys() == after.keys()


def test_a05_creating_an_account_sets_nothing_but_what_the_form_asks(admin_client, admin):
    taken = {
        "name": "Zoé Zed",
        "email": "z@example.test",
        "job_title": "",
        "role": "lecteur-de-comptes",
        "scope": "Ille-et-Vilaine (35)",
        "valid_from": "",
        "valid_until": "",
        "purpose": "essai",
    }
    answer = admin_client.submit(f"{LIST}/nouveau", {**every_column(*taken), **taken})
    assert answer.status_code == 303
    made = queries.account_by_email("z@example.test")
    assert (made.password_hash, made.disabled_at, made.version, made.locale) == (
        None,
        None,
        1,
        "fr",
    )
    grant = queries.grants_of(made.id)[0]
    assert (grant.role, grant.scope.path, grant.source, grant.granted_by, grant.revoked_at) == (
        "lecteur-de-comptes",
        "/org/35",
        "direct",
        admin.id,
        None,
    )


def test_a05_giving_a_role_adds_one_grant_and_changes_nothing_else(admin_client, admin):
    someone = person("a@example.test", "lecteur-de-comptes")
    taken = {
        "role": "referent",
        "scope": "0350001a",
        "valid_from": "",
        "valid_until": "2099-01-01",
        "purpose": "",
    }
    before = rows()
    assert (
        admin_client.submit(
            f"{LIST}/{someone.id}/roles", {**every_column(*taken), **taken}
        ).status_code
        == 303
    )
    after = rows()
    assert changed(before, after) == set()
    new = [after[key] for key in after.keys() - before.keys()]
    assert [(g["account_id"], g["role"], g["source"], g["granted_by"]) for g in new] == [
        (someone.id, "referent", "direct", admin.id)
    ]


@pytest.mark.parametrize("path", ["desactiver", "reactiver", "inviter", "sessions/fermer"])
def test_a05_button_forms_take_no_field(admin_client, admin, path):
    someone = person("a@example.test", "lecteur-de-comptes")
    before = rows()
    assert admin_client.submit(f"{LIST}/{someone.id}/{path}", every_column()).status_code == 303
    assert changed(before, rows()) <= {"Account.disabled_at", "Account.version"}


def test_a05_ones_own_forms_change_only_the_language_or_the_password(roles, sign_in):
    someone = person("a@example.test", "lecteur-de-comptes")
    client = sign_in(someone)
    before = rows()
    assert (
        client.submit("/mon-compte/langue", {**every_column("locale"), "locale": "en"}).status_code
        == 303
    )
    assert changed(before, rows()) == {"Account.locale"}
    before = rows()
    passwords = {"current": PASSWORD, "password": "tulipe marron 48 vitesse"}
    assert (
        client.submit("/mon-compte/mot-de-passe", {**every_column(), **passwords}).status_code
        == 303
    )
    assert changed(before, rows()) == {"Account.password_hash"}
    client.submit("/mon-compte/langue", {"locale": "xx"})
    assert queries.account(someone.id).locale == "en"


def test_a04_administration_is_closed_to_people_without_the_right(roles, sign_in, client):
    someone = person("a@example.test")
    reader = person("b@example.test", "lecteur-de-comptes")
    for path in (
        LIST,
        f"{LIST}/nouveau",
        f"{LIST}/{someone.id}",
        "/administration/groupes",
        "/administration/roles",
        "/administration/perimetres",
    ):
        assert sign_in(someone).get(path).status_code == 403
        assert client.get(path).status_code == 303
    reading = sign_in(reader)
    assert reading.get(LIST).status_code == 200
    for path in ("identite", "desactiver", "reactiver", "inviter", "roles", "sessions/fermer"):
        assert reading.submit(f"{LIST}/{someone.id}/{path}", {"name": "x"}).status_code == 403


def test_the_list_is_searched_without_regard_to_accents_and_filtered(admin_client, roles):
    person("e.lefevre@example.test", name="Éloïse Lefèvre")
    closed = person("z@example.test", name="Zacharie Fermé")
    operations.disable(HOUSE, closed)
    for q in ("eloise", "ÉLOÏSE lefev", "lefèvre", "e.lefevre@example"):
        html = text_of(admin_client.get(LIST, query_string={"q": q}))
        assert "Éloïse Lefèvre" in html
        assert "Zacharie" not in html
    assert "Zacharie" in text_of(admin_client.get(f"{LIST}?etat=disabled"))
    assert "Zacharie" not in text_of(admin_client.get(f"{LIST}?etat=active"))
    assert "Aucun compte ne correspond" in text_of(admin_client.get(f"{LIST}?q=introuvable"))


def test_every_account_is_on_exactly_one_page(admin_client, roles):
    for n in range(120):
        session.add(Account(email=f"p{n}@example.test", name=f"Personne {n % 7}"))
    seen, url = [], LIST
    while url:
        html = text_of(admin_client.get(url))
        seen += re.findall(r'/administration/comptes/([0-9a-f-]{36})"', html)
        found = re.search(r'href="([^"]*apres=[^"]+)"', html)
        url = found.group(1).replace("&amp;", "&") if found else None
    assert len(seen) == len(set(seen)) == 121


@pytest.mark.parametrize(
    "query",
    ["apres=zzz", "apres=WzFd", "apres=W10", "q=%F0%9F%99%82", "etat=n-importe", "apres=WyJ4Il0"],
)
def test_a_tampered_address_never_breaks_the_list(admin_client, query):
    assert admin_client.get(f"{LIST}?{query}").status_code in {200, 400, 404}


def test_a_form_sent_twice_creates_one_account(admin_client):
    data = {
        "name": "Une Fois",
        "email": "une@example.test",
        "role": "lecteur-de-comptes",
        "scope": "org",
        "_key": "k1",
    }
    first = admin_client.submit(f"{LIST}/nouveau", data)
    second = admin_client.submit(f"{LIST}/nouveau", data)
    assert first.location == second.location


def test_bad_fields_are_shown_beside_themselves_and_nothing_is_written(admin_client):
    before = rows().keys()
    answer = admin_client.submit(
        f"{LIST}/nouveau",
        {
            "name": "",
            "email": "pas une adresse",
            "role": "",
            "scope": "nulle part",
            "valid_until": "demain",
        },
    )
    html = text_of(answer)
    assert answer.status_code == 422
    assert "<title>Erreur" in html
    assert 'value="nulle part"' in html
    assert rows().keys() == before
    for wrong, words in [
        ({"email": "admin@example.test"}, "Un compte existe déjà"),
        ({"email": "x y@example.test"}, "adresse complète"),
        ({"scope": "nulle part"}, "Choisissez un périmètre"),
        ({"scope": "e"}, "Écrivez le code"),
        ({"role": "inconnu"}, "Choisissez un rôle"),
        ({"valid_until": "2001-01-01"}, "fin qui ne précède pas"),
        ({"name": "a\x00b"}, "ne peut pas être gardé"),
    ]:
        good = {
            "name": "Une",
            "email": "u@example.test",
            "role": "lecteur-de-comptes",
            "scope": "35",
        }
        answer = admin_client.submit(f"{LIST}/nouveau", {**good, **wrong})
        assert (answer.status_code, words in text_of(answer)) == (422, True), (
            wrong,
            text_of(answer)[:1500],
        )
    assert rows().keys() == before


def test_hostile_names_are_shown_as_text(admin_client):
    someone = person("a@example.test", name='<script>alert("x")</script>')
    html = text_of(admin_client.get(f"{LIST}/{someone.id}"))
    assert "<script>alert" not in html


def test_s15_an_administrator_ends_one_or_all_sessions_of_somebody(admin_client, sign_in):
    someone = person("a@example.test")
    one, two, three = (sign_in(someone) for _ in range(3))
    first = session.scalars(
        select(WebSession)
        .where(WebSession.account_id == someone.id)
        .order_by(WebSession.created_at)
    ).first()
    assert admin_client.submit(f"{LIST}/{someone.id}/sessions/{first.id}/fermer").status_code == 303
    assert [c.get("/mon-compte").status_code for c in (one, two, three)] == [303, 200, 200]
    assert admin_client.submit(f"{LIST}/{someone.id}/sessions/fermer").status_code == 303
    assert [c.get("/mon-compte").status_code for c in (two, three)] == [303, 303]


def test_s15_one_closes_ones_own_sessions_and_nobody_elses(roles, sign_in):
    someone, other = person("a@example.test"), person("b@example.test")
    here, there, foreign = sign_in(someone), sign_in(someone), sign_in(other)
    theirs = session.scalars(select(WebSession).where(WebSession.account_id == other.id)).one()
    assert here.submit(f"/mon-compte/sessions/{theirs.id}/fermer").status_code == 404
    assert foreign.get("/mon-compte").status_code == 200
    assert here.submit("/mon-compte/sessions/fermer").status_code == 303
    assert there.get("/mon-compte").status_code == 303
    assert here.get("/mon-compte").status_code == 200
    mine = session.scalars(select(WebSession).where(WebSession.account_id == someone.id)).one()
    assert here.submit(f"/mon-compte/sessions/{mine.id}/fermer").location == "/connexion"
    assert here.get("/mon-compte").status_code == 303


def test_ones_own_page_names_roles_scopes_and_dates(roles, sign_in):
    from datetime import date

    someone = person("a@example.test")
    operations.give_role(
        HOUSE, someone, "referent", queries.scope_by_path("/org/35"), valid_until=date(2099, 6, 30)
    )
    html = text_of(sign_in(someone).get("/mon-compte"))
    for words in (
        "Referent",
        "Ille-et-Vilaine",
        "30 juin 2099",
        "Fermer cette session",
        "Cette session",
    ):
        assert words in html


def test_groups_are_filled_and_emptied_by_page(admin_client, roles):
    operations.ensure_group("recevabilite", "Recevabilité")
    someone = person("a@example.test")
    page = "/administration/groupes/recevabilite"
    wrong = admin_client.submit(f"{page}/membres", {"email": "inconnu@example.test", "scope": "35"})
    assert (wrong.status_code, "Aucun compte" in text_of(wrong)) == (422, True)
    assert (
        admin_client.submit(f"{page}/membres", {"email": someone.email, "scope": "35"}).status_code
        == 303
    )
    html = text_of(admin_client.get(page))
    assert "Alix Martin" in html
    member = queries.memberships_of(someone.id)[0]
    assert admin_client.submit(f"{page}/membres/{member.id}/retirer").status_code == 303
    assert queries.memberships_of(someone.id) == []
    assert admin_client.get("/administration/groupes/inconnu").status_code == 404


def test_roles_are_explained_in_words_with_their_holders(admin_client):
    html = text_of(admin_client.get("/administration/roles/administrateur"))
    assert "Donner et retirer des rôles" in html
    assert "Ada Admin" in html


def test_the_tree_of_scopes_opens_storey_by_storey(admin_client):
    html = text_of(admin_client.get("/administration/perimetres"))
    assert "Ille-et-Vilaine" in html
    assert "Émile-Zola" not in html
    assert "Émile-Zola" in text_of(admin_client.get("/administration/perimetres?sous=/org/35"))
    for odd in ("/nulle-part", "%00", ""):
        assert admin_client.get(f"/administration/perimetres?sous={odd}").status_code in {400, 404}
