"""The drawing of a circuit on the page of its definition: fills the point `schemas.pictures`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.i18n import _
from workflows.drawing import drawing_of
from workflows.queries import circuit_of

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion


class CircuitPicture:
    """Statuses and ways, read only."""

    key = "circuit"
    kind = "workflow"

    def picture(self, version: DefinitionVersion) -> dict[str, Any]:
        """The circuit in service, in the words of its reader."""
        return {
            "title": _("Le circuit"),
            "template": "workflows/_picture.html",
            "drawing": drawing_of(circuit_of(version.id)),
        }
