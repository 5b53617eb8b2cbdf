"""Administrators are told when a connector stops: nothing leaves by it until they look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts import queries as accounts
from accounts.queries.scopes import ROOT
from catalogue.notice_kinds import RequestNotice
from catalogue.outbound_models import OutboundLine
from core import clock
from core.i18n import _, _l
from messaging import operations as messaging
from schemas import queries as schemas
from schemas.permissions import Permission

#: Why a line stands still → what administrators read.
STOPPED: Mapping[str, Any] = {
    "silent": _l("aucune réponse favorable depuis une journée d’essais"),
    "gone": _l("l’autre logiciel a répondu qu’il n’est plus là (410)"),
    "address": _l("son adresse n’est pas permise : seules les adresses publiques en https le sont"),
    "by-hand": _l("une personne l’a arrêté"),
}
_NAME = _l("nom introuvable : vérifiez l’adresse")
_CUT = _l("connexion coupée avant la réponse")
#: How a try failed (`core.outbound`) → what administrators read.
FAILED: Mapping[str, Any] = {
    "gaierror": _NAME,
    "NoAddress": _NAME,
    "UnicodeError": _NAME,
    "TimeoutError": _l("pas de réponse à temps"),
    "ConnectionRefusedError": _l("connexion refusée"),
    "ConnectionResetError": _CUT,
    "BrokenPipeError": _CUT,
    "RemoteDisconnected": _CUT,
    "IncompleteRead": _CUT,
    "SSLCertVerificationError": _l("certificat refusé"),
    "OutboundRefused": STOPPED["address"],
}
UNREADABLE = _l("aucune réponse lisible")
#: Acts of history → what administrators read.
ACTS: Mapping[str, Any] = {
    "connector.subscribed": _l("Journal réglé"),
    "connector.switched-on": _l("Remis en marche"),
    "connector.switched-off": _l("Arrêté"),
    "connector.replayed": _l("Journal renvoyé"),
    "connector.key-changed": _l("Nouvelle clé de signature"),
    "connector.former-key-ended": _l("Fin de l’ancienne clé"),
}


def _stopped(facts: Mapping[str, Any], _count: int) -> str:
    because = STOPPED.get(str(facts.get("because")), STOPPED["silent"])
    return _(
        "Le connecteur « %(title)s » est arrêté : %(because)s. Rien n’est perdu, remettez-le en "
        "marche quand l’autre logiciel répond.",
        title=facts["title"],
        because=str(because),
    )


CONNECTOR_NOTICES = (
    RequestNotice(
        "connector.stopped",
        _l("un connecteur s’arrête parce que l’autre logiciel ne répond plus"),
        "plug",
        "brick",
        _stopped,
    ),
)


def tell_of_stop(line: OutboundLine) -> None:
    """Everybody who publishes connectors, once for each stop."""
    live = schemas.live("connector", line.connector)
    people = accounts.accounts_with(Permission.DEFINITIONS_PUBLISH, ROOT)
    stopped = line.disabled_at or clock.now()
    messaging.notify(
        {person.id for person in people},
        "connector.stopped",
        once=f"connector:{line.connector}:{stopped.isoformat()}",
        facts={
            "title": str(live.body["title"]) if live else line.connector,
            "because": line.disabled_because,
        },
        url=f"/administration/connecteurs/{line.connector}",
    )
