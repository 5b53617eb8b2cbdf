"""How Alembic runs here: one at a time, never queuing the town's work behind a lock."""

from alembic import context
from sqlalchemy import Connection, NullPool, create_engine, text

from app.features import load_models
from app.migrate import ONE_AT_A_TIME
from core.database import Model

load_models()

LOCK_TIMEOUT = "4s"  # then the migration gives up and is tried again, rather than queue the town
STATEMENT_TIMEOUT = "10min"  # a backfill in batches stays far below


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Partitions of records, and indexes an entity's publication makes (prefix `ext_`), are not
    the models' business."""
    if name is None:
        return True
    return not (name.startswith("ext_") if kind == "index" else name.startswith("record_default"))


def migrate(connection: Connection) -> None:
    connection.execute(text(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'"))
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ONE_AT_A_TIME})
    longest = context.config.attributes.get("lock_timeout", LOCK_TIMEOUT)
    connection.execute(text(f"SET lock_timeout = '{longest}'"))
    connection.execute(text("SET preau.actor = 'house'"))  # rows to move show (core.wall)
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        transaction_per_migration=True,
        compare_type=True,
        include_name=include_name,
    )
    with context.begin_transaction():
        context.run_migrations()


load_models()
url = context.config.get_main_option("sqlalchemy.url")
if context.is_offline_mode():
    context.configure(url=url, target_metadata=Model.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = create_engine(url or "", poolclass=NullPool)
    with engine.connect() as connection:
        migrate(connection)
    engine.dispose()
