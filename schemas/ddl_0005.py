"""What issue 6 adds to the guard of published versions: a pack that never served leaves nothing.

A published version may go when its definition was named, in this very transaction, as one to be
forgotten (`schemas.packing.removing`); whatever runs on it still holds it by a foreign key. The
migration holds these texts as they were: a later change is another migration.
"""

from __future__ import annotations

from typing import Final

from schemas.ddl_0003 import STATEMENTS as FORMER

_REFUSED: Final = """    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION"""
_UNLESS: Final = """    IF TG_OP = 'DELETE' THEN
        IF current_setting('preau.forgotten', true) = OLD.definition_id::text THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION"""

STATEMENTS: Final = (FORMER[0].replace(_REFUSED, _UNLESS),)
UNDO: Final = (FORMER[0],)
