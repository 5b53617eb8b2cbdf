"""What the desk's migration fills in: columns the list reads that rows of 0001 do not have."""

from __future__ import annotations

from typing import Final

#: `core.folding.fold`, as near as SQL comes without extensions: the next filing writes it exactly.
_FOLD = (
    "UPDATE request SET establishment_words = trim(regexp_replace(translate(lower("
    "replace(replace(establishment_label, 'œ', 'oe'), 'Œ', 'oe')),"
    " 'àâäáãåéèêëíìîïóòôöõúùûüçñÿÀÂÄÁÉÈÊËÎÏÔÖÙÛÜÇ',"
    " 'aaaaaaeeeeiiiiooooouuuucnyaaaaeeeeiioouuuc'), '[^0-9a-z]+', ' ', 'g'))"
)

STATEMENTS: Final = (
    _FOLD,
    """UPDATE request SET due_at = (
    SELECT coalesce(min(due_at) FILTER (WHERE fired_at IS NULL), max(due_at)) FROM timer
    WHERE timer.subject_id = request.id AND timer.entry_no = request.entry_no)
WHERE submitted_at IS NOT NULL AND closed_at IS NULL""",
)
UNDO: Final[tuple[str, ...]] = ()
