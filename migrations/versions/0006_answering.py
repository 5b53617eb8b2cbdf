"""answering: what the knowledge base knows, was asked and learnt; who lets whom in; what is erased

Each part of the house adds its own pair of functions below and one line to PARTS.
"""

from collections.abc import Callable

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def protect(*tables: str) -> None:
    """The second wall (`core.wall`): no row for a transaction that does not say who acts."""
    for table in tables:
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        op.execute(
            f'CREATE POLICY known_actor ON "{table}"'
            " USING (preau_known()) WITH CHECK (preau_known())"
        )


#: (up, down), in the order in which they are made.
PARTS: list[tuple[Callable[[], None], Callable[[], None]]] = []


def upgrade() -> None:
    for up, _down in PARTS:
        up()


def downgrade() -> None:
    for _up, down in reversed(PARTS):
        down()
