"""Where somebody stands in the editor: the draft, the page, the item; and addresses from there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final
from uuid import UUID

from flask import url_for

from core.errors import Invalid
from core.kept import Kept
from form_factory.compiled import Compiled, compiled
from form_factory.domain import editing
from form_factory.domain.editing import Spot
from form_factory.domain.form import Field, Form, Section
from form_factory.domain.order import CircularForm
from form_factory.fields import FieldType, layout_named, type_for
from form_factory.fields.layout import Layout
from form_factory.queries import published
from schemas import queries as schemas
from schemas.domain.conditions import Types

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_-]+")
#: What each published version called its questions, by hash.
_FORMER: Final[Kept[str, dict[str, str]]] = Kept(200)
PANES: Final = ("etapes", "elements", "reglages", "apercu")


@dataclass
class Desk:
    """One look at the draft of a form."""

    key: str
    document: Mapping[str, Any]
    #: Id of the page and reference of the item that are open; what is gone is left aside.
    page: str = ""
    ref: str = ""
    #: Hash of the document, so that what the preview compiles is not read twice.
    sha256: str = ""

    def __post_init__(self) -> None:
        pages = {str(page["id"]) for page in self.pages}
        chosen = self.by_ref.get(self.ref)
        if chosen is None:
            self.ref = ""
        else:
            self.page = str(self.pages[chosen.page]["id"])
        if self.page not in pages:
            self.page = str(self.pages[0]["id"])

    @property
    def pages(self) -> list[Any]:
        """Pages of the form; a form that has none yet shows an empty one."""
        found: list[Any] = self.document["ui"]["pages"]
        return found

    @cached_property
    def by_ref(self) -> dict[str, Spot]:
        """Every item by its reference, in reading order."""
        return {spot.ref: spot for spot in editing.spots(self.document)}

    @cached_property
    def form(self) -> Form:
        """The form as the engine reads it."""
        found = runnable(self.document, self.sha256) if self.sha256 else None
        return found.form if found else Form.of(self.document)

    @cached_property
    def types(self) -> Types:
        """What conditions may name, and of which sort it is."""
        return self.form.types

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Every question by its address."""
        found: dict[str, Field] = {}
        for page in self.form.pages:
            _gather(page.items, found)
        return found

    @property
    def chosen(self) -> Spot | None:
        """The item whose settings are open."""
        return self.by_ref.get(self.ref)

    def type_of(self, spot: Spot) -> FieldType | Layout | None:
        """How an item asks, or which sort of text it is."""
        if spot.kind != "field":
            return layout_named(spot.kind)
        field = self.fields.get("/" + "/".join(spot.path))
        return type_for(field) if field is not None else None

    def url(self, page: str = "", ref: str = "", **more: str) -> str:
        """This editor, open there."""
        named = {"etape": page or self.page, "champ": ref, **more}
        kept: dict[str, Any] = {name: value for name, value in named.items() if value}
        return url_for("form_factory.edit", key=self.key, **kept)

    @property
    def here(self) -> str:
        """This very place."""
        return self.url(self.page, self.ref)

    @property
    def target(self) -> str:
        """Where what the palette adds goes: inside what holds questions, else behind."""
        spot = self.chosen
        if spot is None:
            return f"into:page:{self.page}"
        inside = spot.kind == "section" or spot.shape == "rows"
        return f"{'into' if inside else 'after'}:{spot.ref}"


def runnable(document: Mapping[str, Any], sha256: str) -> Compiled | None:
    """The compiled draft; None while a fault keeps it from running."""
    try:
        return compiled(document, sha256)
    except (CircularForm, Invalid, ValueError, KeyError):
        return None


def _gather(items: Any, found: dict[str, Field]) -> None:
    for item in items:
        if isinstance(item, Section):
            _gather(item.items, found)
        elif isinstance(item, Field):
            found[item.pointer] = item
            _gather(item.items, found)


def dom_id(ref: str) -> str:
    """A reference as part of an `id`."""
    return _UNSAFE.sub("-", ref).strip("-")


def former_of(key: str) -> Mapping[str, str]:
    """The addresses this form has published, and whose they are."""
    found: dict[str, str] = {}
    for version_id, sha256 in published(key):
        found |= _FORMER.of(sha256, partial(_called, version_id))
    return found


def _called(version_id: UUID) -> dict[str, str]:
    return editing.former_of([schemas.version(version_id).body])
