"""The loan service on stage, for every test of the catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.kit.stage import Stage, set_stage


@pytest.fixture
def stage(app: Flask, tmp_path: Path) -> Stage:
    """Two schools, two heads, two agents, one service."""
    return set_stage(tmp_path)
