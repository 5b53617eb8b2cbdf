"""Reads the settings of an item as they were posted and writes what differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from core.errors import Invalid
from core.problems import Problem
from form_factory.domain import editing
from form_factory.domain.editing import Edited, Former, Spot
from form_factory.domain.pointers import pointer_of
from form_factory.fields.posted import clean
from form_factory.pages.editing import logic
from form_factory.pages.editing.desk import Desk

Document = dict[str, Any]
Posted = MultiDict[str, str]


def settled(document: Document, posted: Posted, former: Former) -> tuple[Edited, list[Problem]]:
    """The document with these settings, and what could not be read.

    What cannot be read keeps nothing else from being written: nobody types twice.
    """
    ref, page = posted.get("champ") or "", posted.get("etape") or ""
    writer = _Writer(document, ref, page, posted, former)
    if not ref:
        writer.page_words()
        return writer.edited, writer.problems
    writer.words()
    writer.settings()
    writer.logic()
    return writer.edited, writer.problems


class _Writer:
    """Writes part after part, each on what the last one left."""

    def __init__(
        self, document: Document, ref: str, page: str, posted: Posted, former: Former
    ) -> None:
        self.edited = Edited(document, ref, page)
        self.posted, self.former = posted, former
        self.problems: list[Problem] = []

    @property
    def spot(self) -> Spot:
        """The item as it stands now."""
        return editing.find(self.edited.document, self.edited.ref)

    def text(self, name: str) -> str:
        return clean(self.posted.get(name) or "")

    def attempt(self, act: Any, *args: Any, **more: Any) -> None:
        """An act that may be refused, among others that are not."""
        try:
            self.edited = act(self.edited.document, *args, **more)
        except Invalid as refusal:
            self.problems += refusal.problems

    def page_words(self) -> None:
        """Title, introduction, help and condition of a page."""
        told = {name: self.text(name) for name in ("title", "intro", "help") if name in self.posted}
        if "title" in told and not told["title"]:
            self.problems.append(Problem("/title", "edit-title-needed"))
        self.attempt(editing.write_page, self.edited.page, told)
        logic.write_when(self, f"page:{self.edited.page}")

    def words(self) -> None:
        """The question, its help, whether it is required, its width."""
        spot, ref = self.spot, self.edited.ref
        if "label" in self.posted and spot.kind == "field":
            label, key = self.text("label")[:200], self.text("key") or None
            if not label:
                self.problems.append(Problem("/label", "edit-label-needed"))
            elif label != spot.label or (key is not None and key != spot.path[-1]):
                same = key == spot.path[-1]
                self.attempt(
                    editing.rename, ref, label, former=self.former, key=None if same else key
                )
        if "hint" in self.posted:
            self.hint()
        if "_switches" in self.posted and spot.kind == "field":
            half = "half" if self.posted.get("half") else ""
            width = str(spot.item.get("width", ""))
            if half or width == "half":
                self.attempt(editing.write_item, ref, {"width": half})

    def hint(self) -> None:
        hint, spot = self.text("hint"), self.spot
        now = spot.item.get("hint") or (spot.part or {}).get("description") or ""
        if hint != now:
            self.attempt(editing.write_item, self.edited.ref, {"hint": hint})

    def settings(self) -> None:
        """The options of its type."""
        desk = Desk("", self.edited.document, ref=self.edited.ref)
        spot = self.spot
        kind = desk.type_of(spot)
        part, item = dict(spot.part or {}), dict(spot.item)
        for setting in kind.settings if kind else ():
            if not _posted(self.posted, setting.name):
                continue
            try:
                part, item = setting.put(part, item, self.posted)
            except Invalid as refusal:
                self.problems += refusal.problems
        if spot.kind in {"notice", "explanation"} and not item.get("text"):
            self.problems.append(Problem("/s.text", "edit-text-needed"))
            item["text"] = spot.item["text"]
        if spot.kind == "section" and not item.get("title"):
            self.problems.append(Problem("/s.title", "edit-title-needed"))
            item["title"] = spot.item["title"]
        if spot.part and not editing.is_frozen(spot.path, spot.part.get("x-id"), self.former):
            part = editing.with_keys_of_words(self.edited.document, spot.part, part)
        if (part, item) != (dict(spot.part or {}), dict(spot.item)):
            self.attempt(editing.rewrite, self.edited.ref, part, item)

    def logic(self) -> None:
        """Conditions, computation, known data."""
        logic.write_when(self, self.edited.ref)
        if self.spot.kind != "field":
            return
        logic.write_required(self)
        logic.write_computed(self)
        logic.write_prefill(self, pointer_of(self.spot.path))


def _posted(posted: Mapping[str, str], name: str) -> bool:
    """Whether the page showed this setting: a switch that is off posts its mark alone."""
    return any(each in posted for each in (name, f"{name}.key", f"{name}.paste", f"{name}._"))


def with_choice(posted: Posted, verb: str, number: str, setting: str) -> Posted:
    """The rows of choices with one moved or taken away."""
    name = f"s.{setting}"
    keys, labels = posted.getlist(f"{name}.key"), posted.getlist(f"{name}.label")
    rows = list(zip(keys, labels, strict=False))
    at = int(number) if number.isdecimal() and len(number) < 5 else len(rows)
    to = at + {"up": -1, "down": 1}.get(verb, 0)
    if at < len(rows):
        row = rows.pop(at)
        if verb != "remove":
            rows.insert(max(to, 0), row)
    made = MultiDict(posted)
    made.setlist(f"{name}.key", [key for key, _label in rows])
    made.setlist(f"{name}.label", [label for _key, label in rows])
    return made
