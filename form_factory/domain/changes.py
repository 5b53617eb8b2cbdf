"""What changed between two versions of a form, question by question, by `x-id`.

Compatible (DEFINITIONS section 7: "compatibility comes from the typed diff"): an open draft or a
request under way can be carried over and nobody has to look. So it is for what is added without
being asked, moved, renamed, made optional, offered beside the rest, loosened; it is not for what is
removed, retyped (unless every older answer can be read as the new type), newly required, no longer
offered, tightened, shown otherwise or computed otherwise.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any, Final

from form_factory.domain.casts import kind_of
from form_factory.domain.changed_limits import LIMITS, limit_changes
from form_factory.domain.changed_places import Place, place_changes, places_of
from form_factory.domain.consents import is_consent, same_text, text_of
from form_factory.domain.form import Field, Form, Shape
from form_factory.domain.schema_parts import list_of, property_of
from schemas.domain.changes import Change

#: Types that any single answer of another type can be read as, whatever it says.
ALWAYS_READ: Final = frozenset({
    ("integer", "number"), ("integer", "decimal"), ("integer", "string"), ("number", "string"),
    ("decimal", "string"), ("boolean", "string"), ("choice", "string"), ("choice", "array"),
})  # fmt: skip
#: What a question may say otherwise without its answers being read otherwise.
ONLY_SHOWN: Final = frozenset({
    "title", "description", "x-id", "default", "examples", "x-labels", "x-autocomplete", "$comment",
    "deprecated", "x-unit", "x-help",
})  # fmt: skip


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Every change of a form, in the order of the newer one; what was removed comes first."""
    before, after = Form.of(old), Form.of(new)
    here, there = places_of(old, before), places_of(new, after)
    found = list(_removed(here, there))
    found += place_changes(old, new)
    for x_id, place in there.items():
        found += _question(here[x_id], place) if x_id in here else [_added(place)]
    found += _orders(here, there)
    found += _computed(before, after)
    return found


def _removed(here: Mapping[str, Place], there: Mapping[str, Place]) -> Iterator[Change]:
    for x_id, place in here.items():
        if x_id not in there:
            yield Change(
                "form-question-removed", place.label, compatible=False, attention=True,
                path=place.at, field=place.field.pointer,
            )  # fmt: skip


def _added(place: Place) -> Change:
    asked = asks(place.field)
    code = {"always": "form-question-added-required", "sometimes": "form-question-added-if"}
    return Change(
        code.get(asked, "form-question-added"), place.label, after=place.page_title,
        compatible=asked == "never",
        attention=asked == "always", path=place.at,
    )  # fmt: skip


def asks(field: Field) -> str:
    """Whether an answer is required when the question is shown: always, sometimes, never."""
    if field.required is True or (field.demanded and field.required is None):
        return "always"
    if field.required not in (None, False):
        return "sometimes"
    return "never"


def _question(before: Place, after: Place) -> Iterator[Change]:
    """What changed of one question."""
    old, new = before.field, after.field
    about: dict[str, Any] = {"label": after.label, "path": after.at, "field": old.pointer}
    if old.label != new.label:
        yield Change("form-question-renamed", before=old.label, after=new.label, **about)
    if before.page != after.page and old.row_of is None:
        yield Change(
            "form-question-page", before=before.page_title, after=after.page_title, **about
        )
    elif before.page == after.page and before.beside != after.beside:
        yield Change("form-question-grouped", **about)
    retyped = _type(old) != _type(new)
    if retyped:
        read = (kind_of(old), kind_of(new)) in ALWAYS_READ and old.shape is new.shape
        yield Change(
            "form-question-retyped", before=[_type(old), old.widget],
            after=[_type(new), new.widget], compatible=read,
            attention=not read, **about,
        )  # fmt: skip
    elif old.key != new.key:
        yield Change("form-question-key", before=old.key, after=new.key, **about)
    yield from _requirement(old, new, about)
    if old.when != new.when:
        freed = new.when is None and asks(new) == "never"
        yield Change(
            "form-question-condition", before=old.when, after=new.when, compatible=freed,
            attention=not freed, **about,
        )  # fmt: skip
    yield from _choices(old, new, about)
    if not retyped:
        yield from _agreed(old, new, about)
        yield from limit_changes(old.schema, new.schema, about)
        yield from _rest(before, after, about)


def _agreed(old: Field, new: Field, about: dict[str, Any]) -> Iterator[Change]:
    """An agreement to one text is none to another."""
    if is_consent(new) and not same_text(old, new):
        before = text_of(old) if is_consent(old) else ""
        yield Change(
            "form-consent-text", before=before, after=text_of(new), compatible=False,
            attention=True, **about,
        )  # fmt: skip


def _type(field: Field) -> str:
    return str(field.shape) if field.shape is not Shape.LEAF else kind_of(field)


def _requirement(old: Field, new: Field, about: dict[str, Any]) -> Iterator[Change]:
    was, now = asks(old), asks(new)
    if was == now:
        if was == "sometimes" and old.required != new.required:
            yield Change(
                "form-question-required-if", before=old.required, after=new.required,
                compatible=False, attention=True, **about,
            )  # fmt: skip
    elif now == "always":
        yield Change("form-question-required", compatible=False, attention=True, **about)
    elif now == "sometimes":
        yield Change(
            "form-question-required-if", before=was == "always", after=new.required,
            compatible=was == "always", attention=was == "never", **about,
        )  # fmt: skip
    else:
        yield Change("form-question-optional", **about)


def _choices(old: Field, new: Field, about: dict[str, Any]) -> Iterator[Change]:
    """What is offered no longer, what is offered beside, what is called otherwise."""
    if list_of(old.schema) != list_of(new.schema):
        yield Change(
            "form-list-changed", before=list_of(old.schema), after=list_of(new.schema),
            compatible=False, attention=True, **about,
        )  # fmt: skip
    if not old.choices and not new.choices:
        return
    if not old.choices or not new.choices:
        code = "form-list-closed" if new.choices else "form-list-opened"
        yield Change(code, compatible=not new.choices, attention=bool(new.choices), **about)
        return
    yield from _offered(old, new, about)
    if old.other is not None and new.other is None:
        yield Change("form-list-no-other", compatible=False, attention=True, **about)
    elif old.other is None and new.other is not None:
        yield Change("form-list-other", after=new.other, **about)


def _offered(old: Field, new: Field, about: dict[str, Any]) -> Iterator[Change]:
    """Choices by what is kept of them in answers."""
    was = {str(one.value): one.label for one in old.choices}
    now = {str(one.value): one.label for one in new.choices}
    gone = [label for value, label in was.items() if value not in now]
    come = [label for value, label in now.items() if value not in was]
    if gone:
        yield Change("form-list-restricted", before=gone, compatible=False, attention=True, **about)
    if come:
        yield Change("form-list-extended", after=come, **about)
    for value, label in was.items():
        if value in now and now[value] != label:
            yield Change(
                "form-option-renamed", before=label, after=now[value], attention=True, **about
            )
    kept = [value for value in was if value in now]
    if kept != [value for value in now if value in was]:
        yield Change("form-list-order", **about)


_TOLD: Final = frozenset({
    "oneOf", "anyOf", "enum", "type", "items", "properties", "required", "x-list", "minItems",
    "maxItems", "$ref", "readOnly", "additionalProperties",
})  # fmt: skip


def _rest(before: Place, after: Place, about: dict[str, Any]) -> Iterator[Change]:
    """What no other rule told: what only shows, then what may weigh on answers."""
    old, new = before.field, after.field
    if old.hint != new.hint:
        yield Change("form-question-hint", before=old.hint, after=new.hint, **about)
    shown = (old.widget, _looks(old)), (new.widget, _looks(new))
    if shown[0] != shown[1]:
        yield Change("form-question-look", **about)
    names = {
        name
        for name in {*old.schema, *new.schema} - ONLY_SHOWN - _TOLD
        if old.schema.get(name) != new.schema.get(name) and name not in LIMITS
    }
    if names:
        yield Change(
            "form-question-settings", after=sorted(names), compatible=False, attention=True, **about
        )


def _looks(field: Field) -> dict[str, Any]:
    """What `ui` says of a question, but for a text one agrees to: that is no matter of looks."""
    agreed = is_consent(field)
    return {key: value for key, value in field.options.items() if not (agreed and key == "text")}


def _orders(here: Mapping[str, Place], there: Mapping[str, Place]) -> Iterator[Change]:
    """Questions that stand elsewhere on their page: the fewest that explain the new order."""
    kept = [x for x in there if x in here and here[x].beside == there[x].beside]
    for beside in dict.fromkeys(there[x].beside for x in kept):
        now = [x for x in kept if there[x].beside == beside]
        held = frozenset(now)
        was = {x: n for n, x in enumerate(x for x in here if x in held)}
        steady = _longest([was[x] for x in now])
        for place, x_id in enumerate(now):
            if was[x_id] not in steady:
                before = there[now[place - 1]].field.label if place else ""
                yield Change(
                    "form-question-moved", there[x_id].label, after=before,
                    path=there[x_id].at, field=here[x_id].field.pointer,
                )  # fmt: skip


def _longest(numbers: list[int]) -> set[int]:
    """A longest rising run of numbers (all different): what can be left where it stands."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        place = bisect_left(ends, number)
        before[number] = ends[place - 1] if place else None
        ends[place : place + 1] = [number]
    found: set[int] = set()
    here = ends[-1] if ends else None
    while here is not None:
        found.add(here)
        here = before[here]
    return found


def _computed(old: Form, new: Form) -> Iterator[Change]:
    was = {_identity(old, each.path): (n, each) for n, each in enumerate(old.computed)}
    for number, each in enumerate(new.computed):
        _place, former = was.pop(_identity(new, each.path), (0, None))
        about: dict[str, Any] = {"label": _title(new, each.path), "path": f"/computed/{number}"}
        if former is None:
            yield Change("form-computed-added", after=each.expression, **about)
        elif former.expression != each.expression:
            yield Change(
                "form-computed-changed", before=former.expression, after=each.expression,
                compatible=False, attention=True, field=each.pointer, **about,
            )  # fmt: skip
    for number, each in was.values():
        yield Change(
            "form-computed-removed", _title(old, each.path), before=each.expression,
            compatible=False, attention=True, path=f"/computed/{number}", field=each.pointer,
        )  # fmt: skip


def _identity(form: Form, path: tuple[str, ...]) -> str:
    part = property_of(form.schema, path) or {}
    return str(part.get("x-id") or "/".join(path))


def _title(form: Form, path: tuple[str, ...]) -> str:
    part = property_of(form.schema, path) or {}
    return str(part.get("title") or path[-1])
