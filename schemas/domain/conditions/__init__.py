"""The one small language of conditions: visibility, guards, rights, filters (DEFINITIONS 3)."""

from schemas.domain.conditions.check import check, forward_references
from schemas.domain.conditions.describe import Phrase, describe
from schemas.domain.conditions.evaluate import (
    Condition,
    Expression,
    Verdict,
    compile_condition,
    compile_expression,
)
from schemas.domain.conditions.facts import Facts, StepBudgetSpent
from schemas.domain.conditions.formats import format_value
from schemas.domain.conditions.reasons import Reason
from schemas.domain.conditions.references import order, references
from schemas.domain.conditions.types import FieldType, Types, to_dotted, to_pointer
from schemas.domain.conditions.values import UNKNOWN, UNSET, Kind

__all__ = [
    "UNKNOWN",
    "UNSET",
    "Condition",
    "Expression",
    "Facts",
    "FieldType",
    "Kind",
    "Phrase",
    "Reason",
    "StepBudgetSpent",
    "Types",
    "Verdict",
    "check",
    "compile_condition",
    "compile_expression",
    "describe",
    "format_value",
    "forward_references",
    "order",
    "references",
    "to_dotted",
    "to_pointer",
]
