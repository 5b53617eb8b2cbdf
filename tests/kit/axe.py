"""axe-core on the page that is open. It goes in by `evaluate`: the strict policy stays in force."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async ([tags, within, colours]) => {
  const found = await axe.run(within ?? document, {
    runOnly: tags, resultTypes: ["violations"], rules: {"color-contrast": {enabled: colours}}});
  const said = node => (node.failureSummary ?? "").split("\\n")[1] ?? "";
  return found.violations.map(one => [one.id,
    one.nodes.slice(0, 3).map(node => node.target.join(" ") + " — " + said(node).trim())]);
}"""


@cache
def _source() -> str:
    return SOURCE.read_text("utf-8")


def violations(page: Page, within: str | None = None, *, colours: bool = True) -> list[Any]:
    """What axe finds wrong on the page, or inside what the selector names.

    To look at every pair of colours takes as long as all else.
    """
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(_source())
    return list(page.evaluate(RUN, [TAGS, within, colours]))


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
