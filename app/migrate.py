"""Alembic without its configuration file: the folder is ours, the address comes from the caller."""

from pathlib import Path

from alembic import command
from alembic.config import Config

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def configuration(url: str) -> Config:
    """What Alembic reads; a ConfigParser stands behind it, for which every % counts double."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to `revision`; two at once go one after the other."""
    command.upgrade(configuration(url), revision)


def downgrade(url: str, revision: str) -> None:
    command.downgrade(configuration(url), revision)


def compare(url: str) -> None:
    """Raise when the tables and the models differ."""
    command.check(configuration(url))


def draft(url: str, message: str, number: str | None = None) -> None:
    """Write a new version from the difference; `number` as in 0042."""
    command.revision(configuration(url), message, autogenerate=True, rev_id=number)
