"""One browser a worker, one scene a worker; a database, a server and contexts for each journey."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.scene import set_scene
from tests.kit.browser import environment
from tests.kit.cluster import Cluster
from tests.kit.served import Served, Staged, on_stage, stage_once
from tests.kit.visitor import PATIENCE, Visitor, visiting

#: Parts of Chromium that a journey does not want: Playwright's own list, which ours replaces, and
#: the toolbar that Chromium prepares for each new window and nobody sees (a fifth of its time).
UNUSED = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "OptimizationHints",
    "PaintHolding",
    "PreloadTopChromeWebUI",
    "ThirdPartyStoragePartitioning",
)
HERE = str(Path(__file__).parent)
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey."""
    for item in items:
        if str(item.path).startswith(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Chromium, started once."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium_path,
            args=["--disable-gpu", f"--disable-features={','.join(UNUSED)}"],
            env=environment(chromium_path),
        )
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def staged(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Staged:
    """The scene, set once."""
    return stage_once(cluster, tmp_path_factory.mktemp("staged") / "var", set_scene)


@pytest.fixture
def served(cluster: Cluster, staged: Staged, tmp_path: Path) -> Iterator[Served]:
    """The house, open, with the scene as it was set."""
    with on_stage(cluster, staged, tmp_path / "var") as house:
        yield house


@pytest.fixture
def visitor(served: Served, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """`visitor(email)` → somebody signed in on a device of their own; `visitor()` is nobody yet."""
    with ExitStack() as stack:

        def come(email: str | None = None, **settings: Any) -> Visitor:
            one = stack.enter_context(visiting(served, browser, **settings))
            return one.sign_in(email) if email else one

        yield come
