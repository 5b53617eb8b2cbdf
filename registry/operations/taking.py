"""The lines of a file, one chunk after the other, become records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core import clock, history
from core.actor import Actor
from core.database import session
from core.ids import uuid7
from core.reading import Row
from registry.domain.casting import answered
from registry.domain.entity import Entity
from registry.domain.labels import label_of
from registry.domain.mapping import Mapping as ColumnMapping
from registry.domain.mapping import column_of, read_row
from registry.models import ImportBatch, ImportItem, Record
from registry.operations import records
from registry.operations.checking import problems_in
from registry.operations.placing import Placer
from registry.operations.reporting import Report
from registry.operations.rights import FileRights
from registry.operations.writing import index_row, reindex_changed, write_index

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Good:
    """A line whose data hold; `kept` are fields left out because the file's value was no good."""

    number: int
    code: str | None
    data: dict[str, Any]
    kept: frozenset[str]


@dataclass(slots=True)
class Taking:
    """One run over a file; writes nothing when `dry`."""

    actor: Actor
    entity: Entity
    version_id: UUID
    mapping: ColumnMapping
    batch: ImportBatch
    dry: bool
    report: Report = field(default_factory=Report)
    placer: Placer = field(init=False)
    rights: FileRights = field(init=False)
    #: Line of each code taken so far.
    seen: dict[str, int] = field(default_factory=dict)
    #: Of the last chunk, one byte a line: 1 when it was taken.
    stood: bytes = b""

    def __post_init__(self) -> None:
        self.placer = Placer(self.entity)
        self.rights = FileRights(self.actor, self.entity)

    def run(self, rows: Iterator[Row]) -> Report:
        """All of the file."""
        while self.step(rows):
            pass
        return self.report

    def step(self, rows: Iterator[Row]) -> bool:
        """The next chunk; whether there was one."""
        read = [self._line(row) for row in islice(rows, CHUNK)]
        self.stood = bytes(good is not None for good in read)
        if read:
            self._chunk([good for good in read if good is not None])
        return bool(read)

    def _line(self, row: Row) -> Good | None:
        """The data of a line, or its refusal told."""
        self.report.count("lines")
        if row.fault:
            self._refuse(row.number, "", row.fault)
            return None
        data, faults = read_row(self.mapping, self.entity, row.cells)
        kept = set()
        for fault in faults:
            if fault.refuses:
                self._refuse(row.number, fault.column, fault.code)
                return None
            self.report.tell(row.number, fault.column, fault.code, refused=False)
            kept |= {r.to for r in self.mapping.rules if fault.column in r.columns}
        code = str(data.get(self.entity.code, "")) if self.entity.code else None
        if code == "":
            column, _lenient = column_of(self.mapping, self.entity.code or "")
            self._refuse(row.number, column, "line-without-code")
            return None
        if code is not None and code in self.seen:
            self.report.count("duplicates")
            said = {"value": code, "first": self.seen[code]}
            column, _lenient = column_of(self.mapping, self.entity.code or "")
            self.report.tell(row.number, column, "line-duplicate", said)
            return None
        if not self._holds(row.number, data, kept):
            return None
        if kept:
            self.report.count("doubtful")
        if code is not None:
            self.seen[code] = row.number
        return Good(row.number, code, answered(data), frozenset(kept))

    def _holds(self, number: int, data: dict[str, Any], kept: set[str]) -> bool:
        """Whether the data hold, once doubtful values of lenient columns are left out."""
        for problem in [*problems_in(self.entity, data), *self.placer.problems(data)]:
            key = problem.path.strip("/").split("/")[0]
            column, lenient = column_of(self.mapping, key)
            required = key in self.entity.fields and self.entity.fields[key].required
            if not lenient or required:
                self._refuse(number, column, problem.code, problem.params)
                return False
            data.pop(key, None)
            kept.add(key)
            self.report.tell(number, column, problem.code, problem.params, refused=False)
        return not kept or not problems_in(self.entity, data)

    def _refuse(
        self, number: int, column: str, code: str, params: Mapping[str, Any] | None = None
    ) -> None:
        self.report.count("refused")
        self.report.tell(number, column, code, params)

    def _chunk(self, lines: list[Good]) -> None:
        """Write a chunk: what is known is compared, what is new is made."""
        known = self._known([line.code for line in lines if line.code])
        lines = [line for line in lines if self._allowed(known.get(line.code or ""), line)]
        fresh: list[Record] = []
        if not self.dry:
            unknown = [line.data for line in lines if line.code not in known]
            self.placer.prepare((data, label_of(self.entity, data)) for data in unknown)
        for line in lines:
            record = known.get(line.code or "")
            if record is None:
                self.report.count("created")
                if not self.dry:
                    fresh.append(self._made(line))
            elif not self._update(record, line):
                self.report.count("unchanged")
        if self.dry:
            return
        session.add_all(fresh)
        session.flush()  # rows stand before their index rows and history
        write_index(index_row(self.entity, record) for record in fresh)
        for record in fresh:
            self._tell(record, "record.imported", first=True)
            self._note(record, None)
        session.flush()
        for record in [*fresh, *known.values()]:
            session.expunge(record)

    def _allowed(self, record: Record | None, line: Good) -> bool:
        """Whether the person who brings the file may write what the line says, where it says."""
        if record is None:
            held = self.rights.may_make(self.placer.aim(line.data), line.data)
        else:
            data, mapped = self._merged(record, line)
            held = self.rights.may_look(record, mapped) and self.rights.may_turn(
                record, data, (p["path"].lstrip("/") for p in history.difference(record.data, data))
            )
        if not held:
            self._refuse(line.number, "", "line-beyond-rights")
        return held

    def _merged(self, record: Record, line: Good) -> tuple[dict[str, Any], set[str]]:
        """Columns of the mapping win, other fields stay."""
        mapped = {rule.to for rule in self.mapping.rules} - line.kept
        others = {key: value for key, value in record.data.items() if key not in mapped}
        return {**others, **line.data}, mapped

    def _known(self, codes: Iterable[str]) -> dict[str, Record]:
        query = select(Record).where(Record.entity == self.entity.key, Record.code.in_(list(codes)))
        if not self.dry:  # held in one order, so that two imports wait instead of deadlocking
            query = query.order_by(Record.id).with_for_update()
        query = query.execution_options(populate_existing=True)
        return {str(record.code): record for record in session.scalars(query)}

    def _made(self, line: Good) -> Record:
        record = records.made(self.actor, self.entity, self.version_id, line.data, self.placer)
        record.id = uuid7()
        record.source, record.source_at = self.batch_source, clock.now()
        return record

    def _update(self, record: Record, line: Good) -> bool:
        """Whether the line changes the record."""
        data, _mapped = self._merged(record, line)
        patch = history.difference(record.data, data)
        if not patch and record.state == "active":
            return False
        self.report.count("updated")
        if self.dry:
            return True
        former = {
            "data": record.data, "state": record.state, "source": record.source,
            "source_at": record.source_at.isoformat() if record.source_at else None,
        }  # fmt: skip
        before = index_row(self.entity, record)
        records.rewrite(self.actor, self.entity, record, data, self.version_id, self.placer)
        record.state, record.archived_at = "active", None
        record.source, record.source_at = self.batch_source, clock.now()
        session.flush()  # history tells the version after
        reindex_changed(self.entity, before, record)
        self._tell(record, "record.imported", patch=patch)
        self._note(record, former)
        return True

    @property
    def batch_source(self) -> str:
        """What the page of the record names as its origin."""
        return self.mapping.source or self.batch.filename

    def _tell(self, record: Record, act: str, **more: Any) -> None:
        history.record(
            self.actor, records.SUBJECT, record.id, act, version=record.version,
            facts={"batch": str(self.batch.id), "source": self.batch_source}, **more,
        )  # fmt: skip

    def _note(self, record: Record, before: dict[str, Any] | None) -> None:
        session.add(
            ImportItem(
                batch_id=self.batch.id, record_id=record.id, version_after=record.version,
                before=before,
            )
        )  # fmt: skip
