"""What browsers are asked to sign, and for which place."""

from __future__ import annotations

from flask import current_app, request

from accounts import passkeys, signing
from accounts.queries import Factors


def here() -> passkeys.Place:
    """The place keys are made for and used at."""
    return passkeys.place(current_app.config["SETTINGS"].base_url, request.host_url)


def offered(factors: Factors, purpose: str) -> dict[str, str] | None:
    """A challenge for the keys this person has; None without any, or where none can be used."""
    where = here()
    if not factors.passkeys or not where.usable:
        return None
    known = [key.credential_id for key in factors.passkeys]
    return signing.ask_browser(passkeys.to_sign(where, known), purpose)
