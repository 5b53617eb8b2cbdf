"""What another state of a list changes for those who choose from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from schemas.domain.lists.rows import ListRow


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows by what happens to them; pairs are (before, after)."""

    added: tuple[ListRow, ...] = ()
    renamed: tuple[tuple[ListRow, ListRow], ...] = ()
    #: Under another parent, or with other values beside their words.
    changed: tuple[tuple[ListRow, ListRow], ...] = ()
    retired: tuple[ListRow, ...] = ()
    back: tuple[ListRow, ...] = ()
    #: Rows whose key is gone: only those that nobody could ever choose may go so.
    lost: tuple[ListRow, ...] = ()
    #: Whether rows that were there before stand in another order.
    moved: bool = False
    counts: dict[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.moved or any(self.counts.values()))


def compared(before: Iterable[ListRow], after: Iterable[ListRow]) -> Comparison:
    """The difference between two states of one list, told by key."""
    old, new = {row.key: row for row in before}, {row.key: row for row in after}
    pairs = [(old[key], row) for key, row in new.items() if key in old]
    added = tuple(row for key, row in new.items() if key not in old)
    lost = tuple(row for key, row in old.items() if key not in new)
    renamed = tuple((a, b) for a, b in pairs if a.label != b.label)
    changed = tuple((a, b) for a, b in pairs if (a.parent, a.values) != (b.parent, b.values))
    retired = tuple(b for a, b in pairs if b.retired and not a.retired)
    back = tuple(b for a, b in pairs if a.retired and not b.retired)
    counts = {
        "added": len(added), "renamed": len(renamed), "changed": len(changed),
        "retired": len(retired), "back": len(back), "lost": len(lost),
    }  # fmt: skip
    moved = [k for k in old if k in new] != [k for k in new if k in old]
    return Comparison(added, renamed, changed, retired, back, lost, moved, counts)
