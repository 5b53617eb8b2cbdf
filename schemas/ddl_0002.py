"""What the desk's migration adds here: stored text read as a value, never raising (issue 3).

The migration holds these texts as they were: a later change of `FUNCTIONS` is another migration.
"""

from __future__ import annotations

from typing import Final

from schemas.domain.conditions.sql_values import FUNCTIONS

STATEMENTS: Final = tuple(function.strip() for function in FUNCTIONS)

UNDO: Final = tuple(
    f"DROP FUNCTION IF EXISTS {name}(text)"
    for name in ("preau_num", "preau_date", "preau_bool", "preau_time", "preau_moment")
)
