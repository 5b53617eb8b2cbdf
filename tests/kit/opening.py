"""Applications of one process share their compiled templates: each would compile them anew."""

from __future__ import annotations

from types import CodeType

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from app import create_app
from app.settings import Settings


class _Shared(BytecodeCache):
    """Kept in memory, by the name of the template and the hash of its text."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._codes[bucket.key, bucket.checksum] = bucket.code


_codes = _Shared()


def opened(settings: Settings) -> Flask:
    """The application on `settings`."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = _codes
    return app
