"""What the jobs of this room are called, and what becomes of a run whose job is called off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from catalogue.models import BulkRun
from core import clock
from core.backlog import JobKind
from core.database import session
from core.i18n import _l


def _called_off(args: Mapping[str, Any]) -> None:
    """The run stops where it stands; whoever launched it may resume it."""
    run = session.get(BulkRun, UUID(args["run"]), with_for_update=True)
    if run is not None and run.state in {"running", "stopping", "undoing"}:
        run.state, run.ended_at = "stopped", clock.now()


JOB_KINDS = (
    JobKind("catalogue.webhook", _l("Message d’un circuit à un autre programme")),
    JobKind("catalogue.bulk", _l("Action sur plusieurs demandes"), _called_off),
    JobKind("catalogue.vacancies", _l("Fonctions que personne ne tient")),
    JobKind("catalogue.form-change", _l("Passage à une nouvelle version d’un formulaire")),
    JobKind("catalogue.bulk-judge", _l("Essai d’une action sur plusieurs demandes")),
    JobKind("catalogue.bulk-undo", _l("Annulation d’une action groupée"), _called_off),
)
