"""Conditions as rows: « Nature · est égal à · Urgence »; both ways, without loss."""

from schemas.domain.conditions.rows.operators import OPERATORS, operators_of, others
from schemas.domain.conditions.rows.posted import read_table
from schemas.domain.conditions.rows.reading import rows_of
from schemas.domain.conditions.rows.table import (
    Row,
    Table,
    begins,
    condition_of,
    faults_of,
    rows_in,
)

__all__ = [
    "OPERATORS",
    "Row",
    "Table",
    "begins",
    "condition_of",
    "faults_of",
    "operators_of",
    "others",
    "read_table",
    "rows_in",
    "rows_of",
]
