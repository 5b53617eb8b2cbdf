"""What the page of an open status or action posts, written where it differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from schemas.domain.designing.posted import Posted, filled, places, said, text, ticked
from schemas.domain.designing.rows import RowAct, rearranged
from workflows.domain.editing import effects, palettes, votes
from workflows.domain.editing.parts import Document, Part, find, name_for, refused, set_or_drop
from workflows.domain.editing.statuses import ICONS

OUTCOMES: Final = ("accepted", "refused", "withdrawn", "closed")
CHECKLIST, EFFECTS = "checklist", "effects"


def status(document: Document, key: str, posted: Posted) -> Document:
    """Words, looks, kind, rights, check-list and votes of a status."""
    part = _open(document, "statuses", key)
    _words(part, posted, "s")
    _looks(document, part, posted)
    if "s-level" in posted:
        level = said(posted, "s-level")
        set_or_drop(part, "level", int(level[:4]) if level.isdecimal() else None)
    if "s-editable-shown" in posted:
        set_or_drop(part, "editable_by", ticked(posted, "s-editable", part.get("editable_by", ())))
    if "checklist-shown" in posted:
        taken = {said(posted, f"checklist-{n}-key") for n in places(posted, CHECKLIST)}
        rows = [_point(posted, n, taken) for n in places(posted, CHECKLIST)]
        set_or_drop(part, CHECKLIST, rows)
    if "votes-shown" in posted:
        votes.settle(document, part, posted)
    return document


def _words(part: Part, posted: Posted, prefix: str) -> None:
    if f"{prefix}-label" in posted:
        part["label"] = said(posted, f"{prefix}-label")
    if f"{prefix}-help" in posted:
        set_or_drop(part, "help", text(posted, f"{prefix}-help"))


def _looks(document: Document, part: Part, posted: Posted) -> None:
    """Kind, outcome, tone and icon. What was not chosen by hand follows the kind."""
    palette = str(document.get("palette", palettes.DEFAULT))
    before = palettes.meaning_of(part)
    tone, icon = part.get("tone"), part.get("icon")
    follows = (tone == palettes.tone_in(palette, part), icon == ICONS[before])
    kind, outcome = said(posted, "s-kind"), said(posted, "s-outcome")
    if kind:
        part["kind"] = kind
    if part.get("kind") != "final":
        part.pop("outcome", None)
    elif outcome or "outcome" not in part:
        part["outcome"] = outcome or "accepted"
    for name, new, ours in (
        ("tone", palettes.tone_in(palette, part), follows[0]),
        ("icon", ICONS[palettes.meaning_of(part)], follows[1]),
    ):
        chosen = said(posted, f"s-{name}")
        if chosen and chosen != part.get(name):
            part[name] = chosen
        elif ours and palettes.meaning_of(part) != before:
            part[name] = new


def _point(posted: Posted, place: int, taken: set[str]) -> Part:
    """A point of the check-list; its key is made from its first words and stays."""
    start = f"{CHECKLIST}-{place}-"
    label, key = said(posted, f"{start}label"), said(posted, f"{start}key")
    if not key and label:
        key = name_for(label, taken, "point")
        taken.add(key)
    required = said(posted, f"{start}required") == "1"
    more = filled(help=text(posted, f"{start}help"))
    return {"key": key, "label": label, **({"required": True} if required else {}), **more}


def transition(document: Document, key: str, posted: Posted, guard: Any) -> Document:
    """Words, way, who, condition and effects of an action; `guard` is read at the edge."""
    part = _open(document, "transitions", key)
    if "a-label" in posted:
        set_or_drop(part, "label", said(posted, "a-label"))
    if "a-to" in posted:
        part["to"] = said(posted, "a-to")
    for name, field in (("from", "a-from"), ("by", "a-by")):
        if f"{field}-shown" in posted:
            part[name] = ticked(posted, field, part.get(name, ()))
    if "a-direction" in posted:
        set_or_drop(part, "direction", {"back": "back"}.get(said(posted, "a-direction")))
    if "a-shown" in posted:
        set_or_drop(part, "guard", guard)
        if guard is False:
            part["guard"] = guard
    _asked(part, posted)
    if "effects-shown" in posted:
        set_or_drop(part, "actions", effects.read(posted, part.get("actions") or ()))
    return document


def _asked(part: Part, posted: Posted) -> None:
    """Checks, comment, warning, several at once, time to undo, four eyes."""
    for name, field in (("checks", "a-checks"), ("not_same_actor_as", "a-other")):
        if f"{field}-shown" in posted:
            set_or_drop(part, name, ticked(posted, field, part.get(name, ())))
    if "a-comment" in posted:
        set_or_drop(part, "comment", said(posted, "a-comment"))
    if "a-warning" in posted:
        set_or_drop(part, "warning", said(posted, "a-warning").strip())
    if "a-shown" in posted:
        set_or_drop(part, "bulk", said(posted, "a-bulk") == "1")
    if "a-undo" in posted:
        set_or_drop(part, "undo", effects.length(posted, "a-undo", str(part.get("undo", ""))))


def rows(
    document: Document, name: str, key: str, act: RowAct, do: str = ""
) -> tuple[Document, int | None]:
    """A row of the open part added, removed or moved: a point to check, an effect of kind `do`."""
    part = _open(document, name, key)
    if act.list == EFFECTS and name != "statuses":
        setting, blank = "actions", effects.blank(do)
    elif act.list == CHECKLIST and name == "statuses":
        setting, blank = CHECKLIST, {"key": "", "label": ""}
    else:
        raise refused("circuit-edit-gone")
    if act.verb == "add" and act.list == EFFECTS and do not in effects.SETTINGS:
        raise refused("circuit-edit-gone")
    kept, place = rearranged(part.get(setting) or (), act, blank)
    set_or_drop(part, setting, kept)
    return document, place


def general(document: Document, posted: Posted) -> Document:
    """Title, first status and palette of the circuit."""
    if "title" in posted:
        document["title"] = said(posted, "title")
    if "initial" in posted:
        document["initial"] = said(posted, "initial")
    palette = said(posted, "palette")
    if palette and palette != document.get("palette", palettes.DEFAULT):
        palettes.repainted(document, palette)
    return document


def _open(document: Mapping[str, Any], name: str, key: str) -> Part:
    found = find(document, name, key)
    if found is None:
        raise refused("circuit-edit-gone")
    return found
