"""Why the caller sees a request, for programs."""

from __future__ import annotations

from typing import Any

from catalogue import queries
from catalogue.explaining import why_seen
from catalogue.resources.blueprint import resources
from catalogue.serializers import SeenBecause
from core.access import signed_in
from core.api import answers
from core.web import current_actor


@resources.get("/requests/<reference>/explain")
@signed_in(because="whoever sees the request may ask why; the query looks")
@answers(SeenBecause)
def explain_request(reference: str) -> dict[str, Any]:
    """From which side the caller sees this request, and by which chains of rights."""
    actor = current_actor()
    seen = queries.request_for(actor, reference)
    return {
        "side": seen.side,
        "functions": sorted(seen.functions),
        "reasons": [{"code": code, "message": text} for code, text in why_seen(actor, seen)],
    }
