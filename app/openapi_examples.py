"""One worked example per act, on the service of the demonstration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ANSWERS = {"nature": "batiment", "description": "Infiltration au-dessus de la salle 12."}

EXAMPLES: Mapping[tuple[str, str], Any] = {
    ("POST", "/requests"): {
        "service": "travaux", "button": "demander", "on_behalf_of": "0350001A",
        "answers": _ANSWERS, "submit": False,
    },
    ("PATCH", "/requests/<string:ref>/answers"): {"answers": _ANSWERS, "submit": True},
    ("POST", "/requests/<string:ref>/transitions"): {
        "transition": "instruire", "comment": "Dossier complet.", "expected_version": 3,
    },
    ("POST", "/requests/<string:ref>/votes"): {
        "function": "visa-technique", "verdict": "accept", "comment": "", "expected_version": 4,
    },
    ("PATCH", "/requests/<string:ref>/checklist"): {"key": "plans", "done": True},
    ("PATCH", "/requests/<string:ref>/annotations"): {"answers": {"priorite": "haute"}},
    ("POST", "/requests/<string:ref>/messages"): {
        "audience": "applicant", "text": "Pouvez-vous joindre une photographie ?",
    },
    ("POST", "/establishments/<string:code>/members"): {
        "email": "gestion@example.org", "name": "Nora Blin", "rights": ["membre-demandes"],
        "until": "2026-08-31", "purpose": "Gestionnaire cette année.",
    },
    ("POST", "/requests/bulk"): {
        "transition": "demander-complement", "comment": "Il manque le devis.", "dry_run": True,
        "selection": {"requests": [{"ref": "2026-00412", "version": 3}, {"ref": "2026-00413"}]},
    },
    ("POST", "/forms/<string:key>/evaluate"): {"answers": _ANSWERS},
    ("POST", "/records/<string:entity>"): {
        "data": {"uai": "0350001A", "nom": "Collège des Tilleuls"},
    },
    ("PATCH", "/records/<string:entity>/<string:code>"): {
        "data": {"nom": "Collège des Tilleuls"}, "expected_version": 1,
    },
    ("POST", "/definitions/<string:kind>/<string:key>/publish"): {"reason": None},
}  # fmt: skip
