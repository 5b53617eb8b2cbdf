"""The title of a row: its `row_label` filled with its answers, else its number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.i18n import _
from form_factory.domain.form import Field
from form_factory.domain.normal import is_blank
from form_factory.fields import type_for

_HOLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def row_title(item: Field, row: Mapping[str, Any], number: int) -> str:
    """`{libelle}` → "Toiture"; « Ligne 2 » while there is nothing to say."""
    cells = {cell.key: cell for cell in item.items}

    def told(hole: re.Match[str]) -> str:
        cell, value = cells.get(hole[1]), row.get(hole[1])
        return "" if cell is None or is_blank(value) else type_for(cell).display(value, cell)

    title = _HOLE.sub(told, str(item.options.get("row_label", ""))).strip(" -·,:")
    return title or _("Ligne %(number)s", number=number + 1)
