"""Text cells that no spreadsheet takes for a formula, and back (FAULTS I-11)."""

from __future__ import annotations

import unicodedata

#: Signs a formula begins with, also in the wide and small forms that some programs fold.
SIGNS = frozenset("=+-@＝＋－＠﹦﹢﹣﹫−")
_AT_ONCE = ("\t", "\r", "\n")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could read `text` as a formula: blanks and marks in front hide none."""
    return text.startswith(_AT_ONCE) or _first_said(text) in SIGNS


def safe_cell(text: str) -> str:
    """The text as a CSV may hold it: an apostrophe in front of what could be a formula."""
    return f"'{text}" if is_formula(text.lstrip("'")) else text


def plain_cell(cell: str) -> str:
    """The text as it was before `safe_cell`: our own exports come back unchanged."""
    return cell[1:] if cell.startswith("'") and is_formula(cell.lstrip("'")) else cell


def _first_said(text: str) -> str:
    """The first sign that is neither blank nor invisible; "" when there is none."""
    for sign in text:
        if not sign.isspace() and unicodedata.category(sign)[0] not in "CZ":
            return sign
    return ""
