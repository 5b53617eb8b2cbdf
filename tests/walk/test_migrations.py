"""One head; down and up again; the models and the migrated tables agree."""

from __future__ import annotations

from alembic.script import ScriptDirectory

from app import migrate
from tests.kit.cluster import Cluster


def test_there_is_one_head() -> None:
    scripts = ScriptDirectory.from_config(migrate.configuration("postgresql://"))
    assert len(scripts.get_heads()) == 1


def test_models_and_migrations_agree(cluster: Cluster) -> None:
    name = cluster.clone()
    migrate.compare(cluster.url(name, "preau_migrate"))
    cluster.drop(name)


def test_the_migrations_go_down_and_up_again(cluster: Cluster) -> None:
    name = cluster.clone()
    url = cluster.url(name, "preau_migrate")
    migrate.downgrade(url, "base")
    migrate.upgrade(url)
    cluster.drop(name)
