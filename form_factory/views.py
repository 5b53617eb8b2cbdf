"""What the templates draw: plain values, so that page, preview, summary and print cannot differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from core.files import FileRef


@dataclass(frozen=True, slots=True)
class Known:
    """Where a prefilled answer comes from; `locked` ones are shown, not asked."""

    source: str
    date: str | None = None
    locked: bool = False
    #: The source did not answer: there is nothing of it in the control.
    missed: bool = False
    #: Nor was it asked: where this form is opened, no other machine is.
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the page leads; given by whoever holds the draft."""

    #: Receives the page (buttons, no JavaScript needed).
    post: str
    #: Receives each change and answers the body of the page; None draws a page that does not save.
    autosave: str | None = None
    #: Page id → its address; None in a preview, and for a page nobody goes to.
    page: Callable[[str], str | None] | None = None
    #: Id of a file → where it is read.
    file: Callable[[str], str] | None = None
    #: Where files go piece by piece; None when they come with the page only.
    upload: str | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """One question, ready to draw."""

    kind: str
    macro: str
    template: str | None
    name: str
    id: str
    label: str
    hint: str | None
    errors: tuple[str, ...]
    optional: bool
    #: What the control holds, as typed.
    text: str
    #: What a person reads.
    display: str
    options: Sequence[tuple[str, str]] | Mapping[str, Sequence[tuple[str, str]]]
    chosen: Sequence[str]
    attrs: Mapping[str, Any]
    input_type: str = "text"
    inputmode: str | None = None
    autocomplete: str | None = None
    width: str = ""
    unit: str | None = None
    files: Sequence[FileRef] = ()
    file_url: Callable[[str], str] | None = None
    accept: str | None = None
    #: How a phone may take a picture for it.
    capture: str | None = None
    known: Known | None = None
    #: What its item of `ui` says, and what its type adds for its macro.
    ui: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    #: Of a question of several parts: their controls.
    parts: Sequence[Control] = ()
    #: Address and row, for the buttons beside the control.
    pointer: str = ""
    row: str | None = None
    #: Half a line wide where there is room.
    half: bool = False
    #: Language of its words when it is not the page's.
    lang: str | None = None
    #: What whoever sent the answers back asks here.
    remark: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a repeated question."""

    id: str
    number: int
    title: str
    controls: Sequence[Control]
    first: bool
    last: bool
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One question of a table of rows, as its header says it."""

    pointer: str
    label: str
    hint: str | None
    optional: bool
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class RowsView:
    """A repeated question."""

    kind: str
    control: Control
    rows: Sequence[RowView]
    can_add: bool
    can_remove: bool
    add_label: str
    #: Of a table: the questions that some row asks, in their order.
    columns: Sequence[Column] = ()
    #: Rows are neither added, nor moved, nor removed here.
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class TextView:
    """A notice or an explanation."""

    kind: str
    key: str
    text: str
    tone: str
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class SectionView:
    """Questions under one legend."""

    kind: str
    id: str
    title: str
    hint: str | None
    items: Sequence[Any]


@dataclass(frozen=True, slots=True)
class StepView:
    """A square of the marelle."""

    label: str
    status: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Two devices, two answers, in words."""

    label: str
    mine: str
    theirs: str
    row_gone: bool = False


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of a form for one draft."""

    id: str
    title: str
    intro: str | None
    number: int
    items: Sequence[Any]
    steps: Sequence[StepView]
    #: (id of the control, sentence), in reading order.
    errors: Sequence[tuple[str, str]]
    version: int
    #: Id of the version of the form it is drawn under; comes back with what is posted.
    form: str
    seen: str
    previous: str | None
    last: bool
    help: str | None = None
    conflicts: Sequence[ConflictView] = ()
    #: Everything that is wrong was asked for: what is still to fill in is told as well.
    told: bool = False
    #: Drawn after a change, under the hands of whoever types: nothing may move or take the focus.
    quiet: bool = False
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A line of the summary."""

    label: str
    text: str
    files: Sequence[FileRef] = ()
    #: Rows of a repeated question: (title, lines).
    rows: Sequence[tuple[str, Sequence[AnswerView]]] = ()
    #: Where it stands among the answers: `lieu.commune`.
    name: str = ""
    #: What is said under the answer: which text was agreed to, by whom, when.
    note: str = ""


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """A page of the summary."""

    id: str
    title: str
    answers: Sequence[AnswerView]
    url: str | None = None
    errors: Sequence[tuple[str, str]] = field(default=())
    #: Place among the steps, where another one bears the same title; None where none does.
    twin: int | None = None

    @property
    def blocks(self) -> list[tuple[bool, list[AnswerView]]]:
        """Answers in their order, plain lines together: (whether these are rows, answers)."""
        return [(rows, list(them)) for rows, them in groupby(self.answers, lambda a: bool(a.rows))]
