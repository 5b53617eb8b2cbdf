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


def packs_up() -> None:
    """Originals and loads of packs; archives that wait; what never served may be forgotten."""
    document, instant = postgresql.JSONB(astext_type=sa.Text()), sa.DateTime(timezone=True)
    open_ = {"open_because": "what the house is made of, nobody's data"}
    op.create_table(
        "pack_text",
        sa.Column("pack_key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pack_key", "sha256", name=op.f("pk_pack_text")),
        info=open_,
    )
    op.create_table(
        "pack_load",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pack_key", sa.Text(), nullable=False),
        sa.Column("pack_version", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("manifest", document, nullable=False),
        sa.Column("installed", document, nullable=False),
        sa.Column("published", document, nullable=False),
        sa.Column("begun_at", instant, nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_load")),
        info=open_,
    )
    op.create_index("ix_pack_load_pack", "pack_load", ["pack_key", "id"], unique=False)
    op.create_table(
        "pack_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", instant, nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_offer")),
    )
    op.create_index(op.f("ix_pack_offer_made_at"), "pack_offer", ["made_at"], unique=False)
    protect("pack_offer")
    op.execute(FORGETS_WHAT_IS_NAMED)


def packs_down() -> None:
    op.execute(KEEPS_ALL)
    for table in ("pack_offer", "pack_load", "pack_text"):
        op.drop_table(table)


#: The guard of published versions lets go of those of a definition named to be forgotten.
FORGETS_WHAT_IS_NAMED = """
CREATE OR REPLACE FUNCTION preau_published_is_immutable() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'draft' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF current_setting('preau.forgotten', true) = OLD.definition_id::text THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'a published version of % is never deleted', OLD.kind
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status = 'draft' OR ROW(
        NEW.id, NEW.definition_id, NEW.kind, NEW.key, NEW.number, NEW.body_text, NEW.body,
        NEW.sha256, NEW.published_at, NEW.published_by, NEW.based_on, NEW.forced_because, NEW.policy, NEW.drafts_until
    ) IS DISTINCT FROM ROW(
        OLD.id, OLD.definition_id, OLD.kind, OLD.key, OLD.number, OLD.body_text, OLD.body,
        OLD.sha256, OLD.published_at, OLD.published_by, OLD.based_on, OLD.forced_because, OLD.policy, OLD.drafts_until
    ) THEN
        RAISE EXCEPTION 'a published version of % never changes', OLD.kind
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""
KEEPS_ALL = FORGETS_WHAT_IS_NAMED.replace(
    """        IF current_setting('preau.forgotten', true) = OLD.definition_id::text THEN
            RETURN OLD;
        END IF;
""",
    "",
)


def factors_up() -> None:
    """Second factors, codes for their loss, the devices people sign in with."""
    instant = sa.DateTime(timezone=True)
    op.add_column("account", sa.Column("factor_due_at", instant, nullable=True))
    op.add_column("web_session", sa.Column("address", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "totp_secret",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_totp_secret_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_totp_secret")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credential_id", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("last_used_at", instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_passkey_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_account_id"), "passkey", ["account_id"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Text(), nullable=False),
        sa.Column("hashed", sa.Text(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("used_at", instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("account_id", "starts", name="uq_recovery_code_account_id_starts"),
    )
    op.create_table(
        "known_device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("first_seen_at", instant, nullable=False),
        sa.Column("last_seen_at", instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_known_device_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_device")),
        sa.UniqueConstraint(
            "account_id", "token_sha256", name="uq_known_device_account_id_token_sha256"
        ),
    )
    protect("totp_secret", "passkey", "recovery_code", "known_device")


def factors_down() -> None:
    for table in ("known_device", "recovery_code", "passkey", "totp_secret"):
        op.drop_table(table)
    op.drop_column("web_session", "address")
    op.drop_column("account", "factor_due_at")


#: (up, down), in the order in which they are made.
PARTS: list[tuple[Callable[[], None], Callable[[], None]]] = [
    (gathered_up, gathered_down),
    (outbound_up, outbound_down),
    (packs_up, packs_down),
    (factors_up, factors_down),
]


def upgrade() -> None:
    for up, _down in PARTS:
        up()


def downgrade() -> None:
    for _up, down in reversed(PARTS):
        down()
