"""A request is erased: answers, files, messages, letters, steps; its number is not given again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select

from catalogue.domain.keeping import ends
from catalogue.models import OutboundDelivery, Request
from core import clock, erasure
from core.actor import Actor
from core.database import session
from core.erasing import Foreseen
from core.errors import Forbidden, NotFound
from core.history import record
from core.i18n import _, _l, ngettext
from core.saying import moment
from messaging import operations as messaging
from schemas import queries as schemas

KIND = "request"
ERASED = "request.erased"


class RequestErasing:
    """Fills `core.erasable`."""

    key = KIND
    label = _l("Une demande")
    hint = _l("Son numéro, celui d’un brouillon compris.")

    def find(self, text: str) -> UUID | None:
        wanted = text.strip()
        return session.scalar(
            select(Request.id).where(
                or_(Request.reference == wanted, Request.provisional == wanted)
            )
        )

    def foresee(self, actor: Actor, subject_id: UUID) -> Foreseen:
        request = _standing(subject_id)
        counted = erasure.count(erasure.all_of(KIND, subject_id))
        files, messages = counted.get("stored_file", 0), counted.get("message", 0)
        goes = [
            _("Les réponses, celles des agents comprises, et ce qui en a été corrigé."),
            ngettext("%(num)s fichier, courriers compris ; ses octets partent dans l’heure.",
                     "%(num)s fichiers, courriers compris ; leurs octets partent dans l’heure.",
                     files),
            ngettext("%(num)s message et les courriels qui parlent de la demande.",
                     "%(num)s messages et les courriels qui parlent de la demande.", messages),
            _("Les étapes, avis et échéances, et le contenu de l’historique."),
        ]  # fmt: skip
        stays = [
            _("Le numéro, le téléservice et les dates, dans le registre des effacements : le "
              "numéro ne sert plus jamais."),
            _("Dans l’historique : qui a fait quoi, et quand."),
            _("Un export déjà fait, jusqu’à son expiration, chez qui l’a demandé."),
        ]  # fmt: skip
        url = f"/demandes/{request.reference or request.provisional}"
        return Foreseen(_title(request), url, goes, stays, _refusal(request))

    def still_due(self, subject_id: UUID) -> bool:
        """Whether its time is over today as well, under the service as it is now."""
        request = session.get(Request, subject_id)
        end = end_of(request) if request is not None else None
        return end is not None and end <= clock.today()

    def erase(self, actor: Actor, subject_id: UUID) -> Mapping[str, Any]:
        request = _standing(subject_id, lock=True)
        if _refusal(request):
            raise Forbidden(_refusal(request))
        version, facts = request.version, facts_of(request)
        names = [n for n in (request.reference, request.provisional) if n]
        everything = erasure.all_of(KIND, subject_id)
        session.execute(delete(OutboundDelivery).where(OutboundDelivery.ref.in_(names)))
        erasure.remove(everything)
        messaging.forget_about(names)
        erasure.silence(actor, everything)
        record(actor, KIND, subject_id, ERASED, version=version)
        return facts


def facts_of(request: Request) -> dict[str, Any]:
    """What the register says of it."""
    closed = request.closed_at
    return {
        "number": request.reference or request.provisional,
        "service": request.service_key,
        "closed_on": closed.astimezone(clock.PARIS).date().isoformat() if closed else "",
    }


def _title(request: Request) -> str:
    version = schemas.live("service", request.service_key)
    service = version.body["title"] if version is not None else request.service_key
    number = request.reference or request.provisional
    if request.submitted_at is None:
        return _("Brouillon %(number)s, « %(service)s »", number=number, service=service)
    return _("Demande %(number)s, « %(service)s », déposée %(when)s", number=number,
             service=service, when=moment(request.submitted_at))  # fmt: skip


def end_of(request: Request) -> date | None:
    """The day it has been kept long enough; None: it is open, or no end is said.

    The retention of the live service holds for all its requests, old ones too: the law looks at the
    purpose, not at the form one filled in. A service that was withdrawn keeps its last word.
    """
    if request.closed_at is None:
        return None
    service = schemas.live("service", request.service_key)
    body = (service or schemas.version(request.service_version_id)).body
    return ends(request.closed_at.astimezone(clock.PARIS).date(), body.get("retention", ""))


def _standing(request_id: UUID, *, lock: bool = False) -> Request:
    query = select(Request).where(Request.id == request_id)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound
    return found


def _refusal(request: Request) -> str:
    if request.submitted_at is not None and request.closed_at is None:
        return _("Cette demande est encore en cours : menez-la d’abord à son terme.")
    return ""


REQUEST = RequestErasing()
