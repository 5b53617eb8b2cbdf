"""One act on many requests: prepared, foreseen, launched, stopped, resumed, taken back.

`CHUNK` requests share a transaction; the runners are those of the jobs `catalogue.bulk`,
`catalogue.bulk-judge` and `catalogue.bulk-undo`, each resumed from its last chunk.
"""

from catalogue.operations.bulk.foreseeing import judge_step
from catalogue.operations.bulk.letters import letter_templates, once_of
from catalogue.operations.bulk.preparing import Chosen, Wanted, prepare, sweep, told_at_once
from catalogue.operations.bulk.running import CHUNK, run_step
from catalogue.operations.bulk.steering import launch, launch_when_ready, resume, stop, undo
from catalogue.operations.bulk.undoing import undo_step

__all__ = [
    "CHUNK",
    "Chosen",
    "Wanted",
    "judge_step",
    "launch",
    "launch_when_ready",
    "letter_templates",
    "once_of",
    "prepare",
    "resume",
    "run_step",
    "stop",
    "sweep",
    "told_at_once",
    "undo",
    "undo_step",
]
