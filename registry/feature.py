"""The plate of the registry."""

from __future__ import annotations

from core import erasing
from core.actor import Actor
from core.backlog import KINDS, JobKind
from core.feature import Feature, MenuEntry
from core.i18n import _l
from core.jobs import Chunked
from registry import commands, noticing, operations, queries
from registry.changes import EntityChanges
from registry.circuit_uses import ChangeUses
from registry.condition_names import NAMES
from registry.editor import ENTITY_EDITOR
from registry.erased import ERASED
from registry.erasing import RECORD_ERASING
from registry.establishment_field import ESTABLISHMENT
from registry.exporting import RECORDS
from registry.gates import ChangeGate
from registry.kinds import ENTITY
from registry.list_source import LIST_SOURCE
from registry.menu import MenuName, waiting_count
from registry.noticing import NOTICES, RecordHearing
from registry.pack_data import PACK_DATA
from registry.pages import pages
from registry.palette import FoundRecords
from registry.permissions import Permission
from registry.proposal_resources import proposals as proposal_resources
from registry.record_field import RECORD
from registry.resources import resources
from registry.subjects import ChangeSubjects, NotifyOfChange
from registry.touches import RegistryTouches
from registry.words import WORDS

__all__ = ["FEATURE", "noticing"]


def _reads(actor: Actor) -> bool:
    return actor.holds(Permission.RECORDS_READ)


def _answers(actor: Actor) -> bool:
    return actor.holds(Permission.RECORDS_WRITE) and queries.may_answer(actor)


def _proposals(place: str, order: int) -> MenuEntry:
    label = _l("Modifications proposées")
    at = "registry.waiting"
    return MenuEntry(
        f"proposals-{place}", label, at, "note-pencil", place, _answers, order, waiting_count
    )


FEATURE = Feature(
    name="registry",
    blueprints=(pages, resources, proposal_resources),
    permissions=(Permission,),
    menus=(
        MenuEntry("records", MenuName(), "registry.index", "buildings", "desk", _reads, 40),
        _proposals("desk", 45),
        _proposals("admin", 52),
        MenuEntry("records-admin", MenuName(), "registry.index", "buildings", "admin", _reads, 50),
        MenuEntry(
            "imports",
            _l("Imports"),
            "registry.imports",
            "upload-simple",
            "admin",
            queries.may_import,
            51,
        ),
    ),
    commands=(commands.records,),
    jobs={
        "registry.reindex": operations.reindex,
        operations.IMPORT: Chunked(operations.import_step),
    },
    periodic={
        "registry.forget-tries": (3600, operations.forget_tries),
        "registry.forget-words": (3600, operations.forget_words),
    },
    contributions={
        erasing.KINDS: (RECORD_ERASING,),
        erasing.TABLES: (ERASED,),
        "schemas.kinds": (ENTITY,),
        "schemas.editors": (ENTITY_EDITOR,),
        "schemas.changes": (EntityChanges(),),
        "schemas.touches": (RegistryTouches(),),
        "schemas.names": NAMES,
        "schemas.list_sources": (LIST_SOURCE,),
        "schemas.pack_data": (PACK_DATA,),
        "core.palette": (FoundRecords(),),
        KINDS: (JobKind(operations.IMPORT, _l("Import d’un fichier"), operations.called_off),),
        "documents.owner_gates": (ChangeGate(),),
        "workflows.actions": (NotifyOfChange(),),
        "workflows.subjects": (ChangeSubjects(),),
        "workflows.uses": (ChangeUses(),),
        "messaging.notice_kinds": NOTICES,
        "messaging.notice_gates": (RecordHearing(),),
        "documents.exports": (RECORDS,),
        "form_factory.field_types": (ESTABLISHMENT, RECORD),
    },
    words=WORDS,
)
