"""What a designer may set on a question: one value of its schema or item, behind one control."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from core.errors import Invalid
from core.folding import fold
from core.i18n import _l
from core.problems import Problem
from form_factory.domain.decimals import plain_number, stored_decimal
from form_factory.domain.editing.choosing import is_blank
from form_factory.domain.editing.pasting import MOST, pasted_choices, pasted_lines
from form_factory.fields.posted import Posted, clean

Kind = Literal[
    "text", "longtext", "number", "switch", "select", "choices", "date", "list", "question"
]
Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """One option of a field type. Its control is named `name`; nothing typed takes it away."""

    key: str
    label: Any
    kind: Kind
    # A `question` is the key of one that stands beside; whoever draws it knows which there are.
    #: `schema:/maxLength` or `item:/row_label`: where the value stands.
    at: str
    hint: Any = ""
    #: Of a select: (value, words); "" is the choice that takes the value away.
    options: Sequence[tuple[str, Any]] = ()
    #: Of a switch: what it writes. Of a number: None for JSON's own, digits for an exact one.
    on: Any = True
    digits: int | None = None

    @property
    def name(self) -> str:
        """The name of its control; choices have `.key`, `.label` (a row each) and `.paste`."""
        return f"s.{self.key}"

    def get(self, schema: Mapping[str, Any], item: Mapping[str, Any]) -> Any:
        """What the control shows: text, True or False, or [(value, words)] for choices."""
        found = self._found(schema, item)
        if self.kind == "switch":
            return found == self.on and found is not None
        if self.kind == "choices":
            return [(one["const"], str(one.get("title", one["const"]))) for one in found or ()
                    if isinstance(one, Mapping) and "const" in one]  # fmt: skip
        return "" if found is None else str(found).replace(".", ",") if self._exact else str(found)

    def applies(self, schema: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
        """Whether it says anything of such a question; what does not is not shown."""
        return True

    def offered(self) -> Sequence[tuple[str, Any]]:
        """What a select (or a list) lets choose from, worked out when it is drawn."""
        return self.options

    def put(
        self, schema: Mapping[str, Any], item: Mapping[str, Any], posted: Posted
    ) -> tuple[Part, Part]:
        """Copies of both with what was posted; a value that cannot be read raises `Invalid`."""
        parts = {"schema": deepcopy(dict(schema)), "item": deepcopy(dict(item))}
        where, _, pointer = self.at.partition(":")
        _write(parts[where], pointer.strip("/").split("/"), self._read(posted, schema, item))
        return parts["schema"], parts["item"]

    @property
    def _exact(self) -> bool:
        return self.kind == "number"

    def _found(self, schema: Mapping[str, Any], item: Mapping[str, Any]) -> Any:
        where, _, pointer = self.at.partition(":")
        place: Any = schema if where == "schema" else item
        for step in pointer.strip("/").split("/"):
            place = place.get(step) if isinstance(place, Mapping) else None
        return place

    def _read(self, posted: Posted, schema: Mapping[str, Any], item: Mapping[str, Any]) -> Any:
        text = clean(posted.get(self.name) or "")
        if self.kind == "switch":
            return self.on if text in ("true", "on", "1") else None
        if self.kind == "choices":
            return choices_from(posted, self.name, self._found(schema, item) or [])
        if not text:
            return None
        if self.kind == "number":
            return self._number(text)
        if self.kind == "date":
            return self._day(text)
        if self.kind == "select" and text not in {value for value, _words in self.options}:
            raise self._unread("setting-choice")
        return text

    def _number(self, text: str) -> Any:
        plain = plain_number(text)
        if plain is None:
            raise self._unread("setting-number")
        if self.digits is not None:
            return stored_decimal(plain, self.digits)
        number = Decimal(plain)
        return int(number) if number == number.to_integral_value() else float(number)

    def _day(self, text: str) -> str:
        if text == "today":
            return text
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise self._unread("setting-date") from None

    def _unread(self, code: str) -> Invalid:
        return Invalid([Problem(f"/{self.name}", code, {"field": str(self.label)})])


def choices_from(posted: Posted, name: str, known: Sequence[Any]) -> list[Any]:
    """Choices as rows posted them, then those of a pasted list; a known key keeps all it holds,
    a pasted one may be chosen (`cle = Libellé`)."""
    keys, labels = posted.getlist(f"{name}.key"), posted.getlist(f"{name}.label")
    text = clean(posted.get(f"{name}.paste") or "")
    if len(pasted_lines(text)) + sum(map(bool, labels)) > max(MOST, len(known) + 1):
        raise Invalid([Problem(f"/{name}", "setting-choices-many", {"most": MOST})])
    named = [(key, clean(label)) for key, label in zip(keys, labels, strict=False)]
    before = {_said(one["const"]): one for one in known if "const" in one}
    words = [(key, str(one.get("title", key))) for key, one in before.items()]
    pasted = dict(pasted_choices(text, words))
    if pasted:  # a list takes the place of choices nobody has named yet
        named = [(key, label) for key, label in named if not is_blank(key, label)]
    named += [(key, clean(label)) for key, label in pasted.items()]
    made: dict[str, Any] = {}
    for key, label in named:
        if not label:
            continue
        one = before.get(key)
        fresh = key in pasted and key not in made
        made_key = key if one or fresh else new_key(label, {*made, *before})
        made[made_key] = {**(one or {"const": made_key}), "title": label}
    kept = [one for one in known if "const" not in one]
    return [*made.values(), *kept]


def new_key(label: str, taken: set[str]) -> str:
    """A key from words, unlike those taken: « Lycée » → `lycee`."""
    stem = fold(label).replace(" ", "_")[:36].strip("_") or "choix"
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}_{number}", number + 1
    return key


def _said(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _write(part: Part, steps: list[str], value: Any) -> None:
    *way, last = steps
    for step in way:
        part = part.setdefault(step, {})
    if value is None:
        part.pop(last, None)
    else:
        part[last] = value


#: Whether a browser may fill in what it knows of the person before it (WCAG 1.3.5).
ABOUT: Final = Setting(
    "about", _l("Au sujet de"), "select", "item:/autocomplete",
    _l("Le navigateur propose ce qu’il sait de la personne qui répond, de nulle autre."),
    options=(("", _l("La personne qui répond")), ("off", _l("Quelqu’un d’autre"))),
)  # fmt: skip
