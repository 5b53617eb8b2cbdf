"""A wheel is a whole house: what stands beside the code, and the guide, come along."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from knowledge_base import guide
from tests.kit.wording import rooms

ROOT = Path(__file__).resolve().parents[2]
#: What a clone holds beside its sources.
LEFT = (".git", ".venv", "node_modules", "var", "build", "tests", "*.egg-info", "__pycache__", ".*")
#: Asked of the installed rooms alone: no source stands beside them.
ASK = """
import sys
from knowledge_base import guide
from schemas import packs
assert not (guide.HOME.parent / "docs").exists(), guide.HOME
missing = [
    part.picture
    for path in guide.PAGES.glob("*.md")
    for part in guide.page(path.stem).parts
    if part.picture and guide.picture(part.picture) is None
]
assert guide.is_here() and not missing, missing
print(len(list(guide.PAGES.rglob("*.md"))), *packs.shipped_names())
for name in packs.shipped_names():
    packs.shipped(name)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rooms as an installation has them."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*LEFT))
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation",
         "--no-index", "--disable-pip-version-check", "-w", str(folder), str(source)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    (made,) = folder.glob("*.whl")
    target = folder / "installed"
    with zipfile.ZipFile(made) as wheel:
        wheel.extractall(target)
    return target


def test_all_that_stands_beside_the_code_is_in_the_wheel(installed: Path) -> None:
    beside = [
        path.relative_to(ROOT)
        for room in [*rooms(), "migrations"]
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    assert [str(path) for path in beside if not (installed / path).is_file()] == []
    assert not (installed / "tests").exists()


def test_the_guide_and_the_packs_are_read_from_an_installation(installed: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run(
        [sys.executable, "-P", "-c", ASK], cwd=installed.parent, env=environ,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    pages, *names = done.stdout.split()
    assert int(pages) == len(list(guide.PAGES.rglob("*.md")))
    assert "base" in names
