"""What the jobs of this room are called, and what becomes of a run whose job is called off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from catalogue.models import BulkRun
from catalogue.remap_models import RemapRun
from core import clock
from core.backlog import JobKind
from core.database import session
from core.i18n import _l


def _called_off(args: Mapping[str, Any]) -> None:
    """The run stops where it stands; whoever launched it may resume it."""
    run = session.get(BulkRun, UUID(args["run"]), with_for_update=True)
    if run is not None and run.state in {"running", "stopping", "undoing"}:
        run.state, run.ended_at = "stopped", clock.now()


def _remap_called_off(args: Mapping[str, Any]) -> None:
    """The same for a run over a circuit; a rehearsal is played again."""
    run = session.get(RemapRun, UUID(args["run"]), with_for_update=True)
    if run is not None and run.state not in {"ready", "done", "undone"}:
        run.state, run.ended_at = "stopped", clock.now()


JOB_KINDS = (
    JobKind("catalogue.webhook", _l("Message d’un circuit à un autre programme")),
    JobKind("catalogue.bulk", _l("Action sur plusieurs demandes"), _called_off),
    JobKind("catalogue.vacancies", _l("Fonctions que personne ne tient")),
    JobKind("catalogue.form-change", _l("Passage à une nouvelle version d’un formulaire")),
    JobKind("catalogue.bulk-judge", _l("Essai d’une action sur plusieurs demandes")),
    JobKind("catalogue.rehearse", _l("Répétition d’un circuit"), _remap_called_off),
    JobKind(
        "catalogue.remap", _l("Passage à une nouvelle version d’un circuit"), _remap_called_off
    ),
    JobKind(
        "catalogue.remap-undo",
        _l("Annulation d’un passage à une nouvelle version d’un circuit"),
        _remap_called_off,
    ),
    JobKind("catalogue.bulk-undo", _l("Annulation d’une action groupée"), _called_off),
)
