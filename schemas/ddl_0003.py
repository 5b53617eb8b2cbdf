"""What issue 4 adds to the guard of published versions: what their publication decided.

The migration holds these texts as they were: a later change is another migration.
"""

from __future__ import annotations

from typing import Final

from schemas.ddl import GUARD_FUNCTION

_FORMER: Final = "{0}.based_on, {0}.forced_because"
_NOW: Final = "{0}.based_on, {0}.forced_because, {0}.policy, {0}.drafts_until"

STATEMENTS: Final = (
    GUARD_FUNCTION.replace(_FORMER.format("NEW"), _NOW.format("NEW"))
    .replace(_FORMER.format("OLD"), _NOW.format("OLD"))
    .strip(),
    # no tool sees a check that joins a table which is there already
    (
        "ALTER TABLE definition_version ADD CONSTRAINT ck_definition_version_known_policy"
        " CHECK (policy IN ('stay', 'compatible', 'all'))"
    ),
)
#: Undone from the last to the first.
UNDO: Final = (
    GUARD_FUNCTION.strip(),
    "ALTER TABLE definition_version DROP CONSTRAINT ck_definition_version_known_policy",
)
