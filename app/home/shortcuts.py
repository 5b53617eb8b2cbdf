"""Single-key shortcuts can be turned off (WCAG 2.1.4): a choice of the account."""

from __future__ import annotations

from flask import Flask

from accounts import operations, queries
from core.actor import Actor
from core.web import current_actor

KEY = "shortcuts"


def shortcuts_on(actor: Actor) -> bool:
    """Whether a letter alone acts for this person; it does until they say otherwise."""
    if actor.account_id is None:
        return False
    return bool(queries.preference(actor.account_id, KEY, default=True))


def choose(actor: Actor, *, on: bool) -> None:
    """Keep the choice."""
    operations.keep_preference(actor, KEY, on)


def init_shortcuts(app: Flask) -> None:
    """Let the desk ask."""
    app.jinja_env.globals["shortcuts_on"] = lambda: shortcuts_on(current_actor())
