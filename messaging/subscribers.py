"""What this room does when a room below speaks."""

from __future__ import annotations

from accounts import operations as accounts
from accounts import queries as people
from accounts.events import DelegationChanged, PasswordLinkAsked
from core.events import after
from core.ids import uuid7
from core.saying import day
from messaging.operations import send
from schemas.queries import live

TEMPLATES = {"lost": "lien-mot-de-passe", "invitation": "invitation"}
DELEGATED, DELEGATION_ENDED = "habilitation", "fin-habilitation"


@after(PasswordLinkAsked)
def send_password_link(event: PasswordLinkAsked) -> None:
    """Make the link and write its mail in one transaction.

    Delivered again after a kill, neither was there: the person gets one mail, whose link works.
    """
    account = people.account(event.account_id)
    if account.disabled_at is not None:
        return
    token = accounts.one_time_link(account)
    send(
        TEMPLATES.get(event.reason, TEMPLATES["lost"]),
        to=account,
        about=("account", account.id),
        once=f"password-link:{uuid7()}",
        url=accounts.link_address(token),
    )


@after(DelegationChanged)
def tell_the_member(event: DelegationChanged) -> None:
    """What the person may do now at this place, and until when; or that it has ended."""
    account, scope = people.account(event.account_id), people.scope_of(event.scope_id)
    if account.disabled_at is not None or not live("template", DELEGATED):
        return
    member = people.delegated_member(scope, account.id)
    facts = {"etablissement": scope.label}
    if member is not None:
        facts["droits"] = ", ".join(member.titles)
        facts["fin"] = day(member.until) if member.until else ""
    send(
        DELEGATION_ENDED if member is None else DELEGATED,
        to=account,
        about=("account", account.id),
        once=f"delegation:{uuid7()}",
        variables=facts,
        url="/mon-etablissement",
    )
