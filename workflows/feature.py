"""The plate of the room of circuits."""

from __future__ import annotations

from core.feature import Feature
from workflows.changes import WorkflowChanges
from workflows.kind import WorkflowKind
from workflows.operations import acting, firing, timing
from workflows.pages import pages
from workflows.pictures import CircuitPicture
from workflows.words import WORDS

FEATURE = Feature(
    name="workflows",
    blueprints=(pages,),
    contributions={
        "schemas.kinds": (WorkflowKind(),),
        "schemas.changes": (WorkflowChanges(),),
        "schemas.pictures": (CircuitPicture(),),
    },
    jobs={acting.KIND: acting.run, timing.KIND: firing.run},
    periodic={"workflows.timers": (15, timing.sweep)},
    words=WORDS,
)
