"""The plate of the documents."""

from __future__ import annotations

from core import erasing
from core.backlog import KINDS, JobKind
from core.feature import Feature, MenuEntry
from core.i18n import _l
from core.jobs import Chunked
from documents import jobs
from documents.commands import files
from documents.erased import ERASED
from documents.letters import LetterModels
from documents.operations import EXPORT, MAKE_LETTER, export_called_off, forget_exports
from documents.pages import pages
from documents.permissions import Permission
from documents.queries import OWNER_GATES, IssuedGate, UploadGate
from documents.resources import resources
from documents.scanning import SCAN, scan_what_waits
from documents.store import STORE
from documents.sweeping import sweep
from documents.touches import DocumentTouches
from documents.words import WORDS

FEATURE = Feature(
    name="documents",
    blueprints=(pages, resources),
    permissions=(Permission,),
    menus=(
        MenuEntry(
            key="failed-letters",
            label=_l("Courriers à refaire"),
            endpoint="documents.failed_letters",
            icon="file-text",
            place="admin",
            shown=lambda actor: actor.holds(Permission.LETTERS_REPAIR),
            order=70,
        ),
    ),
    commands=(files,),
    jobs={MAKE_LETTER: jobs.make_letter, EXPORT: Chunked(jobs.make_export), SCAN: jobs.scan_file},
    periodic={
        "documents.sweep": (3600, sweep),
        "documents.scan": (3600, scan_what_waits),
        "documents.forget-exports": (3600, forget_exports),
    },
    contributions={
        erasing.TABLES: (ERASED,),
        "core.file_store": (STORE,),
        KINDS: (
            JobKind(EXPORT, _l("Export d’une liste"), export_called_off),
            JobKind(SCAN, _l("Analyse antivirus d’un fichier")),
        ),
        OWNER_GATES: (IssuedGate(), UploadGate()),
        "messaging.letter_models": (LetterModels(),),
        "schemas.touches": (DocumentTouches(),),
    },
    words=WORDS,
)
