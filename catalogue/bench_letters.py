"""The figure `letters.1000`: a run of letters at the desk, from launch to files that count.

The baseline sets the same papers one after the other with one compiler, and keeps nothing.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, text

from catalogue.bench_data import KEY, prepare
from catalogue.models import BulkRun
from catalogue.operations import bulk
from catalogue.operations.bulk import Chosen, Wanted
from catalogue.queries import DeskFilter
from core import clock
from core.actor import HOUSE
from core.database import session, unit_of_work
from core.running import run_all
from documents.printing import pdf
from documents.typesetting import paper_of
from schemas import operations as schemas

Figure = dict[str, Any]
COUNT: Final = int(os.environ.get("PREAU_BENCH_LETTERS", "1000"))
LETTER: Final[dict[str, Any]] = {
    "kind": "template", "format": 1, "key": "mesure", "title": "Courrier de mesure",
    "language": "fr", "translations": {}, "channel": "letter", "audience": "applicant",
    "at_desk": True, "subject": "Votre demande {numero}",
    "variables": [
        {"name": name, "label": name} for name in ("numero", "service", "donnees.objet")
    ],
    "blocks": [
        {"p": "Madame, Monsieur,"},
        {"p": "Votre demande {numero} ({service}) a été examinée : {donnees.objet}."},
        {"ol": ["Gardez ce courrier.", "Suivez la demande : {lien}"]},
        {"p": "Nous vous prions de croire à l’expression de nos salutations distinguées."},
    ],
}  # fmt: skip


def figures(owner: Engine) -> Iterator[Figure]:
    """Seconds of a run of letters, and the most memory it took."""
    agent = prepare(owner, COUNT)
    with unit_of_work():
        schemas.save_draft(HOUSE, "template", "mesure", LETTER)
        schemas.publish(HOUSE, "template", "mesure")
    before = _peak(os.getpid())
    with unit_of_work():
        view = DeskFilter.asking(service=[KEY], statut=["depose"])
        run = bulk.prepare(agent, Wanted("letter"), Chosen(view=view))
        bulk.launch(run, settings={"template": "mesure", "name": LETTER["title"]})
        run_id = run.id
    with _watched() as peaks:
        begun = time.perf_counter()
        run_all()
        took = time.perf_counter() - begun
    _checked(run_id)
    own = _peak(os.getpid()) - before
    presses = sum(sorted(peaks.values())[-2:])
    baseline = _one_by_one()
    yield {
        "name": "letters.1000", "value": round(took, 2), "unit": "s",
        "baseline": round(baseline, 2), "ratio": round(took / baseline, 1), "n": COUNT,
    }  # fmt: skip
    yield {
        "name": "letters.1000.memory", "value": round((own + presses) / 1024, 1), "unit": "MB",
        "baseline": 300.0, "ratio": round((own + presses) / 1024 / 300, 2), "n": COUNT,
    }  # fmt: skip


@contextmanager
def _watched() -> Iterator[dict[int, int]]:
    """The most each child of this process held, looked at while they live."""
    peaks: dict[int, int] = {}
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            for task in Path("/proc/self/task").glob("*/children"):
                for child in task.read_text().split():
                    with suppress(OSError):
                        peaks[int(child)] = max(peaks.get(int(child), 0), _peak(int(child)))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peaks
    finally:
        over.set()
        watcher.join()


def _peak(process: int) -> int:
    """Kilobytes a process held at most since it began as a program."""
    status = Path(f"/proc/{process}/status").read_text()
    line = next((one for one in status.splitlines() if one.startswith("VmHWM:")), "VmHWM: 0")
    return int(line.split()[1])


def _checked(run_id: Any) -> None:
    with unit_of_work():
        run = session.get_one(BulkRun, run_id, populate_existing=True)
        numbers = session.scalar(text("SELECT count(DISTINCT number) FROM issued_document"))
        if run.totals.get("done") != COUNT or numbers != COUNT:
            raise RuntimeError(run.totals)


def _one_by_one() -> float:
    kept = {"numero": "2026-00001", "service": "Mesure", "donnees.objet": "Objet"}
    begun = time.perf_counter()
    for number in range(COUNT):
        paper = paper_of(LETTER, kept, title=f"Mesure {number}", at=clock.now())
        pdf(paper.template, paper.data)
    return time.perf_counter() - begun
