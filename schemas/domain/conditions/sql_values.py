"""How stored text is read in SQL, and how a literal is bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from schemas.domain.conditions.types import FieldType
from schemas.domain.conditions.values import DATE_PATTERN, NUMBER_PATTERN, NUMBERS, TEXTS, Kind


@dataclass(frozen=True, slots=True)
class Column:
    """An SQL expression that holds one value."""

    sql: str
    type: FieldType
    #: The expression gives text (`json_text("data -> 'total'")`), to be read as its type; else it
    #: has it.
    is_text: bool = True
    #: Expression of the folded key (core.folding), for `<` and `>` on free text.
    folded: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """What stands after FROM for a list or a link, and the columns of its rows."""

    source: str
    column: Callable[[str], Column | None]
    #: Of a list of plain values: the value itself.
    item: Column | None = None


def json_text(part: str) -> str:
    """The text of a part of a JSON document, for `Column.sql`: `->>` would take a list or an object
    that stands where a text should for a text of its own, which the evaluator does not."""
    return f"preau_text({part})"


_READERS: Final = {
    **dict.fromkeys(NUMBERS, "preau_num({})"),
    Kind.DATE: "preau_date({})",
    Kind.DATETIME: "preau_moment({})",
    Kind.TIME: "preau_time({})",
    Kind.BOOLEAN: "preau_bool({})",
}
_CASTS: Final = {
    **dict.fromkeys(NUMBERS, "numeric"),
    Kind.DATE: "date",
    Kind.DATETIME: "timestamptz",
    Kind.TIME: "time",
    Kind.BOOLEAN: "boolean",
}


def read_column(column: Column) -> str:
    """The value of a column as its type; NULL for what is not of it, and for an empty text."""
    kind = column.type.kind
    if kind in TEXTS or kind is Kind.ANY:
        text = column.sql if column.is_text else f"CAST({column.sql} AS text)"
        return f"(NULLIF({text}, '') COLLATE \"C\")"
    if not column.is_text or kind not in _READERS:
        return column.sql
    return _READERS[kind].format(column.sql)


def bound(name: str, kind: Kind) -> str:
    """A bind with its type, so that the server never guesses."""
    return f"CAST(:{name} AS {_CASTS.get(kind, 'text')})"


# 29 February asked of make_date would raise, so the day is checked against its own month.
_DAY: Final = rf"""
    CASE WHEN {{0}} ~ '^{DATE_PATTERN.replace("{", "{{").replace("}", "}}")}$' THEN
        CASE WHEN CAST(substr({{0}}, 9, 2) AS int) <= date_part('day',
            make_date(CAST(substr({{0}}, 1, 4) AS int), CAST(substr({{0}}, 6, 2) AS int), 1)
            + interval '1 month' - interval '1 day')
        THEN make_date(CAST(substr({{0}}, 1, 4) AS int), CAST(substr({{0}}, 6, 2) AS int),
                       CAST(substr({{0}}, 9, 2) AS int)) END END"""

# The migration that first needs them runs these texts; they repeat the patterns of `values.read`.
# None calls another: an index built under an empty search path would not find it.
FUNCTIONS: Final = (
    r"""
CREATE OR REPLACE FUNCTION preau_text(value jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN jsonb_typeof(value) NOT IN ('object', 'array') THEN value #>> '{}' END
$$""",
    rf"""
CREATE OR REPLACE FUNCTION preau_num(value text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN value ~ '^{NUMBER_PATTERN}$' THEN CAST(value AS numeric) END
$$""",
    rf"""
CREATE OR REPLACE FUNCTION preau_date(value text) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT {_DAY.format("value")}
$$""",
    r"""
CREATE OR REPLACE FUNCTION preau_bool(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE value WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END
$$""",
    r"""
CREATE OR REPLACE FUNCTION preau_time(value text) RETURNS time
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN value ~ '^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$'
        THEN CAST(value AS time) END
$$""",
    rf"""
CREATE OR REPLACE FUNCTION preau_moment(value text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN ({_DAY.format("substr(value, 1, 10)")}) IS NOT NULL AND substr(value, 11) ~
        '^[Tt]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{{1,6}})?)?([Zz]|[+-](0[0-9]|1[0-4]):[0-5][0-9])$'
        THEN CAST(value AS timestamptz) END
$$""",
)
