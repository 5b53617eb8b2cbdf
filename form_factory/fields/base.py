"""What every field type offers: reading what was posted, showing it again, telling it to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Literal

from form_factory.domain.form import Field
from form_factory.domain.pointers import MISSING
from form_factory.fields.posted import Posted, clean
from form_factory.fields.settings import Setting

__all__ = [
    "CHOICE", "EQUAL", "LIST", "NUMBER", "ORDER", "ROWS", "SET", "Example", "FieldType", "Group",
    "Options", "Posted", "clean",
]  # fmt: skip

#: What a control offers: (what is posted, words), perhaps under heads.
Options = list[tuple[str, str]] | dict[str, list[tuple[str, str]]]

#: Under which head of the palette a type stands; "" for those that are not offered.
Group = Literal["", "saisie", "choix", "connu", "pieces", "mise-en-page"]

#: What a condition may ask of an answer, by sort of answer.
SET: Final = ("is_set",)
EQUAL: Final = ("==", "!=", "in", "is_set")
CHOICE: Final = EQUAL
NUMBER: Final = ("==", "!=", "<", "<=", ">", ">=", "in", "is_set")
ORDER: Final = ("==", "!=", "<", "<=", ">", ">=", "is_set")
LIST: Final = ("in", "is_set")
ROWS: Final = ("count", "any", "all", "sum", "is_set")


@dataclass(frozen=True, slots=True)
class Example:
    """A question of a type with one answer: in the docs, and run by the tests."""

    schema: Mapping[str, Any]
    ui: Mapping[str, Any]
    #: Ending of the control's name ("" for the question itself) → what a browser posts.
    typed: Mapping[str, Sequence[str]]
    stored: Any
    shown: str
    #: Lists of values the question names: key → rows.
    lists: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


class FieldType:
    """One way of asking a question. A new one is a subclass named on a room's plate.

    What cannot be read comes back as it was typed: the draft keeps it and validation says why, so
    that nobody types twice.
    """

    #: What `widget` says in the definition, and the macro of `_widgets.html` that draws it.
    name: ClassVar[str] = ""
    macro: ClassVar[str] = "text"
    #: Types of JSON Schema this field may hold.
    holds: ClassVar[frozenset[str]] = frozenset({"string"})
    #: Several controls under one legend, instead of one under one label.
    grouped: ClassVar[bool] = False
    #: False when nothing is read from the form (computed, hidden, files).
    reads: ClassVar[bool] = True
    #: True for a group drawn as one question of several parts.
    composite: ClassVar[bool] = False
    #: Families of files it takes whatever the form says, and how a phone may take one.
    families: ClassVar[tuple[str, ...]] = ()
    capture: ClassVar[str | None] = None
    #: True when files come with the form under its name.
    takes_files: ClassVar[bool] = False
    inputmode: ClassVar[str | None] = None
    input_type: ClassVar[str] = "text"
    autocomplete: ClassVar[str | None] = None
    #: Width of the control: "short", "medium" or "" for the whole line.
    width: ClassVar[str] = ""
    #: Code of a broken rule → code of the sentence that fits this type better.
    codes: ClassVar[Mapping[str, str]] = {}
    #: Code of the sentence that asks for the answer.
    missing: ClassVar[str] = "answer-missing"
    #: True when an answer names something kept elsewhere, which not everybody reaches.
    refers: ClassVar[bool] = False
    #: False when answers that nobody stores may name what is not there.
    judged_in_trials: ClassVar[bool] = True
    #: Where the macro stands, when a room above draws the control itself.
    template: ClassVar[str | None] = None

    # What the palette of the form editor shows.
    group: ClassVar[Group] = ""
    label: ClassVar[Any] = ""
    #: Phosphor.
    icon: ClassVar[str] = "text-t"
    #: Other words people look for it by, in one string.
    words: ClassVar[Any] = ""
    #: Time it takes to answer.
    seconds: ClassVar[int] = 15
    #: Whether it may stand in a row of a repeated question.
    in_rows: ClassVar[bool] = True
    #: Designer's options, in order.
    settings: ClassVar[tuple[Setting, ...]] = ()
    #: Operators of conditions that fit its answer.
    operators: ClassVar[tuple[str, ...]] = EQUAL
    example: ClassVar[Example | None] = None
    #: What `blank` starts from.
    start: ClassVar[tuple[Mapping[str, Any], Mapping[str, Any]]] = ({"type": "string"}, {})

    def blank(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """A new question: schema without `x-id` and `title` (its parts have titles, and need an
        `x-id` each), item of `ui` without `field`."""
        schema, item = deepcopy(dict(self.start[0])), deepcopy(dict(self.start[1]))
        return schema, {"widget": self.name, **item}

    def read(self, posted: Posted, name: str, field: Field) -> Any:
        """The answer as JSON, MISSING when there is none, the text as typed when unreadable."""
        raw = posted.get(name)
        text = clean(raw) if raw is not None else ""
        return self.parse(text, field) if text else MISSING

    def parse(self, text: str, field: Field) -> Any:
        """The answer that `text` stands for."""
        return text

    def typed(self, value: Any, field: Field) -> str:
        """What the control shows for `value`: what the person would type."""
        return value if isinstance(value, str) else str(value)

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        """The answer as a person reads it."""
        return self.typed(value, field)

    def options(self, field: Field, value: Any) -> Options:
        """What the control offers: (what is posted, words). A search may depend on `value`."""
        return []

    def options_under(self, field: Field, value: Any, above: Any) -> Options:
        """The same when another answer narrows it (`x-under`); `above` is None while unknown."""
        return self.options(field, value)

    def normal(self, value: Any, field: Field) -> Any:
        """A stored answer as it would be stored today: printed by the page, so that reading the
        same control again changes nothing."""
        return value

    def reaches(self, value: Any, field: Field) -> bool:
        """Whether who answers now may name what `value` stands for (`refers`)."""
        return True

    def more(self, field: Field, value: Any) -> dict[str, Any]:
        """What else its macro needs."""
        return {}

    def code_for(self, code: str) -> str:
        """The code of the sentence for a broken rule."""
        return self.missing if code == "required" else self.codes.get(code, code)
