"""Every page, menus open too: axe finds nothing, nothing is wider than its window (U-01, U-03)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.lived import set_lived_scene
from tests.browser.pages_list import ROLES, shape, walk
from tests.kit.axe import overflow, violations
from tests.kit.cluster import Cluster
from tests.kit.served import Served, on_stage, stage_once
from tests.kit.visitor import DESKTOP, PHONE, Visitor, visiting

NARROW = {"width": 320, "height": 640}
LOOKS = [(size, theme) for size in (DESKTOP, PHONE) for theme in ("light", "dark")]
#: Pages are made of the same parts, whose colours `app/test_contrast.py` knows: one in so many.
COLOURS = 5
#: Administrators have two hundred pages: the nearest are walked and measured, one in so many by
#: axe; all in make audit.
OF_ADMINS, NEAREST = 3, 90
#: WCAG 1.4.12, set through the style sheet interface: inline styles are refused by the policy.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
#: A few are enough: rows of a table are alike. Confirmations may all be open at once; a menu lies
#: over the page, and one at a time is: turn 0 opens what is no menu, turn n the nth menu.
MENUS = """() => [...document.querySelectorAll("details.menu:not([open])")]
  .filter(one => one.checkVisibility()).slice(0, 6).map(one => one.textContent)"""
OPEN = """turn => {
  const all = [...document.querySelectorAll("details:not([open])")];
  const menus = all.filter(one => one.matches(".menu") && one.checkVisibility());
  window.__opened = turn ? menus.slice(turn - 1, turn) :
    all.filter(one => !one.matches(".menu")).slice(0, 6);
  window.__opened.forEach(one => { one.open = true; });
  return window.__opened.length;
}"""
FOLD = "() => window.__opened.forEach(one => { one.open = false; })"


@pytest.fixture(scope="module")
def lived(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A house that has lived, open for the module."""
    folder = tmp_path_factory.mktemp("lived")
    staged = stage_once(cluster, folder / "staged", set_lived_scene)
    with on_stage(cluster, staged, folder / "var") as house:
        yield house


@pytest.fixture(scope="module")
def looked_at() -> set[str | None]:
    """Pages that somebody's walk has been through; in make audit each role sees its own."""
    return set()


#: Supervisors see pages of agents and of administrators: theirs are walked in audit.
WALKERS = [
    pytest.param(role, marks=[pytest.mark.audit] if role == "supervisor" else []) for role in ROLES
]


@pytest.mark.parametrize("role", WALKERS, ids=str)
def test_axe_finds_nothing_on_any_page(
    lived: Served, browser: Browser, role: str | None, looked_at: set[str | None]
) -> None:
    """One role, size and theme a page, unfolded from the start, a menu once, one kind of
    definition, the colours of some; all in make audit."""
    looks = itertools.cycle([LOOKS[0], LOOKS[3], LOOKS[2], LOOKS[1]])
    faults, count, met = [], 0, set[str]()
    walked = _walked(lived, browser, role, each_kind=False)
    for visitor, path in itertools.islice(walked, NEAREST if role == "admin" else None):
        page = shape(visitor, path, each_kind=False)
        if page in looked_at and path not in ROLES[role]:
            continue
        looked_at.add(page)
        look = next(looks)
        _dress(visitor, *look)
        if role == "admin" and count % OF_ADMINS:
            faults += _too_wide(visitor.page, path)
        else:
            faults += _faults_at_once(visitor, path, look, met, colours=count % COLOURS == 0)
        count += 1
    assert not faults, "\n".join(faults)
    assert count >= len(ROLES[role])


@pytest.mark.audit
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_axe_finds_nothing_in_any_size_and_theme(
    lived: Served, browser: Browser, role: str | None
) -> None:
    faults = []
    for visitor, path in _walked(lived, browser, role):
        for look in LOOKS:
            _dress(visitor, *look)
            faults += _faults(visitor, path, look)
    assert not faults, "\n".join(faults)


@pytest.mark.audit
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_nothing_overflows_at_320_pixels_nor_with_wide_spacing(
    lived: Served, browser: Browser, role: str | None
) -> None:
    """U-03."""
    faults = []
    for visitor, path in _walked(lived, browser, role):
        _dress(visitor, NARROW, "light")
        if (wide := overflow(visitor.page)) > 0:
            faults.append(f"{path} at 320: {wide} px too wide")
        _dress(visitor, PHONE, "light")
        visitor.page.evaluate(SPACED)
        if (wide := overflow(visitor.page)) > 0:
            faults.append(f"{path} spaced: {wide} px too wide")
    assert not faults, "\n".join(faults)


def _walked(
    served: Served, browser: Browser, role: str | None, *, each_kind: bool = True
) -> Iterator[tuple[Visitor, str]]:
    with visiting(served, browser) as visitor:
        if role:
            visitor.sign_in(getattr(served.people, role))
        for path in walk(visitor, ROLES[role], each_kind=each_kind):
            yield visitor, path


def _dress(visitor: Visitor, size: Any, theme: Any) -> None:
    visitor.page.set_viewport_size(size)
    visitor.page.emulate_media(color_scheme=theme, reduced_motion="reduce")


def _faults(visitor: Visitor, path: str, look: Any) -> list[str]:
    """As it comes, then with its confirmations and its menus unfolded."""
    page, where = visitor.page, f"{path} {look[0]['width']} {look[1]}"
    found = _too_wide(page, where) + [f"{where}: {one}" for one in violations(page)]
    menus = page.evaluate(MENUS)
    return found + [one for turn in range(len(menus) + 1) for one in _unfolded(page, where, turn)]


def _faults_at_once(
    visitor: Visitor, path: str, look: Any, met: set[str], *, colours: bool
) -> list[str]:
    """With its confirmations unfolded from the start, then with the menus not `met` before."""
    page, where = visitor.page, f"{path} {look[0]['width']} {look[1]}"
    found = _too_wide(page, where)
    page.evaluate(OPEN, 0)
    found += [f"{where}: {one}" for one in violations(page, colours=colours)]
    page.evaluate(FOLD)
    menus = page.evaluate(MENUS)
    fresh = [turn for turn, menu in enumerate(menus, 1) if menu not in met]
    met.update(menus)
    return found + [one for turn in fresh for one in _unfolded(page, where, turn)]


def _too_wide(page: Page, where: str) -> list[str]:
    return [f"{where}: {wide} px too wide"] if (wide := overflow(page)) > 0 else []


def _unfolded(page: Page, where: str, turn: int) -> list[str]:
    """What is wrong in one menu that is open; in all that is no menu when `turn` is 0."""
    opened = page.evaluate(OPEN, turn)
    wrong = violations(page, "details[open]") if opened else []
    page.evaluate(FOLD)
    return [f"{where} unfolded: {one}" for one in wrong]
