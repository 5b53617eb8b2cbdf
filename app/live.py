"""The only place where htmx attributes are named: a later version of htmx is a change here."""

from __future__ import annotations

import json
from collections.abc import Mapping

#: Swaps people of this house may ask for. "morph" keeps the focus and what is being typed.
SWAPS = {
    "morph": "morph:outerHTML",
    "inside": "morph:innerHTML",
    "append": "beforeend",
    "before": "beforebegin",
    "replace": "outerHTML",
    "remove": "delete",
    "none": "none",
}


def live(
    *,
    get: str | None = None,
    post: str | None = None,
    target: str | None = None,
    swap: str = "morph",
    trigger: str | None = None,
    push: bool | str = False,
    select: str | None = None,
    include: str | None = None,
    vals: Mapping[str, str] | None = None,
    indicator: str | None = None,
    sync: str | None = None,
) -> dict[str, str]:
    """Attributes that refine a link or form which already works without JavaScript.

    In a template: `attrs=live(get=url, target="#rows")`, or `{{ live(…)|xmlattr }}`.
    """
    wanted = {
        "hx-get": get,
        "hx-post": post,
        "hx-target": target,
        "hx-swap": SWAPS.get(swap, swap),
        "hx-trigger": trigger,
        "hx-push-url": ("true" if push is True else push) or None,
        "hx-select": select,
        "hx-include": include,
        "hx-vals": json.dumps(dict(vals)) if vals else None,
        "hx-indicator": indicator,
        "hx-sync": sync,
    }
    return {name: value for name, value in wanted.items() if value}
