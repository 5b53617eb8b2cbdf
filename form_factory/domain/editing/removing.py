"""Questions, texts, sections and pages that go, with all that only spoke of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from form_factory.domain.editing.citing import Citation, cited_by
from form_factory.domain.editing.guards import refuse_cited
from form_factory.domain.editing.naming import forget
from form_factory.domain.editing.result import Edited, refuse
from form_factory.domain.editing.spots import (
    Spot,
    find,
    holder_schema,
    id_of_page,
    page_of,
    spelled,
    spots,
)
from form_factory.domain.pointers import parts_of, pointer_of


def remove(document: Mapping[str, Any], ref: str, *, uncite: bool = False) -> Edited:
    """Without this item. A section leaves its questions in place; a question that others cite is
    refused, unless `uncite` lets these conditions go too."""
    made = spelled(document)
    spot = find(made, ref)
    page_id, near = id_of_page(made, spot), _near(made, spot)
    if spot.kind == "section":
        spot.holder[spot.index : spot.index + 1] = spot.item["items"]
    elif spot.kind != "field":
        spot.holder.pop(spot.index)
    else:
        if spot.row_of and len(spot.holder) == 1:
            raise refuse("edit-rows-keep-one", spot.at, field=find(made, spot.home).label)
        _remove_questions(made, [spot], uncite=uncite)
        spot.holder.pop(spot.index)
    _drop_words(made, [ref if spot.kind != "field" else "", *_ids(spot)])
    return Edited(made, near, page_id)


def remove_page(document: Mapping[str, Any], page_id: str, *, uncite: bool = False) -> Edited:
    """Without this page and all it asks. A form keeps one page."""
    made = spelled(document)
    number, page = page_of(made, page_id)
    pages = made["ui"]["pages"]
    if len(pages) == 1:
        raise refuse("edit-keep-one-page", f"/ui/pages/{number}")
    here = [spot for spot in spots(made) if spot.page == number]
    asked = [spot for spot in here if spot.kind == "field" and spot.row_of is None]
    gone = frozenset({f"page:{page_id}", *(spot.ref for spot in here)})
    _remove_questions(made, asked, uncite=uncite, without=gone)
    pages.pop(number)
    stems = [spot.ref for spot in here if spot.kind != "field"]
    _drop_words(made, [f"page:{page['id']}", *stems, *(x for s in here for x in _ids(s))])
    return Edited(made, "", str(pages[max(number - 1, 0)]["id"]))


def citations_of(document: Mapping[str, Any], ref: str) -> list[Citation]:
    """What cites this question, for the sentence that says so."""
    spot = find(document, ref)
    if spot.kind != "field":
        return []
    return cited_by(document, spot.path, _with_rows(document, spot))


def _remove_questions(
    document: dict[str, Any],
    asked: Sequence[Spot],
    *,
    uncite: bool,
    without: frozenset[str] = frozenset(),
) -> None:
    for spot in asked:
        gone = without or _with_rows(document, spot)
        citations = cited_by(document, spot.path, gone)
        if uncite:
            for each in citations:
                _uncite(document, each)
        else:
            refuse_cited(citations, spot)
    for spot in asked:
        holder = holder_schema(document, spot.path)
        if holder["properties"].pop(spot.path[-1], None) is None:
            continue
        if spot.path[-1] in holder.get("required", ()):
            holder["required"].remove(spot.path[-1])
        pointer = pointer_of(spot.path)
        for name in ("computed", "prefill"):
            if name in document:
                document[name] = [
                    rule for rule in document[name]
                    if rule["field"] != pointer and not rule["field"].startswith(pointer + "/")
                ]  # fmt: skip
        forget(document, spot.path)


def _uncite(document: dict[str, Any], citation: Citation) -> None:
    """Let go of one condition or computation."""
    if citation.what == "computed":
        shown = next((s for s in spots(document) if s.ref == citation.ref), None)
        document["computed"] = [
            each for each in document["computed"]
            if shown is None or parts_of(each["field"]) != shown.path
        ]  # fmt: skip
    elif citation.what == "list":
        spot = find(document, citation.ref)
        holder_schema(document, spot.path)["properties"][spot.path[-1]].pop("x-under", None)
    elif citation.ref.startswith("page:"):
        page_of(document, citation.page)[1].pop("when", None)
    else:
        find(document, citation.ref).item.pop(citation.what, None)


def _with_rows(document: Mapping[str, Any], spot: Spot) -> frozenset[str]:
    """The question and those of its rows."""
    inside = {one.ref for one in spots(document) if one.home == spot.ref}
    return frozenset({spot.ref, *inside})


def _near(document: Mapping[str, Any], spot: Spot) -> str:
    """What to look at once it is gone: the one before, else the one behind, else what held it."""
    around = {one.index: one.ref for one in spots(document) if one.holder is spot.holder}
    found = around.get(spot.index - 1) or around.get(spot.index + 1)
    return found or ("" if spot.home.startswith("page:") else spot.home)


def _ids(spot: Spot) -> list[str]:
    """x-ids of a question and of all it holds."""
    found: list[str] = []

    def gather(part: Any) -> None:
        if isinstance(part, Mapping):
            if isinstance(part.get("x-id"), str):
                found.append(part["x-id"])
            for each in part.get("properties", {}).values():
                gather(each)
            gather(part.get("items"))

    gather(spot.part)
    return found


def _drop_words(document: dict[str, Any], refs: Sequence[str]) -> None:
    """Translations of what is gone go with it: `<x-id>.title`, `notice.danger.text`…"""
    stems = tuple(ref.replace(":", ".") + "." for ref in refs if ref)
    for words in document.get("translations", {}).values():
        for name in [each for each in words if each.startswith(stems)]:
            del words[name]
