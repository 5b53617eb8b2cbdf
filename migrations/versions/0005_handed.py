"""handed: strong accounts, and what lets strangers in, connects, carries away and brings back

Each part of the house adds its own pair of functions below and one line to PARTS.
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

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


def protect(*tables: str) -> None:
    """The second wall (`core.wall`): no row for a transaction that does not say who acts."""
    for table in tables:
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        op.execute(
            f'CREATE POLICY known_actor ON "{table}"'
            " USING (preau_known()) WITH CHECK (preau_known())"
        )


def outbound_up() -> None:
    """The journal for programs, how it stands with each connector, what is sent to it; what a key
    of a program is recognised by."""
    document, instant = postgresql.JSONB(astext_type=sa.Text()), sa.DateTime(timezone=True)
    op.create_table(
        "journal_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("facts", document, nullable=False),
        sa.Column("once", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["request.id"],
            name=op.f("fk_journal_event_request_id_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_event")),
        sa.UniqueConstraint("once", name=op.f("uq_journal_event_once")),
    )
    op.create_index("ix_journal_event_request_id", "journal_event", ["request_id"])
    op.create_table(
        "outbound_line",
        sa.Column("connector", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("kinds", document, nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("former_until", instant, nullable=True),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("next_at", instant, nullable=True),
        sa.Column("disabled_at", instant, nullable=True),
        sa.Column("disabled_because", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("connector", name=op.f("pk_outbound_line")),
    )
    op.create_table(
        "outbound_delivery",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("connector", sa.Text(), nullable=False),
        sa.Column("once", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("body", document, nullable=True),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("last_at", instant, nullable=True),
        sa.Column("status", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("done_at", instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound_delivery")),
        sa.UniqueConstraint("once", name=op.f("uq_outbound_delivery_once")),
    )
    op.create_index("ix_outbound_delivery_connector", "outbound_delivery", ["connector", "id"])
    op.create_index(
        "ix_outbound_delivery_waiting",
        "outbound_delivery",
        ["connector", "id"],
        postgresql_where=sa.text("done_at IS NULL"),
    )
    protect("journal_event", "outbound_line", "outbound_delivery")
    op.add_column("api_token", sa.Column("prefix", sa.Text(), server_default="", nullable=False))


def outbound_down() -> None:
    op.drop_column("api_token", "prefix")
    for table in ("outbound_delivery", "outbound_line", "journal_event"):
        op.drop_table(table)


#: (up, down), in the order in which they are made.
PARTS: list[tuple[Callable[[], None], Callable[[], None]]] = [
    (gathered_up, gathered_down),
    (outbound_up, outbound_down),
]


def upgrade() -> None:
    for up, _down in PARTS:
        up()


def downgrade() -> None:
    for _up, down in reversed(PARTS):
        down()
