"""Rooms are laid out alike; events are told; subscribers are known by name."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import pytest
from flask import Flask

from app.features import ROOMS
from core import events

ROOT = Path(__file__).parents[2]
FORBIDDEN = {"util.py", "utils.py", "helpers.py", "common.py", "manager.py"}


@pytest.mark.parametrize("room", [room for room in ROOMS if "." not in room])
def test_a_room_has_its_plate_and_says_what_it_is_for(room: str) -> None:
    assert importlib.import_module(f"{room}.feature").FEATURE.name == room
    assert (ROOT / room / "README.md").read_text("utf-8").strip()


def test_nothing_is_called_util() -> None:
    for room in ROOMS:
        for path in (ROOT / room.split(".")[0]).rglob("*.py"):
            assert path.name not in FORBIDDEN, path


def test_every_event_says_when_it_happens(house: Flask) -> None:
    for event in events.event_types():
        assert inspect.getdoc(event), event


def test_the_median_file_is_short() -> None:
    sizes = sorted(
        len(path.read_text("utf-8").splitlines())
        for room in (*ROOMS, "core", "app")
        if "." not in room
        for path in (ROOT / room).rglob("*.py")
        if path.name != "__init__.py"
    )
    assert sizes[len(sizes) // 2] < 100


def test_no_file_names_a_registry_or_this_machine() -> None:
    import subprocess

    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    marks = ("pypi" + ".org", "files.python" + "hosted", "registry." + "npmjs", "/wo" + "rk/main")
    for name in tracked:
        path = ROOT / name
        if (
            path.suffix in {".py", ".txt", ".json", ".cfg", ".toml", ".md", ".mjs", ""}
            and path.is_file()
        ):
            text = path.read_text("utf-8", errors="ignore")
            assert not any(mark in text for mark in marks), name
