"""The list of what waits, answered in one gesture: what was ticked is accepted, or refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from core.access import signed_in
from core.database import unit_of_work
from core.errors import BadInput
from core.i18n import _, ngettext
from core.web import current_actor, flash_notice, go
from registry.operations.deciding_many import Chosen, Fate, decide_many
from registry.pages.blueprint import pages
from registry.pages.proposals import OWN

#: Lines of one page; refusals told one by one, the rest counted.
MOST: Final = 50
TOLD: Final = 5


@pages.post("/propositions/decisions")
@signed_in(because=OWN)
def decide_on_several() -> Response:
    """Each is decided as on its own page; what could not be is told, with why."""
    actor, verdict = current_actor(), request.form.get("verdict", "")
    chosen = list(_chosen())
    comment = request.form.get("comment", "").replace("\x00", "").strip()[:1000]
    location = url_for("registry.waiting")
    if verdict not in {"accept", "refuse"} or len(chosen) > MOST:
        raise BadInput
    if not chosen:
        flash_notice(_("Cochez d’abord des propositions."), "sun")
        return go(location)
    if verdict == "refuse" and not comment:
        flash_notice(
            _("Dites pourquoi vous refusez : les personnes qui ont proposé le liront."), "sun"
        )
        return go(location)
    with unit_of_work(idempotent=True) as work:
        fates = decide_many(actor, chosen, accept=verdict == "accept", comment=comment)
        work.outcome["location"] = location
    _tell(fates)
    return go(location)


def _chosen() -> Iterator[Chosen]:
    """`id:version:version of the record`, as the list shows them."""
    for each in dict.fromkeys(request.form.getlist("choix")):
        try:
            proposal, version, record = each.split(":")
            yield Chosen(UUID(proposal), int(version[:9]), int(record[:9]))
        except ValueError as fault:
            raise BadInput from fault


def _tell(fates: list[Fate]) -> None:
    kept = [fate for fate in fates if fate.because]
    done = len(fates) - len(kept)
    if done:
        flash_notice(
            ngettext("%(num)s réponse enregistrée.", "%(num)s réponses enregistrées.", done)
        )
    for fate in kept[:TOLD]:
        flash_notice(f"{fate.label} : {fate.because}", "sun")
    rest = len(kept) - TOLD
    if rest > 0:
        more = ngettext("Et %(num)s autre, inchangée.", "Et %(num)s autres, inchangées.", rest)
        flash_notice(more, "sun")
