"""The plate of the knowledge base."""

from __future__ import annotations

from core import erasing
from core.actor import Actor
from core.feature import Feature, MenuEntry
from core.i18n import _l
from knowledge_base import checking, guide
from knowledge_base.commands import knowledge
from knowledge_base.erased import ERASED
from knowledge_base.gates import EntryGate
from knowledge_base.guiding import HelpNames
from knowledge_base.operations import asking
from knowledge_base.pack_data import KnowledgeData
from knowledge_base.pages import pages
from knowledge_base.permissions import Permission
from knowledge_base.resources import resources
from knowledge_base.words import WORDS


def _everyone(_actor: Actor) -> bool:
    return True


def _with_guide(_actor: Actor) -> bool:
    return guide.is_here()


FEATURE = Feature(
    name="knowledge_base",
    blueprints=(pages, resources),
    permissions=(Permission,),
    menus=(
        MenuEntry(
            key="help",
            label=_l("Aide"),
            endpoint="knowledge_base.home",
            icon="lifebuoy",
            place="portal",
            shown=_everyone,
            order=90,
            also=("/guide",),
        ),
        *(
            MenuEntry(
                key=f"guide-{place}",
                label=_l("Guide"),
                endpoint="knowledge_base.guide",
                icon="book-open",
                place=place,
                shown=_with_guide,
                order=95,
            )
            for place in ("desk", "admin")
        ),
        MenuEntry(
            key="entries",
            label=_l("Fiches d’aide"),
            endpoint="knowledge_base.entries",
            icon="lifebuoy",
            place="admin",
            shown=lambda actor: (
                actor.holds(Permission.KNOWLEDGE_WRITE) or actor.holds(Permission.KNOWLEDGE_DRAFT)
            ),
            order=50,
        ),
        MenuEntry(
            key="help-questions",
            label=_l("Questions"),
            endpoint="knowledge_base.handed_questions",
            icon="chat-circle-dots",
            place="desk",
            shown=lambda actor: (
                actor.holds(Permission.KNOWLEDGE_ANSWER) or actor.holds(Permission.KNOWLEDGE_WRITE)
            ),
            order=40,
        ),
    ),
    periodic={
        "knowledge_base.conversations": (86_400, asking.sweep),
        "knowledge_base.review": (86_400, checking.remind),
    },
    settings=(asking.KEPT_DAYS,),
    commands=(knowledge,),
    contributions={
        erasing.TABLES: (ERASED,),
        "schemas.pack_data": (KnowledgeData(),),
        "documents.owner_gates": (EntryGate(),),
        "schemas.names": (HelpNames(),),
    },
    words=WORDS,
)
