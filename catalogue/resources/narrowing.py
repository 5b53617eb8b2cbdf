"""`filter[…]` and `sort` of the list of requests: names for programs, the same gate as the desk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from catalogue.domain.desk import DEFAULT_ORDER, DeskFilter
from core.errors import BadInput, Invalid
from core.problems import Problem

_NAME = re.compile(r"filter\[([A-Za-z0-9_.-]{1,120})\](?:\[(gte|lte)\])?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: Names of programs → those of the desk.
FIELDS = {
    "service": "service",
    "status": "statut",
    "kind": "nature",
    "agent": "agent",
    "establishment": "etablissement",
    "scope": "territoire",
    "late": "retard",
    "tag": "etiquette",
    "mine": "tour",
    "submitted": "depose",
    "arrived": "arrivee",
    "due": "echeance",
    "active": "activite",
}
_VALUES = {
    "kind": {"agency": "agence", "applicant": "demandeur", "closed": "fin"},
    "agent": {"me": "moi", "none": "aucun", "me-or-none": "moi-ou-aucun"},
    "late": {"true": "oui"},
    "mine": {"true": "moi"},
}
SORTS = {
    "number": "numero",
    "establishment": "etablissement",
    "arrived": "arrivee",
    "submitted": "depose",
    "due": "echeance",
    "active": "activite",
    "agent": "agent",
}
#: What an applicant may not narrow by: facts of the side of the agents, whose turn it is there.
_OF_AGENTS = {"agent", "tag", "mine", "scope"}
_ANSWER = "answers."
_SEVERAL = {"service", "status", "kind", "tag"}
_KNOWN = {"q", "cursor", "limit", "sort"}


def is_named(name: str) -> bool:
    """Whether the list knows a field under this name."""
    return name in FIELDS or name.startswith(_ANSWER)


def wanted_of(asked: Mapping[str, Any]) -> DeskFilter:
    """What a query string asks for; several values of one name are told apart by commas."""
    fields: dict[str, list[str]] = {}
    for name, value in asked.items():
        if name in _KNOWN:
            continue
        matched = _NAME.fullmatch(name)
        if matched is None:
            raise Invalid([Problem(f"/{name[:80]}", "api-unknown")])
        field, comparison = matched.groups()
        fields[_named(field, comparison, str(value))] = _values(field, str(value))
    order = asked.get("sort") or ""
    return DeskFilter.of({"fields": fields, "text": asked["q"], "order": _order(order)})


def own_of(asked: Mapping[str, Any]) -> DeskFilter:
    """The same from an applicant, whose list has one order and tells nothing of the agents."""
    named = {matched[1] for matched in map(_NAME.fullmatch, asked) if matched is not None}
    if asked["sort"] or any(n in _OF_AGENTS or n.startswith(_ANSWER) for n in named):
        raise BadInput
    return wanted_of(asked)


def _named(field: str, comparison: str | None, value: str) -> str:
    answer = field.startswith(_ANSWER)
    if not answer and field not in FIELDS:
        raise BadInput
    known = "r." + field.removeprefix(_ANSWER) if answer else FIELDS[field]
    if comparison is None:
        return known
    ends = ("-min", "-max") if answer and not _DAY.fullmatch(value) else ("-du", "-au")
    return known + ends[comparison == "lte"]


def _values(field: str, value: str) -> list[str]:
    several = field in _SEVERAL or field.startswith(_ANSWER)
    values = [part for part in value.split(",") if part] if several else [value]
    meant = _VALUES.get(field, {})
    if field in {"kind", "late", "mine"} and not set(values) <= set(meant):
        raise BadInput
    return [meant.get(part, part) for part in values]


def _order(sort: str) -> str:
    if not sort:
        return DEFAULT_ORDER
    down, key = sort[:1] == "-", sort.removeprefix("-")
    if key.startswith(_ANSWER):
        key = "r." + key.removeprefix(_ANSWER)
    elif key in SORTS:
        key = SORTS[key]
    else:
        raise BadInput
    return f"{'-' if down else ''}{key}"
