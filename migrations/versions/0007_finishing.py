"""finishing: an engine of somebody else beside the help's own

Each part of the house adds its own pair of functions below and one line to PARTS.
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
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


def engine_up() -> None:
    """How the engine is reached, what left for it, the vectors it gave; who lets it be asked."""
    document, instant = postgresql.JSONB(astext_type=sa.Text()), sa.DateTime(timezone=True)
    op.create_table(
        "help_engine",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("used", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("least", sa.BigInteger(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("known_only", sa.Boolean(), nullable=False),
        sa.Column("all_entries", sa.Boolean(), nullable=False),
        sa.Column("compared", document, nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("quiet_until", instant, nullable=True),
        sa.Column("webhook_sha256", sa.Text(), nullable=True),
        sa.Column("updated_at", instant, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('dialogflow', 'embeddings', 'rerank')",
            name=op.f("ck_help_engine_known_kind"),
        ),
        sa.CheckConstraint(
            "used IN ('off', 'better', 'on')", name=op.f("ck_help_engine_known_use")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_engine")),
    )
    op.create_table(
        "help_sent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("proposed", document, nullable=False),
        sa.Column("took_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_sent")),
    )
    op.create_index("ix_help_sent_at", "help_sent", ["at"], unique=False)
    op.create_table(
        "help_vector",
        sa.Column("space", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("space", "digest", name=op.f("pk_help_vector")),
    )
    protect("help_engine", "help_sent", "help_vector")
    op.add_column("help_thread", sa.Column("outside", sa.Text(), server_default="", nullable=False))
    op.alter_column("help_thread", "outside", server_default=None)


def engine_down() -> None:
    op.drop_column("help_thread", "outside")
    for table in ("help_vector", "help_sent", "help_engine"):
        op.drop_table(table)


def prefills_up() -> None:
    """Links that fill forms in beforehand; the machines that are asked when one is opened."""
    document, instant = postgresql.JSONB(astext_type=sa.Text()), sa.DateTime(timezone=True)
    op.create_table(
        "prefill_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("values", document, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prefill_link")),
    )
    op.create_index("ix_prefill_link_service_key", "prefill_link", ["service_key"], unique=False)
    op.create_table(
        "data_source",
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("cache_minutes", sa.BigInteger(), nullable=False),
        sa.Column("names", document, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_data_source")),
    )
    protect("prefill_link", "data_source")


def prefills_down() -> None:
    op.drop_table("data_source")
    op.drop_table("prefill_link")


#: (up, down), in the order in which they are made.
PARTS: list[tuple[Callable[[], None], Callable[[], None]]] = [
    (engine_up, engine_down),
    (prefills_up, prefills_down),
]


def upgrade() -> None:
    for up, _down in PARTS:
        up()


def downgrade() -> None:
    for _up, down in reversed(PARTS):
        down()
