"""What the desk's migration adds here: stored text read as a value, never raising (issue 3).

The migration holds these texts as they were: a later change of `FUNCTIONS` is another migration.
"""

from __future__ import annotations

from typing import Final

from schemas.domain.conditions.sql_values import FUNCTIONS

#: Drawn anew whenever a definition changes, by whatever road: what `schemas.shelf` stands under.
EPOCH: Final = (
    """
CREATE OR REPLACE FUNCTION preau_draw_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO counter (prefix, value)
    VALUES ('definitions:epoch', floor(random() * 9007199254740991)::bigint)
    ON CONFLICT (prefix) DO UPDATE SET value = EXCLUDED.value;
    RETURN NULL;
END
$$
""",
    """
CREATE TRIGGER definition_epoch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON definition
FOR EACH STATEMENT EXECUTE FUNCTION preau_draw_epoch()
""",
    """
INSERT INTO counter (prefix, value)
VALUES ('definitions:epoch', floor(random() * 9007199254740991)::bigint)
ON CONFLICT (prefix) DO NOTHING
""",
)

STATEMENTS: Final = (
    *(function.strip() for function in FUNCTIONS),
    *(statement.strip() for statement in EPOCH),
)

#: Undone from the last to the first.
UNDO: Final = (
    "DROP FUNCTION IF EXISTS preau_draw_epoch()",
    "DROP TRIGGER IF EXISTS definition_epoch ON definition",
    "DELETE FROM counter WHERE prefix = 'definitions:epoch'",
    *tuple(
        f"DROP FUNCTION IF EXISTS {name}(text)"
        for name in ("preau_num", "preau_date", "preau_bool", "preau_time", "preau_moment")
    ),
)
