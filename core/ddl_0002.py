"""The second wall in the database (`core.wall`): policies for the tables as they stand in 0002.

`preau_known()` is declared IMMUTABLE though it reads a setting, on purpose: the planner then
settles it once per statement and a known visitor's plan holds no trace of it. Told the truth
(STABLE), PostgreSQL would look at it for each row, and refuse every index whose operator is not
"leakproof": full text, trigrams, LIKE, amounts (measured: 13 ms instead of 0.06 on 100,000 rows).
The price: a kept plan is good for one state only; `core.wall` discards them when it changes.

FORCE holds the wall where an installation lets pages work as the owner of the tables; the role that
migrates and saves has BYPASSRLS in our own cluster, and says `preau.actor` in a migration anyway.
"""

from __future__ import annotations

from core.database import Model
from core.wall import protected

KNOWN = """CREATE FUNCTION preau_known() RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT coalesce(current_setting('preau.actor', true), '') <> '' $$"""
#: Partitions that are asked by name would go around the policy of their parent.
TABLES = [*protected(Model.metadata), "record_default"]


def _raise(table: str) -> list[str]:
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY known_actor ON "{table}" USING (preau_known()) WITH CHECK (preau_known())',
    ]


def _lower(table: str) -> list[str]:
    return [
        f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
        f'DROP POLICY known_actor ON "{table}"',
    ]


STATEMENTS = (KNOWN, *(statement for table in TABLES for statement in _raise(table)))
UNDO = (
    "DROP FUNCTION preau_known()",
    *(statement for table in reversed(TABLES) for statement in reversed(_lower(table))),
)
