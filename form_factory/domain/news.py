"""What a newer version of a form asks otherwise, for the people who are filling it in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from form_factory.domain.casts import kind_of
from form_factory.domain.consents import is_consent, same_text
from form_factory.domain.form import Field, Form
from form_factory.domain.rebase import full_names, matched, regrouped


@dataclass(frozen=True, slots=True)
class News:
    """One change of a question: `added`, `removed`, `renamed`, `retyped`, `required`, `options`,
    `consent`."""

    code: str
    label: str
    before: str = ""


def news(old: Form, new: Form) -> list[News]:
    """Questions that came, went or changed, in the order they are asked."""
    pairs = matched(old, new)
    kept = {after.pointer for _before, after in pairs.values() if after is not None}
    whole, was, now = regrouped(old, new), full_names(old), full_names(new)
    asked = {field.pointer: field for field in whole.values()}
    gone = [b for b, after in pairs.values() if after is None and b.x_id not in whole]
    was |= _together(old, {field.pointer for field in gone})
    found = [News("removed", label) for label in dict.fromkeys(was[b.pointer] for b in gone)]
    found += [News("retyped", field.label) for field in asked.values()]
    for before, after in pairs.values():
        if after is not None:
            found += _changed(before, after)
    found += [
        News("added", now[field.pointer])
        for field in _all(new)
        if field.pointer not in kept and field.x_id not in whole
    ]
    return found


def _together(form: Form, gone: set[str]) -> dict[str, str]:
    """Parts of a question that went as a whole: said by its own name, once."""
    return {
        part.pointer: group.label
        for group in form.groups()
        if all(each.pointer in gone for each in group.items)
        for part in group.items
    }


def _all(form: Form) -> Iterator[Field]:
    for field in form.fields():
        yield field
        yield from field.items


def _changed(before: Field, after: Field) -> Iterator[News]:
    if before.label != after.label:
        yield News("renamed", after.label, before.label)
    if (kind_of(before), before.shape) != (kind_of(after), after.shape):
        yield News("retyped", after.label)
    if is_consent(before) and is_consent(after) and not same_text(before, after):
        yield News("consent", after.label)
    if _asked(after) and not _asked(before):
        yield News("required", after.label)
    offered = {str(one.value) for one in after.choices}
    gone = [one.label for one in before.choices if str(one.value) not in offered]
    if gone and after.choices:
        yield News("options", after.label, ", ".join(gone))


def _asked(field: Field) -> bool:
    return field.demanded or field.required is True
