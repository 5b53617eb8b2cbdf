"""What an answer may lead to. Rooms above say it at `knowledge_base.targets`; screens are our own.

A filler has `key`, `found(actor, value) -> Target | None` (what this reader is led to),
`choices() -> [(value, label)]` for whoever writes, and `stands(value) -> bool`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from core.actor import Actor
from core.contributions import one_of

POINT: Final = "knowledge_base.targets"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a block leads, in words."""

    label: str
    url: str
    text: str = ""


def value_of(block: Mapping[str, Any]) -> str:
    """What a block names: the key of a service, and the step of its form."""
    if block.get("type") == "step":
        return f"{block.get('service', '')}/{block.get('page', '')}"
    return str(block.get("service", ""))


def target_for(actor: Actor, block: Mapping[str, Any]) -> Target | None:
    """Where this reader is led; None when it is gone, or not for them."""
    kind = str(block.get("type"))
    if kind == "screen":
        to, label = str(block.get("to", "")), str(block.get("label", ""))
        return Target(label or to, to) if is_screen(to) else None
    source = one_of(POINT, kind)
    found: Target | None = source.found(actor, value_of(block)) if source else None
    label = str(block.get("label") or "")
    return Target(label or found.label, found.url, found.text) if found else None


def choices_of(kind: str) -> list[tuple[str, str]]:
    """What a writer may choose."""
    source = one_of(POINT, kind)
    return list(source.choices()) if source else []


def stands(block: Mapping[str, Any]) -> bool:
    """Whether what a block names is there at all, whoever reads."""
    if block.get("type") == "screen":
        return is_screen(str(block.get("to", "")))
    source = one_of(POINT, str(block.get("type")))
    return bool(source and source.stands(value_of(block)))


def is_screen(to: str) -> bool:
    """Whether an address is a page of this house that one may open."""
    if not to.startswith("/") or to.startswith("//") or any(ord(c) <= 32 or c == "\\" for c in to):
        return False
    try:
        path = urlsplit(to).path
        current_app.url_map.bind("").match(path, method="GET")
    except RequestRedirect:
        return True
    except (HTTPException, ValueError):
        return False
    return True
