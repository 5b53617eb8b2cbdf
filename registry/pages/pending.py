"""Beside the values of a record: what is proposed in their place, and where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from core.actor import Actor
from core.i18n import _
from core.models import Change
from core.saying import day
from registry import queries
from registry.domain.entity import Entity
from registry.models import Record
from registry.pages.proposal_view import line, said
from registry.queries import Proposed, Seen


def pending(actor: Actor, entity: Entity, record: Record) -> dict[str, Any]:
    """`all` open proposals in sight, and `by_field` the values they would write."""
    seen = queries.proposals_on(actor, entity, record)
    told = [{**line(one), "validators": validators(one)} for one in seen]
    by_field: dict[str, list[dict[str, Any]]] = {}
    for one, drawn in zip(seen, told, strict=True):
        for asked in one.fields:
            if asked.change.goes_in:
                value = said(one, asked.field, asked.change.value)
                by_field.setdefault(asked.field.key, []).append({**drawn, "value": value})
    return {"all": told, "by_field": by_field}


def validators(seen: Proposed) -> str:
    """Whose turn it is: the functions, in words."""
    functions = queries.circuit_of_change(seen.proposal).functions
    named = [functions[f].label for f in seen.proposal.waiting_functions if f in functions]
    return ", ".join(named)


def provenance(entity: Entity, seen: Seen, lines: Sequence[Change]) -> dict[str, str]:
    """Field → where its value comes from, when it came by a proposal: the latest line of history
    about it. History is the proof; nothing else keeps it."""
    latest: dict[str, Change] = {}
    for line_ in lines:  # newest first
        if line_.act in {"record.proposed", "record.proposal-refused"}:
            continue
        for change in line_.patch:
            latest.setdefault(str(change["path"]).lstrip("/"), line_)
    named = {
        key: line_
        for key, line_ in latest.items()
        if line_.act == "record.updated"
        and line_.facts.get("proposal")
        and key in seen.access.reads
    }
    rows = queries.proposals_named({UUID(line_.facts["proposal"]) for line_ in named.values()})
    return {
        key: _told(line_, rows[UUID(line_.facts["proposal"])], key)
        for key, line_ in named.items()
        if key in entity.fields and UUID(line_.facts["proposal"]) in rows
    }


def _told(line_: Change, row: Any, key: str) -> str:
    evidence = any(c["field"] == key and c.get("evidence") for c in row.patch)
    who = {"number": row.number or "", "author": row.made_by_name, "when": day(line_.at),
           "decider": line_.actor_name, "asked": day(row.made_at)}  # fmt: skip
    told = _("Proposition %(number)s de %(author)s, %(asked)s ; acceptée par %(decider)s, %(when)s",
             **who)  # fmt: skip
    return f"{told} · {_('avec justificatif')}" if evidence else told
