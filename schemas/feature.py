"""The plate of the room of definitions."""

from __future__ import annotations

from core.feature import Feature, MenuEntry
from core.i18n import _l
from schemas import (
    commands,
    formula_words,
    kinds,
    list_words,
    own_kinds,
    pages,
    resources,
    rows_words,
    store_words,
    words,
)
from schemas.permissions import Permission

FEATURE = Feature(
    name="schemas",
    blueprints=(pages.pages, resources.resources),
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
            "packs",
            _l("Lots"),
            "schemas.pack_list",
            "archive",
            "admin",
            lambda actor: actor.holds(Permission.PACKS_MANAGE),
            order=40,
        ),
    ),
    commands=(commands.definitions, commands.pack),
    contributions={kinds.POINT: own_kinds.OWN},
    words={
        **words.WORDS,
        **store_words.WORDS,
        **list_words.WORDS,
        **rows_words.FAULTS,
        **formula_words.FORMULAS,
    },
)
