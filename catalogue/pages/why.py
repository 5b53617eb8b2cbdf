"""« Pourquoi puis-je voir ceci ? » for a request."""

from __future__ import annotations

from flask import url_for

from catalogue import queries
from catalogue.explaining import may_ask_who_else, watching, why_seen
from catalogue.pages.blueprint import pages
from core.access import signed_in
from core.web import current_actor, render


@pages.get("/demandes/<reference>/pourquoi")
@signed_in(because="whoever sees the request may ask why; the query looks")
def why(reference: str) -> str:
    """The chain from role to request; and, for those who look after rights, who else sees it."""
    actor = current_actor()
    seen = queries.request_for(actor, reference)
    return render(
        "catalogue/why.html",
        request_row=seen.request,
        back=url_for("catalogue.follow", reference=reference),
        reasons=[text for _code, text in why_seen(actor, seen)],
        watching=watching(seen) if may_ask_who_else(actor, seen) else None,
    )
