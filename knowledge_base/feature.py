"""The plate of the knowledge base."""

from __future__ import annotations

from accounts.queries.scopes import ROOT
from core import erasing
from core.actor import Actor
from core.feature import Feature, MenuEntry
from core.i18n import _l
from core.jobs import Chunked
from knowledge_base import checking, guide
from knowledge_base.commands import knowledge
from knowledge_base.erased import ERASED
from knowledge_base.gates import EntryGate
from knowledge_base.guiding import HelpNames
from knowledge_base.operations import asking, comparing, linking
from knowledge_base.pack_data import KnowledgeData
from knowledge_base.pages import pages
from knowledge_base.pages.sections import ROLES_GRANT
from knowledge_base.permissions import Permission
from knowledge_base.resources import resources
from knowledge_base.telling import EngineTold
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
            key="help-engine",
            label=_l("Moteur de l’aide"),
            endpoint="knowledge_base.engine",
            icon="plug",
            place="admin",
            # whoever writes entries too finds it among their tabs
            shown=lambda actor: (
                actor.holds(ROLES_GRANT, ROOT) and not actor.holds(Permission.KNOWLEDGE_WRITE)
            ),
            order=51,
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
        "knowledge_base.vectors": (300, linking.prepare_vectors),
        "knowledge_base.engine": (86_400, linking.sweep_engine),
        "knowledge_base.review": (86_400, checking.remind),
    },
    jobs={
        linking.VECTORS: Chunked(comparing.make_vectors),
        comparing.COMPARE: Chunked(comparing.compare_some),
    },
    settings=(asking.KEPT_DAYS,),
    commands=(knowledge,),
    contributions={
        erasing.TABLES: (ERASED,),
        "schemas.pack_data": (KnowledgeData(),),
        "documents.owner_gates": (EntryGate(),),
        "schemas.names": (HelpNames(),),
        "home.privacy": (EngineTold(),),
    },
    words=WORDS,
)
