"""The plate of the documents."""

from __future__ import annotations

from core.feature import Feature, MenuEntry
from core.i18n import _l
from documents import jobs
from documents.letters import LetterModels
from documents.operations import MAKE_LETTER
from documents.pages import pages
from documents.permissions import Permission
from documents.queries import OWNER_GATES, IssuedGate, UploadGate
from documents.resources import resources
from documents.store import STORE
from documents.sweeping import sweep
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
    jobs={MAKE_LETTER: jobs.make_letter},
    periodic={"documents.sweep": (3600, sweep)},
    contributions={
        "core.file_store": (STORE,),
        OWNER_GATES: (IssuedGate(), UploadGate()),
        "messaging.letter_models": (LetterModels(),),
    },
    words=WORDS,
)
