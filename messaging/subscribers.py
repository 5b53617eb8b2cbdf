"""What this room does when a room below speaks."""

from __future__ import annotations

from accounts import operations as accounts
from accounts import queries as people
from accounts.events import PasswordLinkAsked
from core.events import after
from core.ids import uuid7
from messaging.operations import send

TEMPLATES = {"lost": "lien-mot-de-passe", "invitation": "invitation"}


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
