"""The second wall (`core.wall`) for the tables that came with 0003: those 0002 could not know."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from core.database import Model
from core.wall import protected

_FORMER: Final = (
    Path(__file__).resolve().parent.parent / "migrations/versions/0002_desk.py"
).read_text("utf-8")
TABLES: Final = [
    name for name in protected(Model.metadata) if f'known_actor ON "{name}"' not in _FORMER
]

STATEMENTS: Final = tuple(
    statement
    for table in TABLES
    for statement in (
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY known_actor ON "{table}" USING (preau_known()) WITH CHECK (preau_known())',
    )
)
UNDO: Final = tuple(
    statement
    for table in reversed(TABLES)
    for statement in (
        f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
        f'DROP POLICY known_actor ON "{table}"',
    )
)
