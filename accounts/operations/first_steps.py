"""An empty house opens to one person: the first administrator, through a link from the terminal."""

from __future__ import annotations

from accounts import queries
from accounts.errors import DeadLink
from accounts.models import Account, OneTimeLink
from accounts.operations import entrance, links, people
from accounts.operations.grants import give_role
from accounts.operations.guard import hold_administrators
from accounts.operations.scopes import root_scope
from core import clock, wall
from core.actor import HOUSE
from core.wall import acting_as
from schemas import operations as definitions

ROLE = "administrateur"
PAGE = "premiers-pas"


def first_administrator_link() -> str | None:
    """The address that makes the first account; None as soon as there is one."""
    if not queries.no_account_yet():
        return None
    return links.link_address(links.make(None, links.FIRST), PAGE)


def create_first_administrator(token: str, email: str, name: str, password: str) -> Account:
    """The first account, with the role of administrator on the whole organisation."""
    hold_administrators()  # two people with two links: one of them is first
    link = links.open_link(token, links.FIRST, lock=True)
    with acting_as(wall.HOUSE):
        return _first(link, email, name, password)


def _first(link: OneTimeLink, email: str, name: str, password: str) -> Account:
    if not queries.no_account_yet():
        raise DeadLink
    account = people.create_account(HOUSE, email, name, password=password)
    if queries.live_role(ROLE) is None:
        definitions.load_pack(HOUSE, "base")
    give_role(HOUSE, account, ROLE, root_scope())
    link.used_at = clock.now()
    entrance.seen(account)
    return account
