"""circuits: delegations, advice, corrections, letters, rehearsals, changes of records

Each part of the house adds its own pair of functions below and one line to PARTS.
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def letters_up() -> None:
    op.add_column("issued_document", sa.Column("number", sa.Text(), nullable=True))
    op.add_column("issued_document", sa.Column("token", sa.Text(), nullable=True))
    op.add_column("issued_document", sa.Column("sha256", sa.Text(), nullable=True))
    op.add_column(
        "issued_document", sa.Column("made_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("issued_document", sa.Column("step_id", sa.BigInteger(), nullable=True))
    op.add_column("issued_document", sa.Column("void_reason", sa.Text(), nullable=True))
    op.create_unique_constraint("uq_issued_document_number", "issued_document", ["number"])
    op.create_unique_constraint("uq_issued_document_token", "issued_document", ["token"])


def letters_down() -> None:
    op.drop_constraint("uq_issued_document_token", "issued_document", type_="unique")
    op.drop_constraint("uq_issued_document_number", "issued_document", type_="unique")
    for name in ("void_reason", "step_id", "made_at", "sha256", "token", "number"):
        op.drop_column("issued_document", name)


#: (up, down), in the order in which they are made.
PARTS: list[tuple[Callable[[], None], Callable[[], None]]] = [
    (letters_up, letters_down),
]


def upgrade() -> None:
    for up, _down in PARTS:
        up()


def downgrade() -> None:
    for _up, down in reversed(PARTS):
        down()
