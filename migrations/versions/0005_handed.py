"""handed: strong accounts, and what lets strangers in, connects, carries away and brings back

Each part of the house adds its own pair of functions below and one line to PARTS.
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def gathered_up() -> None:
    """What timers send a person waits to be one mail: found by person."""
    op.create_index(
        "ix_mail_gathered",
        "mail",
        ["account_id", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'gathered'"),
    )


def gathered_down() -> None:
    op.drop_index("ix_mail_gathered", table_name="mail")


#: (up, down), in the order in which they are made.
PARTS: list[tuple[Callable[[], None], Callable[[], None]]] = [
    (gathered_up, gathered_down),
]


def upgrade() -> None:
    for up, _down in PARTS:
        up()


def downgrade() -> None:
    for _up, down in reversed(PARTS):
        down()
