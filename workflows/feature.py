"""The plate of the room of circuits."""

from __future__ import annotations

from core import erasing
from core.feature import Feature
from core.jobs import Chunked
from workflows.changes import WorkflowChanges
from workflows.editing_words import EDITING_WORDS
from workflows.erased import ERASED
from workflows.kind import WorkflowKind
from workflows.operations import acting, timing, working
from workflows.pages import pages
from workflows.pages.editing.editor import CircuitEditor
from workflows.pictures import CircuitPicture
from workflows.timer_words import TIMER_WORDS
from workflows.words import WORDS

FEATURE = Feature(
    name="workflows",
    blueprints=(pages,),
    contributions={
        erasing.TABLES: (ERASED,),
        "schemas.kinds": (WorkflowKind(),),
        "schemas.changes": (WorkflowChanges(),),
        "schemas.editors": (CircuitEditor(),),
        "schemas.pictures": (CircuitPicture(),),
    },
    jobs={
        acting.KIND: acting.run,
        timing.KIND: working.run_alone,
        timing.DUE: Chunked(working.run),
    },
    periodic={"workflows.timers": (15, timing.sweep)},
    words={**WORDS, **TIMER_WORDS, **EDITING_WORDS},
)
