"""circuits: delegations, advice, corrections, letters, rehearsals, changes of records

Each part of the house adds its own pair of functions below and one line to PARTS.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

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
    op.execute("ALTER TABLE bulk_run DROP CONSTRAINT ck_bulk_run_known_act")
    op.execute(
        "ALTER TABLE bulk_run ADD CONSTRAINT ck_bulk_run_known_act"
        " CHECK (act IN ('move', 'assign', 'tag', 'letter'))"
    )


def letters_down() -> None:
    op.execute("DELETE FROM bulk_run WHERE act = 'letter'")
    op.execute("ALTER TABLE bulk_run DROP CONSTRAINT ck_bulk_run_known_act")
    op.execute(
        "ALTER TABLE bulk_run ADD CONSTRAINT ck_bulk_run_known_act"
        " CHECK (act IN ('move', 'assign', 'tag'))"
    )
    op.drop_constraint("uq_issued_document_token", "issued_document", type_="unique")
    op.drop_constraint("uq_issued_document_number", "issued_document", type_="unique")
    for name in ("void_reason", "step_id", "made_at", "sha256", "token", "number"):
        op.drop_column("issued_document", name)


def amendments_up() -> None:
    """What is asked of applicants, what agents change, mails that wait for the summary."""
    document, instant = postgresql.JSONB(astext_type=sa.Text()), sa.DateTime(timezone=True)
    op.create_table(
        "correction_ask",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("at", instant, nullable=False),
        sa.Column("closed_at", instant, nullable=True),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("closed_step", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('', 'changed', 'unchanged', 'withdrawn')",
            name=op.f("ck_correction_ask_known_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_correction_ask_request_id_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_ask")),
    )
    op.create_index("ix_correction_ask_request", "correction_ask", ["request_id", "id"])
    op.create_index(
        "ix_correction_ask_open",
        "correction_ask",
        ["request_id"],
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "answer_edit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("base_answers", document, nullable=False),
        sa.Column("base_rows", document, nullable=False),
        sa.Column("begun_at", instant, nullable=False),
        sa.Column("closed_at", instant, nullable=True),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_answer_edit_request_id_request")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["answer_draft.id"], name=op.f("fk_answer_edit_draft_id_answer_draft")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_edit")),
    )
    op.create_index(
        "uq_answer_edit_open",
        "answer_edit",
        ["request_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    for table in ("correction_ask", "answer_edit"):
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        op.execute(
            f'CREATE POLICY known_actor ON "{table}"'
            " USING (preau_known()) WITH CHECK (preau_known())"
        )
    op.add_column("mail", sa.Column("account_id", sa.Uuid(), nullable=True))
    op.add_column("mail", sa.Column("url", sa.Text(), server_default="", nullable=False))
    op.create_index(
        "ix_mail_held",
        "mail",
        ["account_id", "id"],
        postgresql_where=sa.text("state = 'held'"),
    )


def amendments_down() -> None:
    op.drop_index("ix_mail_held", table_name="mail")
    op.drop_column("mail", "url")
    op.drop_column("mail", "account_id")
    op.drop_table("answer_edit")
    op.drop_table("correction_ask")


def timers_up() -> None:
    op.add_column("timer", sa.Column("turn", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("timer", sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint("uq_timer_subject_id_key_entry_no", "timer", type_="unique")
    op.create_unique_constraint("uq_timer_turn", "timer", ["subject_id", "key", "entry_no", "turn"])


def timers_down() -> None:
    op.execute("DELETE FROM timer WHERE turn > 0")
    op.drop_constraint("uq_timer_turn", "timer", type_="unique")
    op.create_unique_constraint(
        "uq_timer_subject_id_key_entry_no", "timer", ["subject_id", "key", "entry_no"]
    )
    op.drop_column("timer", "held_until")
    op.drop_column("timer", "turn")


def changes_up() -> None:
    """Proposed changes stand under a circuit; those there are under the one the house ships."""
    table, json = "record_proposal", postgresql.JSONB(astext_type=sa.Text())
    op.add_column(table, sa.Column("number", sa.Text(), nullable=True))
    op.add_column(table, sa.Column("outcome", sa.Text(), nullable=False, server_default=""))
    for name in ("source", "applied"):
        op.add_column(table, sa.Column(name, json, nullable=False, server_default="{}"))
    op.add_column(table, sa.Column("workflow_version_id", sa.Uuid(), nullable=True))
    for name in ("entered_at", "due_at"):
        op.add_column(table, sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for name, kind in _HEAD_OF_CHANGES:
        op.add_column(table, sa.Column(name, kind, nullable=True))
    op.execute(_UNDER_THE_SHIPPED_CIRCUIT)
    for name, _kind in _HEAD_OF_CHANGES:
        op.alter_column(table, name, nullable=False)
    op.create_foreign_key(
        "fk_record_proposal_workflow_version_id_definition_version",
        table,
        "definition_version",
        ["workflow_version_id"],
        ["id"],
    )
    op.create_unique_constraint("uq_record_proposal_number", table, ["number"])
    op.create_index("ix_record_proposal_author", table, ["made_by", "made_at"])


def changes_down() -> None:
    table = "record_proposal"
    op.drop_index("ix_record_proposal_author", table_name=table)
    op.drop_constraint("uq_record_proposal_number", table, type_="unique")
    op.drop_constraint(
        "fk_record_proposal_workflow_version_id_definition_version", table, type_="foreignkey"
    )
    plain = ("due_at", "entered_at", "workflow_version_id", "applied", "source", "outcome")
    for name in (*(name for name, _kind in _HEAD_OF_CHANGES), *plain, "number"):
        op.drop_column(table, name)


_HEAD_OF_CHANGES: list[tuple[str, Any]] = [
    ("status", sa.Text()),
    ("status_kind", sa.Text()),
    ("markers", postgresql.JSONB(astext_type=sa.Text())),
    ("entry_no", sa.BigInteger()),
    ("waiting_functions", postgresql.JSONB(astext_type=sa.Text())),
]
_UNDER_THE_SHIPPED_CIRCUIT = """UPDATE record_proposal SET
    status = CASE
        WHEN state = 'open' THEN 'proposee'
        WHEN patch @> '[{"answer": "accepted"}]' THEN 'acceptee' ELSE 'refusee' END,
    outcome = CASE
        WHEN state = 'open' THEN ''
        WHEN patch @> '[{"answer": "accepted"}]' THEN 'accepted' ELSE 'refused' END,
    status_kind = CASE WHEN state = 'open' THEN 'waiting-agent' ELSE 'final' END,
    markers = '[]', entry_no = 1, entered_at = COALESCE(answered_at, made_at),
    waiting_functions = CASE WHEN state = 'open' THEN '["gestionnaire"]' ELSE '[]' END::jsonb"""


def remap_up() -> None:
    document = postgresql.JSONB(astext_type=sa.Text())
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "remap_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workflow_key", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("account_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("totals", document, nullable=False),
        sa.Column("settings", document, nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("started_at", instant, nullable=True),
        sa.Column("ended_at", instant, nullable=True),
        sa.Column("undo_until", instant, nullable=True),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "mode IN ('rehearsal', 'publication', 'import', 'again')",
            name=op.f("ck_remap_run_known_mode"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remap_run")),
    )
    op.create_index("ix_remap_run_workflow", "remap_run", ["workflow_key", "id"])
    op.create_table(
        "remap_item",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("from_version_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), server_default="", nullable=False),
        sa.Column("flags", document, server_default="[]", nullable=False),
        sa.Column("outcome", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("reason", document, server_default="[]", nullable=False),
        sa.Column("step_id", sa.BigInteger(), nullable=True),
        sa.Column("left_version", sa.BigInteger(), nullable=True),
        sa.Column("before", document, server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["remap_run.id"],
            name=op.f("fk_remap_item_run_id_remap_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "seq", name=op.f("pk_remap_item")),
    )
    op.create_index("ix_remap_item_outcome", "remap_item", ["run_id", "outcome", "seq"])
    op.create_index("ix_remap_item_request", "remap_item", ["request_id"])
    op.create_index(
        "ix_remap_item_asked",
        "remap_item",
        ["request_id"],
        postgresql_where=sa.text("outcome = 'asked'"),
    )
    op.create_index(
        "ix_request_circuit",
        "request",
        ["workflow_version_id", "id"],
        postgresql_where=sa.text("submitted_at IS NOT NULL AND closed_at IS NULL"),
    )
    for table in ("remap_run", "remap_item"):
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        op.execute(
            f'CREATE POLICY known_actor ON "{table}"'
            " USING (preau_known()) WITH CHECK (preau_known())"
        )


def remap_down() -> None:
    op.drop_index("ix_request_circuit", table_name="request")
    op.drop_table("remap_item")
    op.drop_table("remap_run")


#: (up, down), in the order in which they are made.
def replacements_up() -> None:
    op.create_table(
        "replacement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("principal_id", sa.Uuid(), nullable=False),
        sa.Column("stand_in_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("named_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "valid_until >= valid_from", name=op.f("ck_replacement_ends_after_start")
        ),
        sa.CheckConstraint("principal_id <> stand_in_id", name=op.f("ck_replacement_not_oneself")),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["account.id"], name=op.f("fk_replacement_principal_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["stand_in_id"], ["account.id"], name=op.f("fk_replacement_stand_in_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["group.id"], name=op.f("fk_replacement_group_id_group")
        ),
        sa.ForeignKeyConstraint(
            ["scope_id"], ["scope.id"], name=op.f("fk_replacement_scope_id_scope")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replacement")),
    )
    for name in ("principal_id", "stand_in_id"):
        op.create_index(op.f(f"ix_replacement_{name}"), "replacement", [name], unique=False)
    op.execute('ALTER TABLE "replacement" ENABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE "replacement" FORCE ROW LEVEL SECURITY')
    op.execute(
        'CREATE POLICY known_actor ON "replacement"'
        " USING (preau_known()) WITH CHECK (preau_known())"
    )
    for table in ("step", "vote"):  # in whose place somebody acted
        op.add_column(table, sa.Column("principal_id", sa.Uuid(), nullable=True))
        op.add_column(
            table, sa.Column("principal_name", sa.Text(), server_default="", nullable=False)
        )


def replacements_down() -> None:
    for table in ("vote", "step"):
        op.drop_column(table, "principal_name")
        op.drop_column(table, "principal_id")
    op.drop_table("replacement")


def handing_up() -> None:
    document = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("request", sa.Column("handed", document, nullable=True))


def handing_down() -> None:
    op.drop_column("request", "handed")


def advice_up() -> None:
    document = postgresql.JSONB(astext_type=sa.Text())
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "advice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_name", sa.Text(), nullable=False),
        sa.Column("asked_for", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("answers", document, nullable=False),
        sa.Column("files", document, nullable=False),
        sa.Column("token_sha256", sa.Text(), nullable=True),
        sa.Column("reminder_sha256", sa.Text(), nullable=True),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("due_at", instant, nullable=False),
        sa.Column("opened_at", instant, nullable=True),
        sa.Column("reminded_at", instant, nullable=True),
        sa.Column("answered_at", instant, nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_advice_request_id_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_advice_token_sha256")),
        sa.UniqueConstraint("reminder_sha256", name=op.f("uq_advice_reminder_sha256")),
    )
    op.create_index(op.f("ix_advice_request_id"), "advice", ["request_id"], unique=False)
    op.create_index(
        "ix_advice_awaited",
        "advice",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("answered_at IS NULL AND revoked_at IS NULL"),
    )
    op.execute('ALTER TABLE "advice" ENABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE "advice" FORCE ROW LEVEL SECURITY')
    op.execute(
        'CREATE POLICY known_actor ON "advice" USING (preau_known()) WITH CHECK (preau_known())'
    )


def advice_down() -> None:
    op.drop_table("advice")


PARTS: list[tuple[Callable[[], None], Callable[[], None]]] = [
    (letters_up, letters_down),
    (amendments_up, amendments_down),
    (timers_up, timers_down),
    (replacements_up, replacements_down),
    (handing_up, handing_down),
    (changes_up, changes_down),
    (advice_up, advice_down),
    (remap_up, remap_down),
]


def upgrade() -> None:
    for up, _down in PARTS:
        up()


def downgrade() -> None:
    for _up, down in reversed(PARTS):
        down()
