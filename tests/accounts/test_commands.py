"""What the terminal may ask."""

from __future__ import annotations

from click.testing import CliRunner

from accounts import commands, queries


def call(command, *words):
    return CliRunner().invoke(command, words)


def test_an_account_is_created_with_its_link(client, roles):
    result = call(
        commands.account,
        "create",
        "n@example.test",
        "--role",
        "referent",
        "--scope",
        "0350001A",
        "--name",
        "Nina N",
    )
    assert result.exit_code == 0, result.output
    address = result.output.strip()
    assert client.get(address.removeprefix("http://localhost")).status_code == 200
    grant = queries.grants_of(queries.account_by_email("n@example.test").id)[0]
    assert (grant.role, grant.scope.path) == ("referent", "/org/35/0350001A")


def test_refusals_are_sentences_and_write_nothing(roles):
    for words, told in [
        (("n@example.test", "--role", "inconnu"), "Choisissez un rôle"),
        (("pas-une-adresse", "--role", "referent"), "adresse complète"),
        (("n@example.test", "--role", "referent", "--scope", "zzz"), "périmètre"),
    ]:
        result = call(commands.account, "create", *words)
        assert result.exit_code == 1
        assert told in result.output
    assert queries.no_account_yet()


def test_roles_are_listed_with_their_permissions(roles):
    lines = call(commands.role, "list").output.splitlines()
    assert "lecteur-de-comptes\tLecteur de comptes\taccounts:read" in lines


def test_a_token_is_shown_once_and_works(roles):
    call(commands.account, "create", "n@example.test", "--role", "administrateur")
    result = call(
        commands.token,
        "create",
        "--account",
        "n@example.test",
        "--label",
        "essai",
        "--permission",
        "accounts:read",
    )
    assert result.exit_code == 0, result.output
    actor = queries.actor_of_token(result.output.strip())
    assert actor.holds("accounts:read")
    assert not actor.holds("accounts:manage")
    wrong = call(
        commands.token,
        "create",
        "--account",
        "n@example.test",
        "--label",
        "x",
        "--permission",
        "no:such",
    )
    assert "n’existe pas" in wrong.output


def test_the_first_link_is_printed_only_while_the_house_is_empty(client, roles):
    address = call(commands.account, "first").output.strip()
    assert client.get(address.removeprefix("http://localhost")).status_code == 200
    call(commands.account, "create", "n@example.test", "--role", "administrateur")
    assert call(commands.account, "first").output == ""
