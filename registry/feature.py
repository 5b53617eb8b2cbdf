"""The plate of the registry."""

from __future__ import annotations

from core.feature import Feature
from registry import commands, operations
from registry.kinds import ENTITY
from registry.pack_data import PACK_DATA
from registry.pages import pages
from registry.permissions import Permission
from registry.words import WORDS

FEATURE = Feature(
    name="registry",
    blueprints=(pages,),
    permissions=(Permission,),
    commands=(commands.records,),
    jobs={"registry.reindex": operations.reindex},
    periodic={"registry.forget-tries": (3600, operations.forget_tries)},
    contributions={"schemas.kinds": (ENTITY,), "schemas.pack_data": (PACK_DATA,)},
    words=WORDS,
)
