"""A waiting request handed to the function that stands in, or to one the circuit names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalogue.events import RequestHanded
from catalogue.handing import FALLBACK, handed_of
from catalogue.models import Request
from catalogue.standing import KIND
from core import clock
from core.actor import HOUSE
from core.database import session
from core.events import announce
from core.history import record
from workflows import queries as workflows
from workflows.domain.circuit import Circuit


def hand(request: Request, to: str, only: frozenset[str] | None = None) -> bool:
    """For this stay, whoever holds `to` may do what is awaited from others; whether it changed
    anything. The row is locked by the caller."""
    if request.workflow_version_id is None or request.closed_at is not None:
        return False
    circuit = workflows.bridge_of(request.workflow_version_id).circuit
    known = handed_of(request)
    fresh = {
        function: target
        for function, target in _targets(circuit, request, to).items()
        if known.get(function) != target and (only is None or function in only)
    }
    if not fresh:
        return False
    request.handed = {"entry": request.entry_no, "to": {**known, **fresh}}
    turns = [*request.waiting_functions, *fresh.values()]
    request.waiting_functions = list(dict.fromkeys(turns))
    request.updated_at = clock.now()
    session.flush()
    facts = {"functions": _labels(circuit, fresh), "to": _labels(circuit, fresh.values())}
    record(HOUSE, KIND, request.id, "request.handed", version=request.version, facts=facts)
    targets = ",".join(dict.fromkeys(fresh.values()))
    announce(RequestHanded(request.id, request.entry_no, targets))
    return True


def _targets(circuit: Circuit, request: Request, to: str) -> Mapping[str, str]:
    """Which functions that are awaited go to which: only from agents, only to agents."""
    found = {}
    agents = {key for key, one in circuit.functions.items() if one.source == "group"}
    for key in request.waiting_functions:
        if key not in agents:
            continue
        target = circuit.functions[key].fallback if to == FALLBACK else to
        if target != key and target in agents:
            found[key] = target
    return found


def _labels(circuit: Circuit, keys: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(circuit.functions[key].label for key in keys))
