"""The chosen packages are each used by product code (docs/decisions/0002-packages.md)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHOSEN = {
    "flask": "flask",
    "flask-sqlalchemy": "flask_sqlalchemy",
    "marshmallow": "marshmallow",
    "jsonschema": "jsonschema",
    "transitions": "transitions",
    "flask-login": "flask_login",
    "flask-babel": "flask_babel",
    "wtforms": "wtforms",
    "rq": "rq",
    "docxtpl": "docxtpl",
}
ROOMS = (
    "app",
    "core",
    "schemas",
    "accounts",
    "form_factory",
    "workflows",
    "messaging",
    "documents",
    "knowledge_base",
    "registry",
    "catalogue",
)


def imported() -> set[str]:
    found = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("package", sorted(CHOSEN))
def test_each_chosen_package_is_imported_by_the_product(package: str) -> None:
    assert CHOSEN[package] in imported()


@pytest.mark.parametrize("package", sorted(CHOSEN))
def test_each_chosen_package_has_its_reason_written_down(package: str) -> None:
    decision = (ROOT / "docs" / "decisions" / "0002-packages.md").read_text("utf-8")
    assert f"**{package}**" in decision
