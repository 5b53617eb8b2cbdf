"""A circuit published anew over live requests: rehearsed, carried over, taken back, placed by hand.

`Stage` sees requests under the newer version; `carry` plays a chunk in memory, for a rehearsal as
for a run. The runners are those of the jobs `catalogue.rehearse`, `catalogue.remap` and
`catalogue.remap-undo`, each resumed from its last chunk.
"""

from catalogue.operations.remapping import rehearsing, running, undoing
from catalogue.operations.remapping.placing import place, places_for
from catalogue.operations.remapping.recording import RemapGate, blocking, record
from catalogue.operations.remapping.rehearsing import rehearse
from catalogue.operations.remapping.steering import at_work, follow, resume, stop, undo

__all__ = [
    "RemapGate",
    "at_work",
    "blocking",
    "follow",
    "place",
    "places_for",
    "record",
    "rehearse",
    "rehearsing",
    "resume",
    "running",
    "stop",
    "undo",
    "undoing",
]
