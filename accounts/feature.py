"""The plate of the accounts."""

from __future__ import annotations

from typing import Any

from accounts import commands, looking, signing, subscribers
from accounts.domain.replacing import SUPERVISE
from accounts.erased import ERASED
from accounts.erasing import ACCOUNT
from accounts.grant_source import GRANT_SOURCE
from accounts.kinds import ROLE
from accounts.operations import arriving, entrance, links
from accounts.pages import pages
from accounts.pages.confirming import CONFIRMATION
from accounts.pages.designing.editor import RoleEditor
from accounts.palette import FoundPeople
from accounts.permissions import Permission
from accounts.queries.factors import DEMANDED, GRACE
from accounts.resources import resources
from accounts.words import WORDS
from core import erasing
from core.actor import Actor
from core.feature import Feature, MenuEntry
from core.i18n import _l

__all__ = ["FEATURE", "subscribers"]


def _reads(actor: Actor) -> bool:
    return actor.holds(Permission.ACCOUNTS_READ)


def _manages(actor: Actor) -> bool:
    return actor.holds(Permission.ACCOUNTS_MANAGE)


def _names_stand_ins(actor: Actor) -> bool:
    return actor.holds(Permission.ROLES_GRANT) or actor.holds(SUPERVISE)


def nobody(_job: Any) -> None:
    """Work that stands for a mail to an unknown address, so that both cost a page the same."""


FEATURE = Feature(
    name="accounts",
    blueprints=(pages, resources),
    permissions=(Permission,),
    menus=(
        MenuEntry("accounts", _l("Comptes"), "accounts.people", "users", "admin", _reads, 20),
        MenuEntry("groups", _l("Groupes"), "accounts.teams", "users-three", "admin", _reads, 21),
        MenuEntry("roles", _l("Rôles"), "accounts.roles", "shield-check", "admin", _reads, 22),
        MenuEntry("scopes", _l("Périmètres"), "accounts.scopes", "tree", "admin", _reads, 23),
        MenuEntry(
            "keys", _l("Clés des programmes"), "accounts.all_keys", "key", "admin", _manages, 25
        ),
        MenuEntry(
            "replacements",
            _l("Remplacements"),
            "accounts.all_replacements",
            "user-switch",
            "admin",
            _names_stand_ins,
            24,
        ),
    ),
    commands=(commands.account, commands.role, commands.token),
    jobs={"accounts.nobody": nobody},
    periodic={
        "accounts.forget-tries": (900, entrance.sweep),
        "accounts.forget-links": (3600, links.sweep),
        "accounts.forget-devices": (86400, arriving.forget_devices),
    },
    contributions={
        erasing.KINDS: (ACCOUNT,),
        erasing.TABLES: (ERASED,),
        "app.confirmation": (CONFIRMATION,),
        "app.init": (signing.init_login, looking.init_looking),
        "core.grant_source": (GRANT_SOURCE,),
        "core.palette": (FoundPeople(),),
        "schemas.editors": (RoleEditor(),),
        "schemas.kinds": (ROLE,),
    },
    words=WORDS,
    settings=(DEMANDED, GRACE),
)
