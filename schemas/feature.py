"""The plate of the room of definitions."""

from __future__ import annotations

from core import erasing
from core.feature import Feature, MenuEntry
from core.i18n import _l
from schemas import (
    calendar_commands,
    changes,
    commands,
    formula_words,
    heading,
    kinds,
    list_acts,
    list_words,
    own_kinds,
    pack_resources,
    pages,
    resources,
    rows_words,
    store_words,
    words,
)
from schemas.erased import ERASED
from schemas.list_changes import LIST_CHANGES
from schemas.list_editor import LIST_EDITOR
from schemas.packing import offers
from schemas.permissions import Permission

FEATURE = Feature(
    name="schemas",
    blueprints=(pages.pages, resources.resources, pack_resources.resources),
    permissions=(Permission,),
    menus=(
        MenuEntry(
            "definitions",
            _l("Définitions"),
            "schemas.index",
            "brackets-curly",
            "admin",
            lambda actor: actor.holds(Permission.DEFINITIONS_READ),
            order=30,
        ),
        MenuEntry(
            "lists",
            _l("Listes de valeurs"),
            "schemas.lists",
            "list-checks",
            "admin",
            lambda actor: actor.holds(Permission.DEFINITIONS_READ),
            order=35,
        ),
        MenuEntry(
            "packs",
            _l("Lots"),
            "schemas.pack_list",
            "archive",
            "admin",
            lambda actor: actor.holds(Permission.PACKS_MANAGE),
            order=40,
            also=(
                "/administration/nouveau-lot",
                "/administration/lot-livre",
                "/administration/lot-recu",
            ),
        ),
    ),
    commands=(commands.definitions, calendar_commands.pack),
    periodic={
        "schemas.forget-lists": (3600, list_acts.forget),
        "schemas.forget-offers": (3600, offers.forget),
    },
    contributions={
        erasing.TABLES: (ERASED,),
        kinds.POINT: own_kinds.OWN,
        heading.POINT: (LIST_EDITOR,),
        changes.POINT: (LIST_CHANGES,),
    },
    words={
        **words.WORDS,
        **store_words.WORDS,
        **list_words.WORDS,
        **rows_words.FAULTS,
        **formula_words.FORMULAS,
    },
)
