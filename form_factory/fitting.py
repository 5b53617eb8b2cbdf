"""A value known elsewhere as the answer a question takes; what does not fit fills nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Protocol

from form_factory.compiled import Compiled
from form_factory.domain.casts import CASTS, kind_of
from form_factory.domain.form import Field, Shape
from form_factory.domain.normal import is_blank, tidy_for
from form_factory.domain.pointers import MISSING, parts_of, put, value_at
from form_factory.fields import type_for
from form_factory.normalising import normalised
from form_factory.references import unreached
from schemas.validation import problems_in

#: JSON types of Python per kind of answer: what needs no reading.
_ALREADY: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,),
    "array": (list,),
}  # fmt: skip


class Told(Protocol):
    """A value, perhaps with its words."""

    @property
    def value(self) -> Any: ...

    @property
    def words(self) -> str: ...


def fitting(form: Compiled, pointer: str, told: Told, *, judged: bool) -> Any:
    """The answer at `pointer`, or MISSING; `judged`: it may name only what who answers reaches.

    A consent is given by hand, and a file is held by who brought it: neither is ever filled in.
    """
    field = form.fields.get(pointer)
    if field is not None and by_hand(field):
        return MISSING
    for candidate in _candidates(told, field):
        made: dict[str, Any] = {}
        put(made, parts_of(pointer), candidate)
        made = normalised(form, made)
        broken = problems_in(made, form.contract, form.contract_sha)
        if any(each.path.startswith(pointer) for each in broken):
            continue
        if not (judged and any(unreached(form, made))):
            return value_at(made, parts_of(pointer))
    return MISSING


def by_hand(field: Field) -> bool:
    """Whether an answer of this question is nobody else's to give: files, consents."""
    kind = type_for(field)
    return kind.takes_files or kind.name == "consent" or any(by_hand(each) for each in field.items)


def _candidates(told: Told, field: Field | None) -> Iterator[Any]:
    """The value as it stands, then in words, then as if it were typed; of the right type only."""
    if field is None or field.shape is not Shape.LEAF:
        yield told.value
        return
    free = kind_of(field) == "string"
    values = [told.words, told.value] if free and told.words else [told.value, told.words]
    for value in values:
        read = _read(value, field)
        if not is_blank(read) and read is not MISSING:
            yield read
    for value in values:
        if isinstance(value, str) and value:
            yield type_for(field).parse(value, field)


def _read(value: Any, field: Field) -> Any:
    kind = kind_of(field)
    if kind == "decimal" and not isinstance(value, str | int | float):
        return MISSING
    plain = _ALREADY.get(kind)
    if plain is not None and isinstance(value, plain):
        return MISSING if kind != "boolean" and isinstance(value, bool) else value
    if isinstance(value, dict):
        return MISSING
    sort = "array" if isinstance(value, list) else "*"
    caster = CASTS.get((sort, kind))
    if caster is None:
        return MISSING
    read = caster(value, field)
    tidy = tidy_for(field.schema)
    return tidy(read) if tidy is not None and read is not MISSING else read
