"""How the questions of a foreign form are laid out: their order, their pages, their widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

#: Their widget → ours, by what it may hold.
WIDGETS: Final[Mapping[tuple[str, str], str]] = {
    ("textarea", "string"): "textarea", ("email", "string"): "email", ("uri", "string"): "url",
    ("radio", "choice"): "radio", ("select", "choice"): "select",
    ("radio", "boolean"): "yesno", ("select", "boolean"): "yesno",
    ("checkbox", "boolean"): "checkbox", ("checkboxes", "choices"): "checkboxes",
}  # fmt: skip


def pages_of(
    items: Sequence[dict[str, Any]], properties: Mapping[str, Any], title: str, intro: str
) -> list[dict[str, Any]]:
    """Plain questions together; each group of questions on a page of its own."""
    pages: list[dict[str, Any]] = []
    gathering = False
    for item in items:
        part = properties[item["field"].lstrip("/")]
        group = part.get("type") == "object"
        if group or not gathering:
            name = str(part["title"]) if group else title
            pages.append({"id": f"p{len(pages) + 1}", "title": name, "items": []})
        gathering = not group
        pages[-1]["items"].append(item)
    if intro:
        pages[0]["intro"] = intro[:5000]
    return pages


def ordered(asked: Mapping[str, Any], order: Any) -> list[str]:
    """As `ui:order` says; "*" stands for all that it does not name."""
    names = [n for n in order if isinstance(n, str)] if isinstance(order, list) else []
    rest = [name for name in asked if name not in names]
    found: list[str] = []
    for name in names or ["*"]:
        found += rest if name == "*" else [name] if name in asked else []
    return [*found, *(name for name in asked if name not in found)]


def under(at: str, name: str) -> str:
    return f"{at}/properties/{name.replace('~', '~0').replace('/', '~1')}"
