"""What a posted page says: the answers it changed, the files it brings, the act it asks for.

Works the same without JavaScript: an unticked box posts nothing, so the page lists the controls it
showed (`_seen`, with a print of each answer), and only what differs from that print is a patch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from core import jsondoor
from core.errors import PreauError
from form_factory.compiled import Compiled
from form_factory.domain.drafts import Patch
from form_factory.domain.form import Field, Page, Shape
from form_factory.domain.scope import Scope
from form_factory.fields import type_for
from form_factory.naming import digest, name_of

_MOST_VERSION_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Act:
    """The button that was pressed: `next`, `previous`, `save`, `rows.add`, `files.remove`…"""

    verb: str
    pointer: str = ""
    row: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file brought to a question."""

    pointer: str
    row: str | None
    file: FileStorage


@dataclass(frozen=True, slots=True)
class Reading:
    """All a posted page said."""

    patches: tuple[Patch, ...]
    uploads: tuple[Upload, ...]
    act: Act


def read_page(
    compiled: Compiled,
    page: Page,
    posted: MultiDict[str, str],
    files: MultiDict[str, FileStorage] | None = None,
    rows: Mapping[str, Sequence[str]] | None = None,
    locked: AbstractSet[str] = frozenset(),
    *,
    scope: Scope | None = None,
) -> Reading:
    """Read `posted`; what the page does not hold, computes, locks or shuts is not looked at."""
    seen = _seen(posted.get("_seen"))
    base = _version(posted.get("_version"))
    patches: list[Patch] = []
    uploads: list[Upload] = []
    for field, row in controls(page, rows or {}):
        name = name_of(field, row)
        kind = type_for(field)
        if field.pointer in compiled.plan.computed or field.pointer in locked:
            continue
        if scope is not None and not scope.opens(field, row):
            continue
        uploads += [
            Upload(field.pointer, row, each)
            for each in (files.getlist(name) if files and kind.takes_files else [])
            if each.filename
        ]
        if not kind.reads or (name not in seen and name not in posted):
            continue
        value = kind.read(posted, name, field)
        if seen.get(name) != digest(value):
            patches.append(Patch(field.pointer, value, base, row))
    return Reading(tuple(patches), tuple(uploads), act_of(posted.get("_action")))


def controls(page: Page, rows: Mapping[str, Sequence[str]]) -> Iterator[tuple[Field, str | None]]:
    """The questions of a page that have a control of their own, those of each row included."""
    for field in page.fields():
        if field.shape is Shape.ROWS:
            for row in rows.get(field.pointer, ()):
                for cell in field.items:
                    yield cell, row
        else:
            yield field, None


def act_of(text: str | None) -> Act:
    """`rows.up:/lots:01H…` → an act; anything unreadable is a plain save."""
    verb, _, rest = (text or "save").partition(":")
    pointer, _, rest = rest.partition(":")
    if verb == "files.remove":
        row, _, file = rest.rpartition(":")
        return Act(verb, pointer, row or None, file or None)
    return Act(verb or "save", pointer, rest or None)


def _seen(text: str | None) -> dict[str, Any]:
    """The prints the page was drawn with; garbage counts as none."""
    try:
        found = jsondoor.parse(text) if text else {}
    except PreauError:
        return {}
    return found if isinstance(found, dict) else {}


def _version(text: str | None) -> int:
    digits = (text or "").strip()
    known = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_VERSION_DIGITS
    return int(digits) if known else 0
