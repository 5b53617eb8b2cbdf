"""Lists of values: rows that keep their key for ever, and how a new text meets the rows there."""

from schemas.domain.lists.comparing import Comparison, compared
from schemas.domain.lists.keys import key_from, sound_key
from schemas.domain.lists.merging import Fault, Given, Merged, merged
from schemas.domain.lists.rows import ListRow, folded, line_of, matches, plain, row_of, searchable

__all__ = [
    "Comparison", "Fault", "Given", "ListRow", "Merged", "compared", "folded", "key_from",
    "line_of", "matches", "merged", "plain", "row_of", "searchable", "sound_key",
]  # fmt: skip
