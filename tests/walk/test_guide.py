"""The guide: each task is told from the index, each picture is there, screens say its words."""

from __future__ import annotations

import re
from functools import cache

import pytest

from knowledge_base import guide
from tests.kit.browser import ROOT
from tests.kit.wording import messages

PAGES = sorted(path.stem for path in guide.PAGES.glob("*.md"))
TASKS = [name for name in PAGES if name != guide.INDEX]
TOLD_IN_ENGLISH = sorted(
    path.stem for path in (guide.PAGES / "en").glob("*.md") if path.stem != guide.INDEX
)
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


@pytest.mark.parametrize("name", TOLD_IN_ENGLISH)
def test_a_task_told_in_english_says_what_the_french_says_in_the_words_of_english_screens(
    name: str,
) -> None:
    french, told = guide.page(name), guide.page(name, "en")
    assert french is not None
    assert told is not None
    assert (told.language, told.name) == ("en", name)
    assert [part.picture for part in told.parts] == [part.picture for part in french.parts]
    text = (guide.PAGES / "en" / f"{name}.md").read_text("utf-8")
    before = (guide.PAGES / f"{name}.md").read_text("utf-8")
    assert len(re.findall(r"^\d\. ", text, re.MULTILINE)) == len(
        re.findall(r"^\d\. ", before, re.MULTILINE)
    )
    english = {word for _message, _french, both in messages() for word in both}
    named = set(re.findall(r"\*\*([^*\n]{2,})\*\*", text))
    assert not named - english, f"{name}: no English screen says {named - english}"


def test_the_english_index_leads_to_every_task_and_to_english_where_there_is_some() -> None:
    index = (guide.PAGES / "en/README.md").read_text("utf-8")
    assert sorted(re.findall(r"\]\(([a-z-]+)\.md\)", index)) == TOLD_IN_ENGLISH
    others = re.findall(r"\]\(\.\./([a-z-]+)\.md\)", index)
    assert sorted([*others, *TOLD_IN_ENGLISH]) == TASKS
    read = guide.page(guide.INDEX, "en")
    assert read is not None
    assert all(f"](/guide/{name})" in read.parts[0].text for name in TASKS)
    first = (ROOT / "app/home/beginning.py").read_text("utf-8")
    wanted = {name for name in TASKS if f'"{name}"' in first}
    assert wanted <= set(TOLD_IN_ENGLISH), "the first steps of an English reader"
    absent = guide.page("suivre-une-demande", "en")
    assert absent is not None
    assert absent.language == "fr"


@pytest.mark.parametrize("name", TASKS)
def test_what_a_task_names_stands_on_a_screen(name: str) -> None:
    text = (guide.PAGES / f"{name}.md").read_text("utf-8")
    unknown = {
        word
        for word in re.findall(r"\*\*([^*\n]+)\*\*", text)
        if not re.search(rf'["«>]\s?{re.escape(word)}\s?["»<(%]', screens()) and len(word) > 1
    }
    assert not unknown, f"{name}: no screen says {unknown}"
