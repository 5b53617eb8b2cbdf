"""The only place where htmx attributes are named: a later version of htmx is a change here."""

from __future__ import annotations

import json
from typing import Any

#: What a template may ask for → the attribute that says it.
NAMES = {
    "get": "hx-get",
    "post": "hx-post",
    "target": "hx-target",
    "trigger": "hx-trigger",
    "push": "hx-push-url",
    "select": "hx-select",
    "include": "hx-include",
    "vals": "hx-vals",
    "indicator": "hx-indicator",
    "sync": "hx-sync",
    "encoding": "hx-encoding",
}
#: Ways to put the answer in the page. "morph" keeps the focus and what is being typed.
SWAPS = {
    "morph": "morph:outerHTML",
    "inside": "morph:innerHTML",
    "append": "beforeend",
    "before": "beforebegin",
    "replace": "outerHTML",
    "remove": "delete",
    "none": "none",
}


def live(*, swap: str = "morph", **wanted: Any) -> dict[str, str]:
    """Attributes that refine a link or form which already works without JavaScript.

    In a template: `attrs=live(get=url, target="#rows", push=true)`, or `{{ live(…)|xmlattr }}`.
    Names are those of `NAMES`; what is None or False is left out.
    """
    attributes = {"hx-swap": SWAPS[swap]}
    for name, value in wanted.items():
        if value is not None and value is not False:
            attributes[NAMES[name]] = _said(value)
    return attributes


def _said(value: Any) -> str:
    if value is True:
        return "true"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
