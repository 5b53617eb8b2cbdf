"""« Mes demandes »: the requests of all one's establishments, narrowed; what was received."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from catalogue import queries
from catalogue.models import Request
from catalogue.profiles import Profile
from catalogue.queries.mine import STATES, Received, in_state, services_at
from catalogue.views.following import circuit_for, list_rows
from core.actor import Actor
from core.files import FileRef, store
from core.i18n import _
from core.saying import moment, size
from messaging import queries as messaging
from schemas import queries as schemas
from workflows.domain.circuit import Circuit


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; what it cannot mean is not asked."""

    state: str = ""
    place: str = ""
    service: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str], found: Sequence[Profile]) -> Wanted:
        """Read from an address."""
        state, place = args.get("etat", ""), args.get("etablissement", "")
        return cls(
            state if state in STATES else "",
            place if any(p.code == place for p in found) else "",
            args.get("service", "")[:80].replace("\x00", ""),
        )

    def params(self, **more: Any) -> dict[str, Any]:
        """Back into an address."""
        asked = {"etat": self.state, "etablissement": self.place, "service": self.service, **more}
        return {name: value for name, value in asked.items() if value}


def mine_page(
    actor: Actor, found: Sequence[Profile], wanted: Wanted, cursor: str | None
) -> dict[str, Any]:
    """The list, its narrowings, and what is new."""
    paths = [p.scope_path for p in found if not wanted.place or p.code == wanted.place]
    narrowed = list(in_state(wanted.state))
    if wanted.service:
        narrowed.append(Request.service_key == wanted.service)
    page = queries.requests_at(paths, cursor, narrowed=narrowed)
    return {
        "rows": _rows(actor, page.items),
        "several": len(found) > 1,
        "next_url": url_for("catalogue.mine", **wanted.params(suite=page.next))
        if page.next
        else None,
        "wanted": wanted,
        "narrowed": bool(wanted.params()),
        "states": [
            {
                "label": label,
                "url": url_for(
                    "catalogue.mine", **Wanted(key, wanted.place, wanted.service).params()
                ),
                "current": key == wanted.state,
            }
            for key, label in _state_labels()
        ],
        "places": [(p.code, p.label) for p in found],
        "services": _services([p.scope_path for p in found]),
    }


def _state_labels() -> list[tuple[str, str]]:
    return [
        ("", _("Toutes")),
        ("a-faire", _("À vous d’agir")),
        ("en-cours", _("En cours")),
        ("terminees", _("Terminées")),
        ("brouillons", _("Brouillons")),
    ]


def _services(paths: Sequence[str]) -> list[tuple[str, str]]:
    titles = []
    for key in services_at(paths):
        live = schemas.live("service", key)
        titles.append((key, str(live.body["title"]) if live else key))
    return sorted(titles, key=lambda pair: pair[1])


def _rows(actor: Actor, requests: Sequence[Request]) -> list[dict[str, Any]]:
    """Lines with the step of how many, and in words what is new since the last visit."""
    fresh = messaging.unseen_about(actor, "request", [request.id for request in requests])
    rows = list_rows(actor, requests)
    for row in rows:
        request: Request = row["request"]
        circuit = circuit_for(request)
        row["step"] = step_of(circuit, request.status) if circuit is not None else ""
        row["news"] = fresh.get(request.id, [])
    return rows


def step_of(circuit: Circuit, key: str) -> str:
    """« Étape 2 sur 4 »; a status beside the levels says none."""
    levels = sorted({s.level for s in circuit.statuses if s.level is not None})
    status = circuit.status.get(key)
    if status is None or status.level not in levels:
        return ""
    return _("Étape %(at)s sur %(total)s", at=levels.index(status.level) + 1, total=len(levels))


def received_rows(found: Sequence[Received]) -> list[dict[str, Any]]:
    """Messages and letters as one list."""
    names = [name for one in found if one.message for name in one.message.files]
    files = {str(ref.id): ref for ref in store().describe(names)} if names else {}
    return [_received(one, files) for one in found]


def _received(one: Received, files: Mapping[str, FileRef]) -> dict[str, Any]:
    reference = one.request.reference or one.request.provisional
    row = {
        "when": moment(one.at),
        "iso": one.at.isoformat(),
        "reference": reference,
        "request": one.request.title,
        "place": one.request.establishment_label,
        "url": url_for("catalogue.follow", reference=reference),
        "text": "",
        "files": [],
        "voided": False,
    }
    if one.letter is not None:
        letter = one.letter
        row |= {"title": letter.title, "icon": "envelope-simple", "voided": bool(letter.voided_at)}
        if letter.file_id is not None:
            row["files"] = [{"name": letter.title, "url": _url(letter.file_id)}]
    elif one.message is not None:
        refs = [files[i] for i in one.message.files if i in files]
        row |= {
            "title": _("Message de %(name)s", name=one.message.author_name),
            "icon": "chat-circle-dots",
            "text": one.message.body,
            "files": [
                {"name": f.filename, "url": _url(f.id), "size": size(f.size), "stored": f.state}
                for f in refs
            ],
        }
    return row


def _url(file_id: Any) -> str:
    return url_for("documents.download", file_id=file_id)
