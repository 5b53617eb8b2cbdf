"""« Pourquoi puis-je voir ceci ? »: the chain from role to field, as sentences."""

from __future__ import annotations

from core.access import signed_in
from core.web import current_actor, render
from registry import queries
from registry.explaining import Explainer, fields_told, watching
from registry.pages.blueprint import pages
from registry.pages.shown import address


@pages.get("/fiches/<entity>/<code>/pourquoi")
@signed_in(because="whoever sees the record may ask why; the query looks")
def why(entity: str, code: str) -> str:
    """Role, scope, dates, rule, result, for the record and for each field; and who else sees it."""
    actor = current_actor()
    record = queries.record_for(actor, entity, code)
    found = queries.live_entity(entity)
    explainer = Explainer(actor, found, record)
    return render(
        "registry/why.html", entity=found, record=queries.seen(actor, found, record),
        address=address, reasons=[text for _code, text in explainer.seeing()[1]],
        fields=fields_told(explainer), watching=watching(actor, found, record),
    )  # fmt: skip
