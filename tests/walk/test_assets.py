"""Pages obey the strict policy (nothing inline, nothing from elsewhere) and stay light."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "app/assets"
BUILT = ROOT / "app/static/dist"
OUTSIDE = {".venv", "node_modules", "var", "build"}


def templates() -> list[Path]:
    """Every page and fragment of the house (letters are not pages)."""
    found = [
        path
        for path in ROOT.rglob("templates/**/*.html")
        if not OUTSIDE & set(path.relative_to(ROOT).parts)
    ]
    assert len(found) > 20
    return found


def plain(path: Path) -> str:
    """Its text without the template's own comments."""
    return re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)


def offenders(pattern: str) -> list[str]:
    """Where `pattern` occurs in a template."""
    rule = re.compile(pattern, re.IGNORECASE)
    tags = re.compile(r"\{%.*?%\}", re.DOTALL)
    return [
        f"{path.relative_to(ROOT)}: {found.group(0)[:60]}"
        for path in templates()
        for found in rule.finditer(tags.sub("", plain(path)))
    ]


def test_s18_no_template_carries_style_or_script_of_its_own() -> None:
    assert not offenders(r"<style|\sstyle\s*=|<script(?![^>]*\ssrc=)|javascript:")


def test_s18_no_template_carries_event_attributes() -> None:
    assert not offenders(r"<[^>{]*\son(click|change|submit|load|input|error|key\w+|focus|blur)\s*=")


def test_no_template_fetches_from_elsewhere() -> None:
    elsewhere = r"\s*=\s*[\"'](https?:)?//"
    assert not offenders(rf"(src|srcset|action){elsewhere}|<link[^>]+href{elsewhere}")


def test_no_style_sheet_or_script_fetches_from_elsewhere() -> None:
    for path in [*ASSETS.rglob("*.css"), *ASSETS.rglob("*.js")]:
        assert not re.search(r"https?://|url\(\s*['\"]?//", path.read_text("utf-8")), path


def test_raw_colours_stand_in_tokens_alone() -> None:
    for path in ASSETS.rglob("*.css"):
        if path.name not in {"tokens.css", "print.css"}:  # paper is black on white
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?!\s*\{)", path.read_text("utf-8")), path


def test_htmx_is_named_in_few_places() -> None:
    """A later htmx is a change in app/live.py and in partials named for it."""
    named = {line.split(":")[0] for line in offenders(r"\shx-[a-z]+(-[a-z]+)*\s*=")}
    assert {Path(name).name for name in named} <= {"_hx.html", "_toasts_oob.html"}


def test_every_icon_named_by_a_template_is_in_the_sprite() -> None:
    known = json.loads((ASSETS / "icons.json").read_text("utf-8"))
    for path in templates():
        for name in re.findall(r"\bicon\(\s*\"([\w-]+)\"", plain(path)):
            assert name in known, f"{path.relative_to(ROOT)}: {name}"


def manifest() -> dict[str, str]:
    """Name → hashed name of all that was built."""
    path = BUILT / "manifest.json"
    assert path.exists(), "not built: run `make setup`"
    found: dict[str, str] = json.loads(path.read_text("utf-8"))
    return found


def built(name: str) -> bytes:
    """What the build made of `name`."""
    return (BUILT / manifest()[name]).read_bytes()


@pytest.mark.parametrize(("name", "budget"), [("app.js", 30), ("app.css", 20), ("sprite.svg", 40)])
def test_what_every_page_loads_stays_within_its_budget(name: str, budget: int) -> None:
    """Kilobytes, compressed."""
    assert len(gzip.compress(built(name), 9)) <= budget * 1024


def test_a_page_to_fill_in_comes_for_the_first_time_within_150_kilobytes() -> None:
    """All it loads, and 12 for the page itself, which measures about 6."""
    loaded = ("app.css", "app.js", "fill-upload.js", "combobox.js", "common.svg", "favicon.svg")
    faces = [name for name in manifest() if name.endswith("-normal.woff2")]
    assert len(faces) == 2
    weight = sum(len(gzip.compress(built(name), 9)) for name in (*loaded, *faces))
    assert weight + 12 * 1024 <= 150 * 1024


def test_the_sprite_holds_every_icon_listed() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', built("sprite.svg").decode()))
    listed = json.loads((ASSETS / "icons.json").read_text("utf-8"))
    assert drawn == {
        name if style == "regular" else f"{name}-{style}"
        for name, styles in listed.items()
        for style in styles
    }
