"""The works circuit of four levels, and a shorter one that takes its place over live requests."""

from __future__ import annotations

import copy
from typing import Any

from sqlalchemy import select, update

from catalogue.models import Request
from catalogue.remap_models import RemapRun
from core.actor import HOUSE
from core.database import session
from core.models import Change
from core.running import run_all
from schemas import operations as definitions
from schemas import queries as schemas
from tests.kit.works import circuit

KEY = "travaux-3-niveaux"


def without(*statuses: str, **more: Any) -> dict[str, Any]:
    """The levels without some of their statuses, sound all the same."""
    document = copy.deepcopy(circuit())
    document["statuses"] = [s for s in document["statuses"] if s["key"] not in statuses]
    ways = []
    for way in document["transitions"]:
        way["from"] = [s for s in way["from"] if s not in statuses]
        if way["from"] and way["to"] not in statuses:
            ways.append(way)
    document["transitions"] = ways
    document["timers"] = [t for t in document["timers"] if t["in"] not in statuses]
    document["tests"] = []
    return {**document, **more}


def shorter(**more: Any) -> dict[str, Any]:
    """Visas and commission are gone: what was sent there is decided at once."""
    document = without("visas", "commission")
    for way in document["transitions"]:
        if way["key"] == "reculer":
            way["from"] = ["decision"]
    first = next(s for s in document["statuses"] if s["key"] == "depose")
    first["checklist"] = []
    document["transitions"].append(
        {"key": "proposer", "label": "Proposer", "from": ["depose"], "to": "decision",
         "by": ["gestionnaire"], "bulk": True}
    )  # fmt: skip
    for way in document["transitions"]:
        way["checks"] = [c for c in way.get("checks", ()) if c != "checklist.complete"]
        way["not_same_actor_as"] = []
        way.pop("guard", None)
    return {**document, **more}


def mapped(**status_map: str) -> list[dict[str, Any]]:
    """What becomes of the version in service."""
    version = schemas.live("workflow", KEY)
    assert version is not None
    return [{"from": version.sha256, "status_map": status_map, "default": "ask"}]


def drafted(document: dict[str, Any]) -> Any:
    """Kept as the draft."""
    return definitions.save_draft(HOUSE, "workflow", document["key"], document)


def publish_over(document: dict[str, Any], policy: str = "all") -> Any:
    """In service, and all that follows done."""
    drafted(document)
    version = definitions.publish(HOUSE, "workflow", document["key"], policy=policy)
    session.flush()
    run_all()
    session.expire_all()
    return version


def where(request: Any) -> tuple[str, int]:
    """Status of a request, and the version it runs on."""
    session.expire_all()
    row = session.get_one(Request, request.id)
    assert row.workflow_version_id is not None
    return row.status, schemas.version(row.workflow_version_id).number


def latest_run() -> RemapRun:
    """The last one that was more than a rehearsal."""
    session.expire_all()
    run = session.scalar(
        select(RemapRun).where(RemapRun.mode != "rehearsal").order_by(RemapRun.id.desc()).limit(1)
    )
    assert run is not None
    return run


def acts(request: Any) -> list[str]:
    """What its history tells, in order."""
    query = select(Change.act).where(Change.subject_id == request.id).order_by(Change.id)
    return list(session.scalars(query))


def in_commission(request: Any) -> None:
    """Sent on to the commission, as if its total had asked for it (and for papers)."""
    head = {"status": "commission", "markers": ["depose", "visas", "decision"]}
    session.execute(update(Request).where(Request.id == request.id).values(**head))
    session.expire(request)
