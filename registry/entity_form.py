"""Fields of an entity asked by the one renderer of forms: drawn, read, carried from page to page.

Nothing is stored while somebody fills in: what was typed so far travels in the page (`_state`). It
is nobody's word but theirs; what comes of it is judged by the acts, like anything that is sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from core import clock, jsondoor
from core.canonical import sha256
from core.errors import PreauError
from core.ids import ulid
from core.problems import Problem
from form_factory.compiled import Compiled, compiled
from form_factory.domain.drafts import Draft, fold
from form_factory.domain.form import Field, Page
from form_factory.domain.normal import is_blank
from form_factory.domain.rows import add_row, move_row, remove_row, with_rows
from form_factory.evaluation import evaluate, worded
from form_factory.fields import type_for
from form_factory.naming import digest
from form_factory.reading import Act, read_page
from form_factory.references import answerable
from form_factory.rendering import Show, page_view
from form_factory.views import PageView, Urls
from registry.domain.entity import Entity
from schemas.domain.conditions import Facts

PAGE: Final = "p1"
#: Longest state a page carries; a record is far smaller.
_LONGEST: Final = 200_000


@dataclass(frozen=True, slots=True)
class Filling:
    """Where somebody is in filling in fields of a record."""

    form: Compiled
    draft: Draft
    #: Prints of what the record held when the page was first drawn, by field.
    seen: Mapping[str, str]
    #: Fields somebody has typed in.
    touched: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()

    @property
    def page(self) -> Page:
        """The one page."""
        found = self.form.form.page(PAGE)
        assert found is not None  # noqa: S101 – made below
        return found

    @property
    def state(self) -> str:
        """To be carried by the page."""
        kept = {
            "answers": self.draft.answers, "rows": self.draft.rows, "seen": self.seen,
            "touched": sorted(self.touched),
        }  # fmt: skip
        return json.dumps(kept, separators=(",", ":"))

    def typed(self) -> dict[str, Any]:
        """What the touched fields hold now; None where the value was taken away."""
        found = {key: self.draft.answers.get(key) for key in sorted(self.touched)}
        return {key: None if is_blank(value) else value for key, value in found.items()}

    def moved(self, data: Mapping[str, Any]) -> list[str]:
        """Touched fields that hold something else than when the page was drawn."""
        return [key for key in sorted(self.touched) if digest(data.get(key)) != self.seen.get(key)]


def form_of(entity: Entity, keys: Sequence[str]) -> Compiled:
    """A form that asks these fields, in this order."""
    asked = [entity.fields[key] for key in keys]
    items = [{**field.ui, "field": f"/{field.key}"} for field in asked]
    schema = {
        **{k: v for k, v in entity.schema.items() if k not in {"properties", "required"}},
        "properties": {field.key: entity.schema["properties"][field.key] for field in asked},
        "required": [field.key for field in asked if field.required],
    }
    document = {
        "kind": "form", "format": 1, "key": entity.key, "title": entity.title,
        "schema": schema, "ui": {"pages": [{"id": PAGE, "title": entity.title, "items": items}]},
    }  # fmt: skip
    return compiled(document, f"entity:{entity.schema_sha}:{sha256(items)}")


def askable(entity: Entity, keys: Sequence[str]) -> list[str]:
    """Those of the fields a page can ask: neither files nor what is never shown."""
    form = form_of(entity, keys)
    kinds = {key: type_for(form.fields[f"/{key}"]) for key in keys if f"/{key}" in form.fields}
    return [key for key, kind in kinds.items() if not kind.takes_files and kind.macro != "hidden"]


def begun(entity: Entity, keys: Sequence[str], data: Mapping[str, Any]) -> Filling:
    """The page as it is first drawn."""
    form = form_of(entity, keys)
    held = {key: data[key] for key in keys if data.get(key) is not None}
    seen = {key: digest(held.get(key)) for key in keys}
    return Filling(form, with_rows(Draft(answers=held), form.form, ulid), seen)


def resumed(
    entity: Entity, keys: Sequence[str], data: Mapping[str, Any], posted: MultiDict[str, str]
) -> tuple[Filling, Act]:
    """The page as it was sent back, and the button that was pressed."""
    start = _carried(begun(entity, keys, data), keys, posted.get("_state", ""))
    reading = read_page(start.form, start.page, posted, rows=start.draft.rows)
    patches, problems = answerable(start.form, reading.patches, start.draft.rows)
    draft = fold(start.draft, [replace(p, base=start.draft.version) for p in patches]).draft
    touched = start.touched | {_key(p.path) for p in reading.patches}
    draft, acted = _rows_act(draft, reading.act, start.form)
    touched |= {acted} if acted else set()
    found = Filling(start.form, draft, start.seen, touched & set(keys))
    return replace(found, problems=(*problems, *_faults(found))), reading.act


def _carried(start: Filling, keys: Sequence[str], text: str) -> Filling:
    """What a page brought along; anything that is not what we wrote counts as none."""
    try:
        kept = jsondoor.parse(text) if 0 < len(text) <= _LONGEST else {}
    except PreauError:
        return start
    if not isinstance(kept, dict):
        return start
    answers, rows, seen = (_mapping(kept.get(name)) for name in ("answers", "rows", "seen"))
    held = {key: value for key, value in answers.items() if key in keys}
    ids = {p: [i for i in each if isinstance(i, str)] for p, each in rows.items()
           if isinstance(each, list)}  # fmt: skip
    draft = with_rows(Draft(answers=held, rows=ids), start.form.form, ulid)
    prints = {key: str(value) for key, value in seen.items() if key in keys}
    listed = kept.get("touched")
    touched = frozenset(key for key in listed if key in keys) if isinstance(listed, list) else None
    return Filling(start.form, draft, {**start.seen, **prints}, touched or frozenset())


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _key(path: str) -> str:
    return path.split("/")[1]


def _rows_act(draft: Draft, act: Act, form: Compiled) -> tuple[Draft, str]:
    """A button of a repeated field: the draft after it, and the field."""
    if not act.verb.startswith("rows.") or act.pointer not in form.fields:
        return draft, ""
    pointer, row = act.pointer, act.row or ""
    match act.verb:
        case "rows.add":
            most = int(form.fields[pointer].schema.get("maxItems", 0)) or None
            draft = add_row(draft, pointer, ulid(), most)
        case "rows.remove":
            draft = remove_row(draft, pointer, row)
        case "rows.up" | "rows.down":
            draft = move_row(draft, pointer, row, -1 if act.verb == "rows.up" else 1)
    return draft, _key(pointer)


def _faults(filling: Filling) -> list[Problem]:
    """What does not hold in the fields that were typed in."""
    outcome = evaluate(filling.form, filling.draft.answers, _facts())
    return [p for p in outcome.errors if _key(p.path or "/") in filling.touched]


def drawn(filling: Filling, problems: Sequence[Problem] = ()) -> tuple[PageView, dict[str, Any]]:
    """The page, and its controls by field."""
    outcome = evaluate(filling.form, filling.draft.answers, _facts())
    told = [worded(filling.form, p) for p in (*filling.problems, *problems)]
    view = page_view(
        filling.form, filling.page, filling.draft, outcome, Urls(post=""), show=Show.NONE, more=told
    )
    asked = [each for each in filling.page.items if isinstance(each, Field)]
    shown = [each for each in asked if each.pointer in outcome.visible]
    return view, {f.key: item for f, item in zip(shown, view.items, strict=True)}


def in_words(entity: Entity, key: str, value: Any) -> str:
    """A value of a field of several parts, as people read it."""
    if is_blank(value):
        return ""
    form = form_of(entity, [key])
    field = form.fields.get(f"/{key}")
    if field is None:
        return str(value)
    if field.items:
        listed = value if isinstance(value, list) else [value]
        return " · ".join(filter(None, (_parts(field, one) for one in listed)))
    return type_for(field).display(value, field)


def _parts(field: Field, value: Any) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    told = (
        type_for(part).display(value[part.key], part)
        for part in field.items
        if not is_blank(value.get(part.key))
    )
    return ", ".join(told)


def _facts() -> Facts:
    """Fields of a record depend on nothing around them."""
    return Facts(names={}, today=clock.today(), now=clock.now())
