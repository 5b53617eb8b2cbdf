"""What the terminal may ask: an account, the roles, a key for a program."""

from __future__ import annotations

from datetime import timedelta

import click

from accounts import operations, queries
from core.actor import HOUSE
from core.database import unit_of_work
from core.errors import Invalid, PreauError
from core.words import message


@click.group("account")
def account() -> None:
    """Les comptes."""


@account.command("create")
@click.argument("email")
@click.option("--role", "role_key", required=True, help="Clé du rôle (voir « preau role list »).")
@click.option(
    "--scope",
    "scope",
    default=None,
    help="Code ou chemin du périmètre ; toute l’organisation sinon.",
)
@click.option("--name", default=None, help="Prénom et nom ; le début de l’adresse sinon.")
def create(email: str, role_key: str, scope: str | None, name: str | None) -> None:
    """Créer un compte, et donner le lien par lequel la personne choisit son mot de passe."""
    try:
        with unit_of_work():
            place = operations.root_scope()
            if scope:
                found = queries.scope_named(scope, [place.path])
                if len(found) != 1:
                    raise click.ClickException(f"Aucun périmètre, ou plusieurs, pour « {scope} ».")
                place = found[0]
            person = operations.create_account(
                HOUSE, email, name or email.split("@", maxsplit=1)[0]
            )
            operations.give_role(HOUSE, person, role_key, place)
            token = operations.one_time_link(person)
    except PreauError as refusal:
        raise click.ClickException(_words(refusal)) from refusal
    click.echo(operations.link_address(token))


@account.command("first")
def first() -> None:
    """Le lien par lequel le premier compte se crée ; rien dès qu’il y en a un."""
    with unit_of_work():
        address = operations.first_administrator_link()
    if address:
        click.echo(address)


@click.group("role")
def role() -> None:
    """Les rôles."""


@role.command("list")
def list_roles() -> None:
    """Les rôles en vigueur : clé, nom, droits."""
    for found in sorted(queries.live_roles().values(), key=lambda r: r.key):
        click.echo(f"{found.key}\t{found.title}\t{' '.join(sorted(found.permissions))}")


@click.group("token")
def token() -> None:
    """Les clés pour les programmes."""


@token.command("create")
@click.option("--account", "email", required=True, help="Adresse du compte au nom duquel agir.")
@click.option("--label", required=True, help="À quoi sert la clé.")
@click.option(
    "--permission", "permissions", multiple=True, help="Ne garder que ce droit (plusieurs fois)."
)
@click.option("--days", type=click.IntRange(1, 366), default=365, help="Durée de vie en jours.")
def create_token(email: str, label: str, permissions: tuple[str, ...], days: int) -> None:
    """Créer une clé ; elle n’est montrée qu’ici, une fois."""
    try:
        with unit_of_work():
            person = queries.account_by_email(email)
            if person is None:
                raise click.ClickException(f"Aucun compte n’a l’adresse « {email} ».")
            valid = timedelta(days=days)
            text = operations.create_token(HOUSE, person, label, permissions, valid)
    except PreauError as refusal:
        raise click.ClickException(_words(refusal)) from refusal
    click.echo(text)


def _words(refusal: PreauError) -> str:
    if isinstance(refusal, Invalid):
        return " ".join(message(problem) for problem in refusal.problems)
    return str(refusal.message)
