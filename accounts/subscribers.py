"""What this room does when a room below speaks."""

from __future__ import annotations

from accounts import operations
from core.events import during
from schemas.events import PackLoaded, PackRemoved


@during(PackLoaded)
def make_groups(event: PackLoaded) -> None:
    """Groups a pack names exist from now on, empty; one known by its key alone gets a name."""
    for key, label in event.groups.items():
        group = operations.ensure_group(key, label)
        if group.label == group.key:
            group.label = label


@during(PackRemoved)
def drop_groups(event: PackRemoved) -> None:
    """Groups the pack made go with it, while nobody has ever sat in them."""
    if event.begun_at is not None:
        for key in event.groups:
            operations.drop_unused_group(key, since=event.begun_at)
