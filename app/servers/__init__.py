"""The servers Préau brings along, for trying and developing: PostgreSQL and Redis as children."""

from app.servers.errors import ServerError
from app.servers.postgres import EmbeddedPostgres
from app.servers.redis import EmbeddedRedis

__all__ = ["EmbeddedPostgres", "EmbeddedRedis", "ServerError"]
