"""Start buttons: each with its words, its form and its condition."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from schemas.domain.designing.posted import Posted, places, said
from schemas.domain.designing.rows import RowAct, rearranged

#: What a button is called as long as nobody named it.
UNNAMED = "demander"
_LONGEST = 63


def key_of(label: str, taken: Collection[str]) -> str:
    """A key from the words of a button, unlike those of its neighbours."""
    folded = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", folded).strip("-").lstrip("0123456789-")
    stem = stem[: _LONGEST - 4].rstrip("-") or UNNAMED
    names = [stem, *(f"{stem}-{n}" for n in range(2, 60))]
    return next((name for name in names if name not in taken), names[-1])


def with_buttons(
    document: dict[str, Any], posted: Posted, conditions: Mapping[int, Any], frozen: Collection[str]
) -> dict[str, Any]:
    """The document with the buttons of the page, in its order.

    A key that was published stays for ever (requests are found by it); others follow their words.
    """
    if "buttons-shown" not in posted:
        return document
    stood = {one.get("key"): one.get("label") for one in document.get("buttons", ())}
    found: list[dict[str, Any]] = []
    taken = {
        said(posted, f"buttons-{n}-key") for n in places(posted, "buttons")
    } & set(frozen)  # fmt: skip
    for place in places(posted, "buttons"):
        start = f"buttons-{place}-"
        label, kept = said(posted, f"{start}label"), said(posted, f"{start}key")
        stays = kept in frozen or (kept in stood and stood[kept] == label and kept not in taken)
        key = kept if stays else key_of(label, taken)
        taken.add(key)
        condition = conditions.get(place)
        button = {"key": key, "label": label, "form": said(posted, f"{start}form")}
        found.append({**button, "when": True if condition is None else condition})
    document["buttons"] = found
    return document


def moved(document: dict[str, Any], act: RowAct) -> tuple[dict[str, Any], int | None]:
    """A button added, removed or moved."""
    listed = document.get("buttons", [])
    key = key_of("", {one.get("key") for one in listed})
    blank = {"key": key, "label": "", "form": "", "when": True}
    rows, place = rearranged(listed, act, blank)
    return {**document, "buttons": rows}, place


def with_form(document: dict[str, Any], place: int, form: str) -> dict[str, Any]:
    """The button at `place` leads to `form`."""
    buttons = [dict(one) for one in document.get("buttons", ())]
    if place < len(buttons):
        buttons[place]["form"] = form
    return {**document, "buttons": buttons}
