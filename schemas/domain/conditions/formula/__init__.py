"""Computations and conditions as French formulas: `somme(lots.montant) * 1,2`."""

from schemas.domain.conditions.formula.parser import Parsed, parse
from schemas.domain.conditions.formula.text import text_of

__all__ = ["Parsed", "parse", "text_of"]
