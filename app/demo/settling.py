"""The ground the stories stand on: packs, schools, people, each in place once."""

from __future__ import annotations

from collections.abc import Iterable

from accounts import operations as accounts
from accounts import queries
from app.demo.cast import ORGANISATION, PASSWORD, PEOPLE, Person
from core import settings
from core.actor import HOUSE
from core.database import session
from schemas import operations as schemas

PACKS = ("base", "calendriers", "etablissements", "etablissements-35", "demonstration")
ORGANISATION_NAME = "organisation.name"


def settle(people: Iterable[Person] = PEOPLE) -> list[Person]:
    """Packs, name, people; those who are new here. What stands already is left as it is."""
    for pack in PACKS:
        schemas.load_pack(HOUSE, pack)
    if settings.value_of(ORGANISATION_NAME) != ORGANISATION:
        settings.change(ORGANISATION_NAME, ORGANISATION)
    accounts.root_scope(ORGANISATION)
    session.flush()  # the people below are given rights on these places
    return [person for person in people if _welcomed(person)]


def _welcomed(person: Person) -> bool:
    """The account of `person`, with roles and teams; False when it was there."""
    if queries.account_by_email(person.email) is not None:
        return False
    account = accounts.create_account(
        HOUSE, person.email, person.name, person.job, password=PASSWORD
    )
    root = accounts.root_scope()
    scopes = [queries.scope_by_code("establishment", code) for code in person.schools] or [root]
    for scope in scopes:
        if scope is None:
            raise LookupError(person.schools)
        accounts.give_role(HOUSE, account, person.role, scope)
    for key in person.groups:
        accounts.add_to_group(HOUSE, account, queries.group_by_key(key), root)
    session.flush()  # the next one may be refused an address that is taken
    return True
