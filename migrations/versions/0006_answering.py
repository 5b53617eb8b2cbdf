"""answering: what the knowledge base knows, was asked and learnt; who lets whom in; what is erased

Each part of the house adds its own pair of functions below and one line to PARTS.
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

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


def asked_up() -> None:
    """What is asked and said in the help; what the house learns from it and measures itself by."""
    document, instant = postgresql.JSONB(astext_type=sa.Text()), sa.DateTime(timezone=True)
    op.create_table(
        "help_thread",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("memory", document, nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("last_at", instant, nullable=False),
        sa.Column("handed_at", instant, nullable=True),
        sa.Column("answered_at", instant, nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'handed', 'answered', 'closed')",
            name=op.f("ck_help_thread_known_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_thread")),
    )
    op.create_index(op.f("ix_help_thread_account_id"), "help_thread", ["account_id"], unique=False)
    op.create_index(
        "ix_help_thread_handed",
        "help_thread",
        ["state", "handed_at"],
        unique=False,
        postgresql_where=sa.text("handed_at IS NOT NULL"),
    )
    op.create_index("ix_help_thread_last_at", "help_thread", ["last_at"], unique=False)
    op.create_table(
        "help_turn",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("data", document, nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["help_thread.id"],
            name=op.f("fk_help_turn_thread_id_help_thread"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_turn")),
    )
    op.create_index("ix_help_turn_thread", "help_turn", ["thread_id", "id"], unique=False)
    op.create_table(
        "help_gap",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("roots", document, nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("first_at", instant, nullable=False),
        sa.Column("last_at", instant, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=False),
        sa.Column("settled_at", instant, nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'attached', 'written', 'ignored', 'out-of-scope')",
            name=op.f("ck_help_gap_known_state"),
        ),
        sa.CheckConstraint("count > 0", name=op.f("ck_help_gap_counts_up")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_gap")),
    )
    op.create_index("ix_help_gap_state", "help_gap", ["state", "last_at"], unique=False)
    op.create_table(
        "help_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=True),
        sa.Column("gap_id", sa.Uuid(), nullable=True),
        sa.Column("at", instant, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("shown", document, nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=True),
        sa.Column("helpful", sa.Boolean(), nullable=True),
        sa.Column("handed", sa.Boolean(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("settled_at", instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["gap_id"],
            ["help_gap.id"],
            name=op.f("fk_help_question_gap_id_help_gap"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["help_thread.id"],
            name=op.f("fk_help_question_thread_id_help_thread"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_question")),
    )
    op.create_index("ix_help_question_at", "help_question", ["at"], unique=False)
    op.create_index(op.f("ix_help_question_gap_id"), "help_question", ["gap_id"], unique=False)
    op.create_index(
        op.f("ix_help_question_thread_id"), "help_question", ["thread_id"], unique=False
    )
    op.create_table(
        "help_wording",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("votes", sa.BigInteger(), nullable=False),
        sa.Column("against", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("first_at", instant, nullable=False),
        sa.Column("last_at", instant, nullable=False),
        sa.Column("settled_at", instant, nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'approved', 'refused')", name=op.f("ck_help_wording_known_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_wording")),
        sa.UniqueConstraint("entry_key", "folded", name=op.f("uq_help_wording_entry_key_folded")),
    )
    op.create_index("ix_help_wording_state", "help_wording", ["state", "last_at"], unique=False)
    op.create_table(
        "help_synonym",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("words", document, nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 10 AND 100", name=op.f("ck_help_synonym_a_share")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_synonym")),
        info={"open_because": "words of the organisation, which every search reads"},
    )
    op.create_table(
        "help_team",
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("theme", name=op.f("pk_help_team")),
        info={"open_because": "hours and themes are told to everybody who asks"},
    )
    op.create_table(
        "help_trial",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("expected", document, nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_trial")),
        sa.UniqueConstraint("text", name=op.f("uq_help_trial_text")),
    )
    op.create_table(
        "help_trial_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("figures", document, nullable=False),
        sa.Column("results", document, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_trial_run")),
    )
    protect(
        "help_thread",
        "help_turn",
        "help_gap",
        "help_question",
        "help_wording",
        "help_trial",
        "help_trial_run",
    )


def asked_down() -> None:
    for table in (
        "help_trial_run",
        "help_trial",
        "help_team",
        "help_synonym",
        "help_wording",
        "help_question",
        "help_gap",
        "help_turn",
        "help_thread",
    ):
        op.drop_table(table)


def generation_up() -> None:
    """A number drawn anew at each change of an entry or a synonym, by whatever road:
    processes that keep the base ready to answer read it."""
    op.execute(
        "CREATE OR REPLACE FUNCTION preau_draw_generation() RETURNS trigger"
        " LANGUAGE plpgsql AS $$\nBEGIN\n    INSERT INTO counter (prefix, value)\n"
        "    VALUES ('knowledge:generation', floor(random() * 9007199254740991)::bigint)\n"
        "    ON CONFLICT (prefix) DO UPDATE SET value = EXCLUDED.value;\n"
        "    RETURN NULL;\nEND\n$$"
    )
    for table in ("entry", "help_synonym"):
        op.execute(
            f"CREATE TRIGGER {table}_generation AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE"
            f" ON {table} FOR EACH STATEMENT EXECUTE FUNCTION preau_draw_generation()"
        )
    op.execute(
        "INSERT INTO counter (prefix, value)"
        " VALUES ('knowledge:generation', floor(random() * 9007199254740991)::bigint)"
        " ON CONFLICT (prefix) DO NOTHING"
    )


def generation_down() -> None:
    op.execute("DELETE FROM counter WHERE prefix = 'knowledge:generation'")
    for table in ("entry", "help_synonym"):
        op.execute(f"DROP TRIGGER IF EXISTS {table}_generation ON {table}")
    op.execute("DROP FUNCTION IF EXISTS preau_draw_generation()")


def writing_up() -> None:
    """Versions of entries, kept for ever; validity, languages, owner. An entry of before is its own first version."""
    document, instant = postgresql.JSONB(astext_type=sa.Text()), sa.DateTime(timezone=True)
    for column in (
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_until", sa.Date()),
        sa.Column("language", sa.Text(), server_default="fr", nullable=False),
        sa.Column("body", document, server_default="{}", nullable=False),
        sa.Column("origin", document, server_default="{}", nullable=False),
        sa.Column("live_no", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("owner_id", sa.Uuid()),
    ):
        op.add_column("entry", column)
    op.create_table(
        "entry_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("content", document, nullable=False),
        sa.Column("based_on", sa.BigInteger(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", instant, nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("published_at", instant, nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_entry_version_entry_id_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_version")),
        sa.UniqueConstraint("entry_id", "no", name=op.f("uq_entry_version_entry_id_no")),
    )
    op.create_index(
        "uq_entry_version_draft",
        "entry_version",
        ["entry_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'published'"),
    )
    op.execute(
        "UPDATE entry SET body = jsonb_strip_nulls(jsonb_build_object("
        "'question', question, 'theme', nullif(theme, ''), 'source', nullif(source, ''),"
        "'audience', nullif(audience, '[]'), 'wordings', nullif(wordings, '[]'),"
        "'review_on', review_on, 'blocks', jsonb_build_array("
        "jsonb_build_object('type', 'text', 'id', 'b1', 'text', answer))))"
    )
    op.execute(
        "INSERT INTO entry_version (id, entry_id, no, state, content, based_on, created_at,"
        " created_by, changed_at, changed_by, note, published_at, published_by, version)"
        " SELECT gen_random_uuid(), id, 1, 'published', body, 0, created_at, updated_by, updated_at,"
        " updated_by, '', updated_at, updated_by, 1 FROM entry"
    )
    for column in ("language", "body", "origin", "live_no"):
        op.alter_column("entry", column, server_default=None)
    op.execute(
        "CREATE FUNCTION preau_entry_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n"
        "    IF OLD.state <> 'published' THEN\n"
        "        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n        RETURN NEW;\n    END IF;\n"
        "    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM entry WHERE id = OLD.entry_id) THEN\n"
        "        RETURN OLD;\n    END IF;\n"
        "    RAISE EXCEPTION 'a published version of an entry never changes'\n"
        "        USING ERRCODE = 'restrict_violation';\nEND\n$$"
    )
    op.execute(
        "CREATE TRIGGER entry_version_stays BEFORE UPDATE OR DELETE ON entry_version"
        " FOR EACH ROW EXECUTE FUNCTION preau_entry_version_stays()"
    )
    protect("entry_version")


def writing_down() -> None:
    op.drop_table("entry_version")
    op.execute("DROP FUNCTION preau_entry_version_stays()")
    for column in (
        "owner_id", "live_no", "origin", "body", "language", "valid_until", "valid_from",
    ):  # fmt: skip
        op.drop_column("entry", column)


def printed_letters() -> None:
    """Letters of a run are asked for as a file to print, as lists are as sheets."""
    op.drop_constraint(op.f("ck_export_known_format"), "export")
    op.create_check_constraint(
        op.f("ck_export_known_format"), "export", "format IN ('csv', 'xlsx', 'jsonl', 'pdf')"
    )


def printed_letters_down() -> None:
    """Files to print that were asked for stay until they are let go."""
    op.drop_constraint(op.f("ck_export_known_format"), "export")
    op.create_check_constraint(
        op.f("ck_export_known_format"),
        "export",
        "format IN ('csv', 'xlsx', 'jsonl')",
        postgresql_not_valid=True,
    )


def entered_up() -> None:
    """Who else may say who somebody is, and whom of ours they say it of."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "identity_provider",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("acr", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_provider")),
        sa.UniqueConstraint("key", name=op.f("uq_identity_provider_key")),
        sa.UniqueConstraint("issuer", name=op.f("uq_identity_provider_issuer")),
        info={"open_because": "shown at the door; its secret is sealed"},
    )
    op.create_table(
        "identity_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("last_used_at", instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["identity_provider.id"],
            name=op.f("fk_identity_link_provider_id_identity_provider"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_identity_link_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_link")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identity_link_issuer_subject")),
        sa.UniqueConstraint(
            "provider_id", "account_id", name=op.f("uq_identity_link_provider_id_account_id")
        ),
    )
    op.create_index(
        op.f("ix_identity_link_account_id"), "identity_link", ["account_id"], unique=False
    )
    protect("identity_link")


def entered_down() -> None:
    for table in ("identity_link", "identity_provider"):
        op.drop_table(table)


def erasure_up() -> None:
    """The register of what is erased, and of what will be at the end of its retention."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "erasure",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("held_at", instant, nullable=True),
        sa.Column("held_because", sa.Text(), server_default="", nullable=False),
        sa.Column("erased_at", instant, nullable=True),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("noted_at", instant, nullable=False),
        sa.CheckConstraint(
            "because IN ('asked', 'retention')", name=op.f("ck_erasure_known_cause")
        ),
        sa.PrimaryKeyConstraint("kind", "subject_id", name=op.f("pk_erasure")),
    )
    op.create_index(
        "ix_erasure_due", "erasure", ["due_on"], postgresql_where=sa.text("erased_at IS NULL")
    )
    op.create_index(
        "ix_erasure_done",
        "erasure",
        ["erased_at"],
        postgresql_where=sa.text("erased_at IS NOT NULL"),
    )
    protect("erasure")


def erasure_down() -> None:
    op.drop_table("erasure")


#: (up, down), in the order in which they are made.
PARTS: list[tuple[Callable[[], None], Callable[[], None]]] = [
    (writing_up, writing_down),
    (asked_up, asked_down),
    (generation_up, generation_down),
    (printed_letters, printed_letters_down),
    (entered_up, entered_down),
    (erasure_up, erasure_down),
]


def upgrade() -> None:
    for up, _down in PARTS:
        up()


def downgrade() -> None:
    for _up, down in reversed(PARTS):
        down()
