"""What tables say about backups (`app.backup`): words for the `info` of `__table_args__`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import MetaData

#: Why no row of this table is in an archive (sessions, links that open an account, tries).
LEFT_OUT = "left_out_of_backups_because"
#: Column → what stands in the archive in its place, in SQL over the row, called `t`.
KEPT_AS = "kept_in_backups_as"

#: Held, shared, by a backup while it copies files; whoever deletes bytes takes it alone, or waits
#: for another turn. Any number, the same everywhere (pg_advisory_lock's key).
FILES_STAY = 7_305_102


def left_out(metadata: MetaData) -> dict[str, Any]:
    """Tables whose rows stay out of archives → why."""
    return {t.name: t.info[LEFT_OUT] for t in metadata.tables.values() if LEFT_OUT in t.info}


def kept_as(metadata: MetaData) -> dict[str, dict[str, str]]:
    """Table → column → the SQL that is kept in its place."""
    return {t.name: t.info[KEPT_AS] for t in metadata.tables.values() if KEPT_AS in t.info}
