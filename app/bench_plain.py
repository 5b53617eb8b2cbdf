"""The least a page can be: Flask, one connection of a pool, `SELECT 1`. What pages are held to."""

from __future__ import annotations

import os

from flask import Flask
from sqlalchemy import create_engine, text


def application() -> Flask:
    """Served by the command that serves the house, on the same database."""
    plain = Flask(__name__)
    engine = create_engine(os.environ["DATABASE_URL"], pool_size=8, pool_pre_ping=True)

    @plain.get("/")
    def page() -> str:
        with engine.connect() as connection:
            return f"<!doctype html><title>Un</title>{connection.scalar(text('SELECT 1'))}"

    return plain
