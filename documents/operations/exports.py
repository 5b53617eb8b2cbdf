"""Acts on exports: order one, gather its rows chunk by chunk, make the file, let it go.

The job looks at the rights of whoever asked, again at each chunk (FAULTS A-14). When they change
under way, what was gathered with the former ones is thrown away.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import IO, Any
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import func, select

from accounts import queries as accounts
from core import clock, history, jobs, sheets
from core.actor import Actor
from core.database import session
from core.errors import BadInput, NotFound
from core.events import announce
from core.sheets import Column
from documents import spool
from documents.domain import filenames
from documents.errors import TooManyExports
from documents.events import ExportEnded
from documents.exporting import PRINT, Wanted, digest_of, formats_of, source_of
from documents.models import Export, StoredFile
from documents.operations import batches
from documents.storage import storage
from documents.store import STORE

EXPORT = "documents.export"
OWNER = "export"
#: The file is let go after this; its bytes leave the disk within a day (seven at most).
KEPT = timedelta(days=6)
#: One person, at once and in an hour (ASVS 2.4.1).
MOST_AT_ONCE, MOST_AN_HOUR = 3, 20
MOST_BYTES = 500 * 1024 * 1024
ENDED = ("ready", "failed", "cancelled")


def order_export(actor: Actor, source: str, wanted: Wanted, form: str, title: str) -> Export:
    """Ask for a list as a file: made behind the page, told when it is there."""
    if form not in formats_of(source_of(source)):
        raise BadInput
    if actor.account_id is None or not source_of(source).may(actor, wanted):
        raise NotFound
    _refuse_too_many(actor.account_id)
    export = Export(
        account_id=actor.account_id,
        source=source,
        wanted=dict(wanted),
        title=title[:200],
        format=form,
        columns=[],
    )
    session.add(export)
    session.flush()
    history.record(actor, OWNER, export.id, "export.asked", facts=_facts(export), first=True)
    jobs.enqueue(
        EXPORT,
        {"export": str(export.id)},
        once=f"export:{export.id}",
        account_id=actor.account_id,
    )
    return export


def make_export(job: jobs.Taken) -> bool:
    """One chunk of rows, or the file once all are there; whether more is left."""
    export = session.get(Export, UUID(job.args["export"]), with_for_update=True)
    if export is None or export.state in ENDED:
        return False
    actor = accounts.actor_of(export.account_id, via="job")
    if actor.facts.get("disabled") or not source_of(export.source).may(actor, export.wanted):
        _end(actor, export, "failed", error="export-no-right")
        return False
    with force_locale(actor.facts.get("locale") or "fr"):
        return _one_step(job, actor, export)


def _one_step(job: jobs.Taken, actor: Actor, export: Export) -> bool:
    if export.state == "waiting" or export.rights != digest_of(actor):
        _begin(actor, export)
    try:
        more = _gather(actor, export) if not export.gathered else _finish(job, actor, export)
    except spool.SpoolLost:
        _begin(actor, export)
        more = True
    session.flush()
    jobs.hold(job, {"done": export.done, "of": max(export.total or 0, export.done)})
    return more


def cancel_export(actor: Actor, export: Export) -> None:
    """Whoever asked for it does not want it any more."""
    if export.state not in ENDED:
        _end(actor, export, "cancelled")


def export_called_off(args: Mapping[str, Any]) -> None:
    """An administrator called the job off."""
    export = session.get(Export, UUID(args["export"]), with_for_update=True)
    if export is not None and export.state not in ENDED:
        _end(accounts.actor_of(export.account_id, via="job"), export, "cancelled")


def drop_export(actor: Actor, export: Export) -> None:
    """Let an export go, with its file."""
    history.record(actor, OWNER, export.id, "export.dropped", version=2)
    _let_go(export)


def note_download(actor: Actor, export: Export) -> None:
    """Write down that the file left the house (P-11)."""
    history.record(actor, OWNER, export.id, "export.downloaded", version=2, facts=_facts(export))


def forget_exports() -> None:
    """Let go of what is over (work of the clock)."""
    past = clock.now() - KEPT
    for export in session.scalars(select(Export).where(Export.created_at < past)):
        if export.expires_at is None or export.expires_at < clock.now():
            _let_go(export)


def _refuse_too_many(account_id: UUID) -> None:
    """One order at a time: two that come together are counted one after the other."""
    session.execute(select(func.pg_advisory_xact_lock(account_id.int % 2**62)))
    mine = select(func.count()).select_from(Export).where(Export.account_id == account_id)
    under_way = session.scalar(mine.where(Export.state.not_in(ENDED))) or 0
    lately = session.scalar(mine.where(Export.created_at > clock.now() - timedelta(hours=1))) or 0
    if under_way >= MOST_AT_ONCE or lately >= MOST_AN_HOUR:
        raise TooManyExports


def _begin(actor: Actor, export: Export) -> None:
    """From the first row, with the rights of this moment."""
    spool.drop(export.id)
    export.state, export.rights = "running", digest_of(actor)
    export.done, export.spooled, export.cursor, export.gathered = 0, 0, None, False
    export.columns = []
    export.total = source_of(export.source).count(actor, export.wanted)


def _gather(actor: Actor, export: Export) -> bool:
    rows, export.cursor = source_of(export.source).chunk(actor, export.wanted, export.cursor)
    export.spooled = spool.append(export.id, export.spooled, rows)
    export.done += len(rows)
    export.columns = sorted({*export.columns, *(key for row in rows for key in row)})
    export.gathered = export.cursor is None
    return True


def _finish(job: jobs.Taken, actor: Actor, export: Export) -> bool:
    with tempfile.TemporaryFile(dir=_room()) as made:
        make = _print if export.format == PRINT else _sheet
        ending, media_type = make(job, actor, export, made)
        made.seek(0)
        export.file_id = _kept(actor, export, made, ending, media_type)
    spool.drop(export.id)
    export.expires_at = clock.now() + KEPT
    _end(actor, export, "ready")
    return False


def _sheet(_job: jobs.Taken, actor: Actor, export: Export, made: IO[bytes]) -> tuple[str, str]:
    columns = _open_columns(export, source_of(export.source).columns(actor, export.wanted))
    out = sheets.writer(export.format, made, columns, export.title)
    for row in _rows(export, columns):
        out.write(row)
    out.close()
    return sheets.FORMATS[export.format]


def _print(job: jobs.Taken, _actor: Actor, export: Export, made: IO[bytes]) -> tuple[str, str]:
    def set_so_far(count: int) -> None:
        jobs.hold(job, {"done": count, "of": export.done})

    return batches.write(
        made,
        [UUID(row["letter"]) for row in spool.read(export.id, export.spooled)],
        export.title,
        both_sides=bool(export.wanted.get("both_sides")),
        part_made=set_so_far,
    )


def _open_columns(export: Export, offered: Sequence[Column]) -> list[Column]:
    """What no row may show is absent, heading included; a list without rows keeps its headings."""
    return [c for c in offered if not export.done or c.key in export.columns]


def _rows(export: Export, columns: Sequence[Column]) -> Iterator[list[Any]]:
    for row in spool.read(export.id, export.spooled):
        yield [row.get(column.key) for column in columns]


def _room() -> str:
    folder = storage().aside
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return str(folder)


def _kept(actor: Actor, export: Export, made: IO[bytes], ending: str, media_type: str) -> UUID:
    """Made by the house itself: nothing to recognise, and nobody but its owner opens it."""
    files = storage()
    written = files.take(made, MOST_BYTES)
    day = clock.today().isoformat()
    row = StoredFile(
        owner_kind=OWNER,
        owner_id=export.id,
        filename=filenames.clean(f"{export.title} {day}.{ending}", f"export {day}.{ending}"),
        media_type=media_type,
        size=written.size,
        sha256=written.sha256,
        state="clean",
        storage_name=files.settle(written),
        uploaded_by=actor.account_id,
    )
    session.add(row)
    session.flush()
    return row.id


def _end(actor: Actor, export: Export, state: str, error: str | None = None) -> None:
    export.state, export.error, export.finished_at = state, error, clock.now()
    spool.drop(export.id)
    history.record(actor, OWNER, export.id, f"export.{state}", version=2, facts=_facts(export))
    if state != "cancelled":
        announce(ExportEnded(export.id, export.account_id, state))


def _let_go(export: Export) -> None:
    spool.drop(export.id)
    if export.file_id is not None:
        STORE.forget([str(export.file_id)], (OWNER, export.id))
        export.file_id = None
        session.flush()
    session.delete(export)


def _facts(export: Export) -> dict[str, Any]:
    return {
        "source": export.source,
        "wanted": export.wanted,
        "format": export.format,
        "rows": export.done,
    }
