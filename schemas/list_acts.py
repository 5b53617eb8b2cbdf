"""Acts on lists of values: rows of a draft, files and texts that wait, records as a source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete

from core import clock, jobs
from core.actor import Actor
from core.database import session
from core.errors import Invalid, NotFound
from core.i18n import _
from core.problems import Problem
from schemas import drafting, list_reading, list_rows, list_store
from schemas.domain.lists import Comparison, Fault, ListRow, compared, merged
from schemas.list_models import ListFile
from schemas.list_reading import Columns
from schemas.models import DefinitionVersion

KIND: Final = list_store.KIND
LARGEST: Final = 20 * 1024 * 1024
_KEPT: Final = timedelta(days=1)
EditRows = Callable[[Sequence[ListRow]], Sequence[ListRow]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a file in would do."""

    comparison: Comparison
    faults: Sequence[Fault]
    count: int
    #: Nothing stands there yet: there is nothing to replace.
    fresh: bool


def change_rows(
    actor: Actor, key: str, edit: EditRows, label: str, *, seen: int | None
) -> DefinitionVersion:
    """One act on the rows of the draft."""

    def rewritten(document: dict[str, Any]) -> dict[str, Any]:
        return list_store.with_rows(document, edit(list_store.rows_of(document)))

    return drafting.change(actor, KIND, key, rewritten, label, seen=seen)


def bring(actor: Actor, key: str, filename: str, content: bytes) -> ListFile:
    """Keep a file, or a pasted text (no name), until somebody has looked at what it would do."""
    file = ListFile(
        key=key, filename=filename[:200], content=content[:LARGEST], made_by=actor.account_id
    )
    session.add(file)
    session.flush()
    return file


def file_for(actor: Actor, key: str, file_id: UUID) -> ListFile:
    """A file that waits, for whoever brought it."""
    found = session.get(ListFile, file_id)
    if found is None or found.key != key or found.made_by != actor.account_id:
        raise NotFound
    return found


def preview(
    document: Mapping[str, Any], file: ListFile, mapping: Columns, *, whole: bool
) -> Preview:
    """Added, renamed, retired, brought back; and the lines that make no row."""
    before = list_store.rows_of(document)
    after = _merged(document, before, file, mapping, whole=whole)
    return Preview(compared(before, after.rows), after.faults, len(after.rows), not before)


def take_in(
    actor: Actor, key: str, file: ListFile, mapping: Columns, *, whole: bool, seen: int | None
) -> DefinitionVersion:
    """Write what the preview showed, and let the file go."""

    def rewritten(document: dict[str, Any]) -> dict[str, Any]:
        before = list_store.rows_of(document)
        found = _merged(document, before, file, mapping, whole=whole)
        if whole and before and found.faults:
            raise Invalid([Problem("/mode", "list-lines-refused")])
        made = list_store.with_rows(document, found.rows)
        return _with_columns(made, file, mapping)

    version = drafting.change(actor, KIND, key, rewritten, _("Valeurs importées"), seen=seen)
    session.delete(file)
    return version


def make_of_records(
    actor: Actor, key: str, entity: str, view: str, *, seen: int | None
) -> DefinitionVersion:
    """The rows are the records of an entity from now on."""

    def rewritten(document: dict[str, Any]) -> dict[str, Any]:
        rest = {k: v for k, v in document.items() if k not in {"rows", "rows_in", "columns"}}
        return {**rest, "source": {"entity": entity, **({"view": view} if view else {})}}

    return drafting.change(actor, KIND, key, rewritten, _("Fiches comme valeurs"), seen=seen)


def forget(_job: jobs.Taken | None = None) -> None:
    """Files nobody took in, and rows that no text names any more, go after a day."""
    session.execute(delete(ListFile).where(ListFile.made_at < clock.now() - _KEPT))
    list_rows.sweep()


def _merged(
    document: Mapping[str, Any],
    before: Sequence[ListRow],
    file: ListFile,
    mapping: Columns,
    *,
    whole: bool,
) -> Any:
    columns = {"parent"} if mapping.parent is not None else set[str]()
    return merged(
        before,
        list_reading.given(file.content, mapping, pasted=not file.filename),
        frozen=list_store.published_keys(str(document["key"])),
        today=clock.today(),
        whole=whole,
        columns=columns,
    )


def _with_columns(document: dict[str, Any], file: ListFile, mapping: Columns) -> dict[str, Any]:
    """The columns of values the file brought, beside those that were declared."""
    if not mapping.others:
        return document
    looked = list_reading.look(file.content, {"sep": mapping.separator, "enc": mapping.encoding},
                               pasted=not file.filename)  # fmt: skip
    known = {column["key"] for column in document.get("columns", ())}
    header = looked.columns if looked.mapping.header else looked.sample[0]
    new = [
        {"key": key, "label": title}
        for key, title in list_reading.other_columns(list(header), mapping)
        if key not in known
    ]
    return {**document, "columns": [*document.get("columns", ()), *new]}
