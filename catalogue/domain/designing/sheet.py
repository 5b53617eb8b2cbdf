"""The six blocks of a sheet, as the page of the editor posts them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from schemas.domain.designing.posted import Posted, filled, places, said, text, ticked
from schemas.domain.designing.rows import RowAct, rearranged
from schemas.domain.richtext import blocks_of

#: Lists of the sheet, and what a new row says.
BLANKS: Mapping[str, Mapping[str, Any]] = {
    "documents": {"label": ""},
    "contacts": {"label": ""},
    "links": {"label": "", "to": ""},
}
_TEXTS = {"contacts": ("label", "email", "phone", "hours"), "links": ("label", "to")}


def with_sheet(
    document: dict[str, Any],
    posted: Posted,
    conditions: Mapping[int, Any],
    models: Mapping[int, str],
) -> dict[str, Any]:
    """The document with what the page says of its sheet.

    `conditions` and `models` are the condition and the file of each paper by its place, read where
    conditions and files are known; None is no condition, "" no file.
    """
    if "title" in posted:
        document["title"] = said(posted, "title")
    for name in ("icon", "tone"):
        if name in posted:
            _put(document, name, said(posted, name))
    if "themes-shown" in posted:
        document["themes"] = ticked(posted, "themes", document.get("themes", ()))
    document["sheet"] = _lists(_texts(dict(document.get("sheet") or {}), posted), posted)
    if "documents-shown" in posted:
        document["sheet"]["documents"] = [
            _paper(posted, place, conditions.get(place), models.get(place, ""))
            for place in places(posted, "documents")
        ]
    return document


def _texts(sheet: dict[str, Any], posted: Posted) -> dict[str, Any]:
    for name in ("summary", "how"):
        if name in posted:
            _put(sheet, name, blocks_of(text(posted, name)))
    if "minutes" in posted:
        minutes = said(posted, "minutes")
        _put(sheet, "minutes", int(minutes[:6]) if minutes.isdecimal() else None)
    return sheet


def _lists(sheet: dict[str, Any], posted: Posted) -> dict[str, Any]:
    for name, fields in _TEXTS.items():
        if f"{name}-shown" in posted:
            sheet[name] = [_row(posted, name, n, fields) for n in places(posted, name)]
    return sheet


def moved(document: dict[str, Any], act: RowAct) -> tuple[dict[str, Any], int | None]:
    """A row of one of the lists added, removed or moved."""
    sheet = dict(document.get("sheet") or {})
    rows, place = rearranged(sheet.get(act.list, ()), act, BLANKS[act.list])
    document["sheet"] = {**sheet, act.list: rows}
    return document, place


def _paper(posted: Posted, place: int, condition: Any, model: str) -> dict[str, Any]:
    start = f"documents-{place}-"
    kept = filled(text=text(posted, f"{start}text"), model=model)
    if condition is not None:
        kept["when"] = condition
    return {"label": said(posted, f"{start}label"), **kept}


def _row(posted: Posted, name: str, place: int, fields: Sequence[str]) -> dict[str, Any]:
    start = f"{name}-{place}-"
    blank = BLANKS[name]
    row = {key: said(posted, start + key) for key in fields}
    if name == "contacts":
        row["text"] = text(posted, f"{start}text")
    return {key: value for key, value in row.items() if value or key in blank}


def _put(into: dict[str, Any], name: str, value: Any) -> None:
    if value in ("", None, []):
        into.pop(name, None)
    else:
        into[name] = value
