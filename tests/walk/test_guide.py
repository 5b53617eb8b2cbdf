"""The guide: each task is told from the index, each picture is there, screens say its words."""

from __future__ import annotations

import re
from functools import cache

import pytest

from knowledge_base import guide
from tests.kit.browser import ROOT

PAGES = sorted(path.stem for path in guide.PAGES.glob("*.md"))
TASKS = [name for name in PAGES if name != guide.INDEX]
LARGEST = 150_000


@cache
def screens() -> str:
    """All that pages and definitions are written with."""
    rooms = (path for path in ROOT.iterdir() if (path / "__init__.py").is_file())
    files = (
        file
        for room in rooms
        if room.name != "tests"
        for kind in ("*.html", "*.py", "*.json")
        for file in room.rglob(kind)
        if "static" not in file.parts
    )
    return "\n".join(file.read_text("utf-8") for file in files)


def test_every_task_is_told_from_the_index() -> None:
    index = (guide.PAGES / "README.md").read_text("utf-8")
    assert sorted(re.findall(r"\]\(([a-z-]+)\.md\)", index)) == TASKS


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_short_numbered_and_shown(name: str) -> None:
    text = (guide.PAGES / f"{name}.md").read_text("utf-8")
    assert len(text.split()) < 250
    assert re.search(r"^1\. ", text, re.MULTILINE)
    read = guide.page(name)
    assert read is not None
    pictures = [part for part in read.parts if part.picture]
    assert 1 <= len(pictures) <= 2
    for part in pictures:
        path = guide.PICTURES / part.picture
        assert path.is_file(), f"python -m tests.browser.guide takes {path.name}"
        assert path.stat().st_size <= LARGEST
        assert part.size[0] in {390, 1280}
        assert part.text


def test_no_picture_is_kept_that_no_page_shows() -> None:
    shown = {part.picture for name in TASKS for part in guide.page(name).parts}  # type: ignore[union-attr]
    assert {path.name for path in guide.PICTURES.glob("*.png")} == shown - {""}


@pytest.mark.parametrize("name", TASKS)
def test_what_a_task_names_stands_on_a_screen(name: str) -> None:
    text = (guide.PAGES / f"{name}.md").read_text("utf-8")
    unknown = {
        word
        for word in re.findall(r"\*\*([^*\n]+)\*\*", text)
        if not re.search(rf'["«>]\s?{re.escape(word)}\s?["»<(%]', screens()) and len(word) > 1
    }
    assert not unknown, f"{name}: no screen says {unknown}"
