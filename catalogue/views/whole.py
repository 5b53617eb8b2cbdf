"""The whole of a file on one page, to be read from top to bottom and printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from catalogue import queries
from catalogue.queries import Seen
from catalogue.standing import form_names
from catalogue.views.answers import plain_lines
from catalogue.views.tabs import FileTab, choose, content_of
from core.actor import Actor
from core.i18n import _
from form_factory import queries as forms
from form_factory.evaluation import evaluate
from form_factory.summary import summary

WHOLE: Final = "whole"
#: Its name in addresses.
KEY: Final = "tout"


def choose_or_whole(tabs: Sequence[FileTab], key: str | None) -> FileTab:
    """The tab asked for. The whole stands beside the tabs, unless a circuit has one of its name."""
    if key == KEY and all(tab.key != KEY for tab in tabs):
        return FileTab(KEY, _("Toute la demande"), WHOLE)
    return choose(tabs, key)


def whole_of(actor: Actor, seen: Seen, tabs: Sequence[FileTab]) -> dict[str, Any]:
    """What each tab shows, one below the other. A tab of some answers repeats the others."""
    return {
        "parts": [
            {"tab": tab, "content": _content(actor, seen, tab)}
            for tab in tabs
            if tab.what != "fields"
        ]
    }


def _content(actor: Actor, seen: Seen, tab: FileTab) -> Mapping[str, Any]:
    if tab.what == "annotations":
        return {"written": _annotations(actor, seen, tab.form)}
    return content_of(actor, seen, tab, lambda _page: "", None)


def _annotations(actor: Actor, seen: Seen, form_key: str) -> list[tuple[str, str]]:
    """What agents wrote beside the request, read back; nothing begins by being read."""
    row = queries.annotation(seen.request.id, form_key)
    if row is None or not row.answers:
        return []
    form = forms.form_of(forms.draft_row(row.draft_id).form_version_id)
    outcome = evaluate(form, row.answers, forms.facts_of(form_names(actor, seen.request)))
    return [line for page in summary(form, outcome) for line in plain_lines(page)]
