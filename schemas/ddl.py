"""What the database itself refuses: a published version changed or deleted, whoever asks.

The migration that makes the tables runs `STATEMENTS` after them, copied into it as text: what a
migration did never changes, so a later change of these texts is another migration.
"""

from __future__ import annotations

from typing import Final

GUARD_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION preau_published_is_immutable() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'draft' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published version of % is never deleted', OLD.kind
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status = 'draft' OR ROW(
        NEW.id, NEW.definition_id, NEW.kind, NEW.key, NEW.number, NEW.body_text, NEW.body,
        NEW.sha256, NEW.published_at, NEW.published_by, NEW.based_on, NEW.forced_because
    ) IS DISTINCT FROM ROW(
        OLD.id, OLD.definition_id, OLD.kind, OLD.key, OLD.number, OLD.body_text, OLD.body,
        OLD.sha256, OLD.published_at, OLD.published_by, OLD.based_on, OLD.forced_because
    ) THEN
        RAISE EXCEPTION 'a published version of % never changes', OLD.kind
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""

GUARD_TRIGGER: Final = """
CREATE TRIGGER definition_version_is_immutable
BEFORE UPDATE OR DELETE ON definition_version
FOR EACH ROW EXECUTE FUNCTION preau_published_is_immutable()
"""

STATEMENTS: Final = (GUARD_FUNCTION, GUARD_TRIGGER)
