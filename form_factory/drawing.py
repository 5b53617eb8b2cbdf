"""From a question and its answer to a control, and from a page to all it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.files import FileRef
from core.i18n import _
from core.problems import Problem
from core.saying import day
from core.words import message
from form_factory.compiled import Compiled
from form_factory.domain.drafts import Draft
from form_factory.domain.form import Explanation, Field, Item, Notice, Section, Shape
from form_factory.domain.normal import is_blank
from form_factory.domain.pointers import pointer_of, value_at
from form_factory.domain.projection import Projection
from form_factory.domain.scope import Scope, address_of
from form_factory.fields import FieldType, type_for
from form_factory.naming import digest, id_of, name_of
from form_factory.rowtitles import row_title
from form_factory.tongues import lang_of
from form_factory.uploads import rule_for
from form_factory.views import Column, Control, Known, RowsView, RowView, SectionView, TextView

_ACCEPT = {
    "pdf": ".pdf", "image": "image/jpeg,image/png,image/webp,image/heic",
    "office": ".odt,.ods,.odp,.doc,.docx,.xls,.xlsx,.ppt,.pptx", "text": ".txt,.csv",
    "archive": ".zip",
}  # fmt: skip


@dataclass(slots=True)
class Drawing:
    """Draws the questions of one draft. Collects on its way the prints of what it showed."""

    compiled: Compiled
    draft: Draft
    projection: Projection
    errors: Mapping[str, Sequence[Problem]]
    files: Mapping[str, FileRef] = field(default_factory=dict)
    known: Mapping[str, Known] = field(default_factory=dict)
    file_url: Callable[[str], str] | None = None
    seen: dict[str, str] = field(default_factory=dict)
    #: What may be answered, when not everything may; the rest is shown as it stands.
    scope: Scope | None = None
    #: What somebody asks about a question or a row, by address.
    remarks: Mapping[str, str] = field(default_factory=dict)
    #: Address with row numbers → id of its control, for the error summary.
    ids: dict[str, str] = field(default_factory=dict)

    def items(self, items: Sequence[Item]) -> list[Any]:
        """What is shown of `items`, in order."""
        return [drawn for item in items if (drawn := self._item(item)) is not None]

    def _item(self, item: Item) -> Any:
        visible = self.projection.visible
        if isinstance(item, Notice):
            shown = f"notice:{item.key}" in visible
            lang = lang_of(self.compiled, f"notice.{item.key}.text")
            return TextView("notice", item.key, item.text, item.tone, lang) if shown else None
        if isinstance(item, Explanation):
            shown = f"explanation:{item.key}" in visible
            lang = lang_of(self.compiled, f"explanation.{item.key}.text")
            return TextView("explanation", item.key, item.text, "", lang) if shown else None
        if isinstance(item, Section):
            if f"section:{item.key}" not in visible:
                return None
            return SectionView("section", f"s-{item.key}", item.title, None, self.items(item.items))
        if item.pointer not in visible:
            return None
        if item.shape is Shape.GROUP:
            self.ids[item.pointer] = id_of(item)
            if type_for(item).composite:
                return self._composite(item)
            inner = self.items(item.items)
            return SectionView("section", id_of(item), item.label, item.hint, inner)
        if item.shape is Shape.ROWS:
            return self._rows(item)
        value = value_at(self.draft.answers, item.path)
        return self._control(item, value, item.pointer, None)

    def _composite(self, item: Field) -> Control:
        """A group drawn as one question: its parts say what is optional in it, it says it once."""
        value = value_at(self.draft.answers, item.path)
        drawn = self._control(item, value, item.pointer, None)
        if self.scope is not None and not self.scope.touches(item):
            return replace(drawn, macro="filed", template=None, optional=False)
        quiet = drawn.autocomplete == "off"
        parts = [
            self._part(item, part, quiet=quiet)
            for part in item.items
            if part.pointer in self.projection.visible
        ]
        asked = any(part.pointer in self.projection.asked for part in item.items)
        optional = not (item.demanded or asked)
        return replace(drawn, parts=parts, optional=optional)

    def _part(self, item: Field, part: Field, *, quiet: bool) -> Control:
        value = value_at(self.draft.answers, part.path)
        drawn = self._control(part, value, part.pointer, None)
        optional = not part.demanded and bool(item.schema.get("required"))
        return replace(
            drawn, optional=optional, autocomplete="off" if quiet else drawn.autocomplete
        )

    def _rows(self, item: Field) -> RowsView:
        value = value_at(self.draft.answers, item.path)
        rows = value if isinstance(value, list) else []
        ids = list(self.draft.rows.get(item.pointer, ()))[: len(rows)]
        most = int(item.schema.get("maxItems", 0)) or None
        control = self._control(item, value, item.pointer, None)
        drawn = [self._row(item, n, ids, rows[n]) for n in range(len(ids))]
        tabled = control.macro == "table"
        return RowsView(
            kind="rows",
            control=control,
            rows=[_numbered(row) for row in drawn] if tabled else drawn,
            columns=_columns(item, drawn) if tabled else (),
            can_add=(most is None or len(rows) < most) and not self._shut(item, None),
            can_remove=len(rows) > int(item.schema.get("minItems", 0)),
            fixed=self._shut(item, None),
            add_label=str(item.options.get("add_label") or _("Ajouter une ligne")),
        )

    def _row(self, item: Field, number: int, ids: Sequence[str], row: Any) -> RowView:
        values = row if isinstance(row, Mapping) else {}
        stem = f"{item.pointer}/{number}/"
        controls = [
            self._control(cell, values.get(cell.key), stem + cell.key, ids[number])
            for cell in item.items
            if stem + cell.key in self.projection.visible
        ]
        title = row_title(item, values, number)
        last = number == len(ids) - 1
        remark = self.remarks.get(f"{item.pointer}[{ids[number]}]", "")
        return RowView(ids[number], number + 1, title, controls, number == 0, last, remark)

    def _control(self, item: Field, value: Any, place: str, row: str | None) -> Control:
        kind = type_for(item)
        name, ident = name_of(item, row), id_of(item, row)
        self.ids[place] = ident
        computed = item.pointer in self.compiled.plan.computed
        if computed:
            value = self.projection.computed.get(place)
        known = self.known.get(item.pointer)
        locked = known is not None and known.locked
        shut = not (computed or locked) and self._shut(item, row)
        if kind.reads and not (computed or locked or shut):
            self.seen[name] = digest(value if is_blank(value) else kind.normal(value, item))
        blank = is_blank(value)
        linked = "x-under" in item.schema
        above = self._above(item, row) if linked else None
        required = place in self.projection.required
        several = value if isinstance(value, list) else [value]
        return Control(
            kind=kind.name,
            macro=_macro(item, kind, computed=computed, locked=locked, shut=shut),
            template=None if computed or locked or shut else kind.template,
            name=name,
            id=ident,
            label=item.label,
            hint=_hint(item, known if not (computed or locked or shut) else None),
            errors=tuple(message(each) for each in self.errors.get(place, ())),
            optional=not (
                required or computed or locked or shut or kind.macro in ("checkbox", "hidden")
            ),
            text="" if blank else kind.typed(value, item),
            display="" if blank else kind.display(value, item),
            options=kind.options_under(item, value, above) if linked else kind.options(item, value),
            chosen=[] if blank else [kind.typed(one, item) for one in several],
            attrs=_limits(item, kind.macro),
            input_type=kind.input_type,
            inputmode=kind.inputmode,
            autocomplete=item.options.get("autocomplete") or (None if row else kind.autocomplete),
            width=str(item.options.get("width", "")) or kind.width,
            unit=item.schema.get("x-unit"),
            files=self._files(several) if kind.takes_files and not blank else (),
            file_url=self.file_url,
            accept=self._accept(item) if kind.takes_files else None,
            capture=kind.capture,
            known=known,
            ui=item.options,
            more={**kind.more(item, value), "under": above},
            pointer=item.pointer,
            row=row,
            half=item.options.get("width") == "half",
            lang=lang_of(self.compiled, f"{item.x_id}.title", f"{item.x_id}.label"),
            remark=self.remarks.get(address_of(item, row), ""),
        )

    def _shut(self, item: Field, row: str | None) -> bool:
        return self.scope is not None and not self.scope.opens(item, row)

    def _files(self, ids: Sequence[Any]) -> list[FileRef]:
        return [self.files[one] for one in ids if isinstance(one, str) and one in self.files]

    def _above(self, item: Field, row: str | None) -> Any:
        """The answer beside a question that narrows what it offers; None while there is none."""
        beside = value_at(self.draft.answers, item.row_of or item.path[:-1])
        if item.row_of is not None:
            ids = list(self.draft.rows.get(pointer_of(item.row_of), ()))
            listed = isinstance(beside, list) and row in ids and len(ids) == len(beside)
            beside = beside[ids.index(row)] if listed else None  # type: ignore[arg-type]  # in ids
        above = beside.get(str(item.schema["x-under"])) if isinstance(beside, Mapping) else None
        return None if is_blank(above) else above

    def _accept(self, item: Field) -> str | None:
        families = rule_for(self.compiled, item).families
        return ",".join(dict.fromkeys(_ACCEPT[one] for one in families if one in _ACCEPT)) or None


def _hint(item: Field, known: Known | None) -> str | None:
    """What helps to answer, and where the answer that stands there comes from."""
    if known is None:
        return item.hint
    if known.unasked:
        told = _("%(source)s n’est pas interrogé ici : répondez vous-même.", source=known.source)
    elif known.missed:
        told = _("%(source)s n’a pas répondu : remplissez vous-même.", source=known.source)
    else:
        told = _("Repris de %(source)s, %(day)s.", source=known.source, day=day(known.date))
    return f"{item.hint} {told}" if item.hint else str(told)


def _macro(item: Field, kind: FieldType, *, computed: bool, locked: bool, shut: bool) -> str:
    """How a question is drawn: asked, or shown only. What holds others is drawn around them."""
    if computed:
        return "computed"
    if locked:
        return "known"
    inner = item.shape is not Shape.LEAF or kind.macro == "hidden"
    return "filed" if shut and not inner else kind.macro


def _columns(item: Field, rows: Sequence[RowView]) -> list[Column]:
    """The questions that some row asks; a row without one of them has an empty cell there."""
    found = []
    for cell in item.items:
        drawn = [c for row in rows for c in row.controls if c.pointer == cell.pointer]
        if drawn and drawn[0].macro != "hidden":
            optional = all(each.optional for each in drawn)
            found.append(Column(cell.pointer, cell.label, cell.hint, optional, drawn[0].lang))
    return found


def _numbered(row: RowView) -> RowView:
    """In a table the label of a control is heard, not seen: it says which line it is of."""
    controls = [
        replace(c, label=str(_("%(label)s, ligne %(number)s", label=c.label, number=row.number)))
        for c in row.controls
    ]
    return replace(row, controls=controls)


def _limits(item: Field, macro: str) -> dict[str, Any]:
    """What the browser may know of the rules; the server decides."""
    if macro in {"text", "textarea"} and "maxLength" in item.schema and not item.choices:
        return {"maxlength": item.schema["maxLength"]}
    return {}
