"""More requests than can be played one by one: those that were played, told of other schools."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from app.demo.retelling import Tale, Teller, chained, moved, numbered, revoted
from app.demo.sheaf import TABLES, Row, Sheaf, gathered, numbers, written
from catalogue.domain.numbers import number_of, prefix_of
from core.clock import PARIS
from core.database import session, unit_of_work
from core.folding import fold
from core.models import Counter
from documents.errors import UnknownFile
from documents.storage import Storage
from schemas import queries as schemas

BATCH: Final = 500
#: What is over may be long over; what is under way began lately.
LONG_AGO, LATELY = timedelta(days=500), timedelta(days=6)


def retell(
    count: int, rng: Random, files: Storage, say: Callable[[str], None] = lambda _text: None
) -> int:
    """Write `count` more requests, each the echo of one that was played; how many were."""
    with unit_of_work():
        tellers = _tellers()
        tales = _tales(tellers)
    if not tales:
        return 0
    plan = sorted(_planned(count, len(tales), tales, rng), key=lambda one: one[1], reverse=True)
    done = 0
    for start in range(0, count, BATCH):
        batch = plan[start : start + BATCH]
        with unit_of_work():
            _write([_told(tales[n], by, list(tellers.values()), rng) for n, by in batch], files)
        done += len(batch)
        if done % (BATCH * 10) == 0:
            say(f"  {done} demandes racontées sur {count}…")
    return done


def _planned(
    count: int, kinds: int, tales: Sequence[Tale], rng: Random
) -> Iterator[tuple[int, timedelta]]:
    """Which tale, and how much earlier."""
    for _ in range(count):
        number = rng.randrange(kinds)
        most = LONG_AGO if tales[number].over else LATELY
        yield number, most * rng.random()


def _told(tale: Tale, by: timedelta, tellers: Sequence[Teller], rng: Random) -> Sheaf:
    sheaf = tale.told_by(rng.choice(tellers), rng)
    moved(sheaf, by)
    revoted(sheaf, tale.request["answers"])
    return sheaf


def _write(batch: Sequence[Sheaf], files: Storage) -> None:
    """Numbers in the order of the days, then every table in one statement."""
    steps = iter(numbers("step", sum(len(sheaf["step"]) for sheaf in batch)))
    changes = iter(numbers("change", sum(len(sheaf["change"]) for sheaf in batch)))
    _give_numbers(batch)
    for sheaf in batch:
        numbered(sheaf, steps, changes)
        chained(sheaf["change"])
        _rested(sheaf["timer"])
    _link_files(batch, files)
    for table in TABLES:
        written(table, [row for sheaf in batch for row in sheaf[table]])


def _rested(timers: Sequence[Row]) -> None:
    """What fell due meanwhile has had its say: thousands of reminders would leave at once."""
    now = datetime.now(UTC)
    for timer in timers:
        if timer["fired_at"] is None and datetime.fromisoformat(timer["due_at"]) <= now:
            timer["fired_at"] = timer["due_at"]


def _give_numbers(batch: Sequence[Sheaf]) -> None:
    """The number each request would have been given, from the counters of its service."""
    asked = [sheaf["request"][0] for sheaf in batch if sheaf["request"][0]["submitted_at"]]
    places = {row["id"]: _place(row) for row in asked}
    taken = {
        prefix: _taken(prefix, many)
        for prefix, many in Count(prefix for prefix, _ in places.values()).items()
    }
    for row in sorted(asked, key=lambda row: row["submitted_at"]):
        prefix, pattern = places[row["id"]]
        on = datetime.fromisoformat(row["submitted_at"]).astimezone(PARIS).date()
        taken[prefix] += 1
        row["reference"] = number_of(pattern, on, taken[prefix])
        row["words"] = _words(row)


def _place(row: Row) -> tuple[str, str]:
    service = schemas.live("service", row["service_key"])
    pattern = str(service.body["number"]) if service else "{year}-{seq:05}"
    on = datetime.fromisoformat(row["submitted_at"]).astimezone(PARIS).date()
    return prefix_of(pattern, on), pattern


def _words(row: Row) -> str:
    service = schemas.live("service", row["service_key"])
    title = service.body["title"] if service else ""
    return fold(f"{row['reference']} {row['title']} {row['establishment_label']} {title}")


def _taken(prefix: str, many: int) -> int:
    """The last number given before `many` more were taken."""
    last: int = session.execute(
        insert(Counter)
        .values(prefix=prefix, value=many)
        .on_conflict_do_update(index_elements=["prefix"], set_={"value": Counter.value + many})
        .returning(Counter.value)
    ).scalar_one()
    return last - many


def _link_files(batch: Sequence[Sheaf], files: Storage) -> None:
    """The same bytes under one more name."""
    for sheaf in batch:
        for row in sheaf["stored_file"]:
            with suppress(UnknownFile):
                files.again(row.pop("was"), row["storage_name"])


def _tellers() -> Mapping[tuple[str, str], Teller]:
    """Who files for which school, as rights stand."""
    rows = session.execute(
        text("""
        SELECT DISTINCT a.id::text, a.name, a.email, r.id::text AS record_id, r.code, r.label,
               r.scope_path
        FROM account a JOIN "grant" g ON g.account_id = a.id AND g.revoked_at IS NULL
        JOIN scope s ON s.id = g.scope_id JOIN record r ON r.scope_path = s.path
        WHERE r.entity = 'etablissement' ORDER BY r.code, a.email""")
    ).all()
    return {(row[0], row[4]): Teller(*row) for row in rows}


def _tales(tellers: Mapping[tuple[str, str], Teller]) -> list[Tale]:
    found = []
    by_record = {(t.account_id, t.record_id): t for t in tellers.values()}
    for request_id in session.scalars(select(text("id")).select_from(text("request ORDER BY id"))):
        sheaf = gathered(request_id)
        row = sheaf["request"][0]
        teller = by_record.get((row["applicant_id"], row["establishment_id"]))
        if teller is not None:
            for file in sheaf["stored_file"]:
                file["was"] = file["storage_name"]
            found.append(Tale(sheaf, teller))
    return found
