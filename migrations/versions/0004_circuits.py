"""circuits: delegations, advice, corrections, letters, rehearsals, changes of records

Each part of the house adds its own pair of functions below and one line to PARTS.
"""

from collections.abc import Callable

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

#: (up, down), in the order in which they are made.
PARTS: list[tuple[Callable[[], None], Callable[[], None]]] = []


def upgrade() -> None:
    for up, _down in PARTS:
        up()


def downgrade() -> None:
    for _up, down in reversed(PARTS):
        down()
