"""The versions of an entry: who and when, what changed, back to an older one."""

from __future__ import annotations

from flask import request, url_for

from accounts import queries as people
from core.access import requires
from core.i18n import _
from core.saying import moment
from core.web import render
from knowledge_base import queries
from knowledge_base.domain.difference import differences
from knowledge_base.pages.blueprint import pages
from knowledge_base.pages.screen import tabs
from knowledge_base.pages.writing import DRAFT, WRITE, entry_of
from knowledge_base.posted import number


@pages.get("/administration/aide/<string:key>/versions")
@requires(WRITE, DRAFT)
def entry_versions(key: str) -> str:
    """Newest first; `de` and `a` (0 = the draft) are compared."""
    row = entry_of(key)
    draft, versions = queries.draft_of(row), queries.versions_of(row)
    by_no = {version.no or 0: version for version in versions}
    if draft:
        by_no[0] = draft
    default = 0 if draft else row.live_no
    to = number(request.args.get("a")) if "a" in request.args else default
    begin = number(request.args.get("de")) if "de" in request.args else _before(to, row.live_no)
    old = by_no[begin].content if begin in by_no and begin != to else {}
    new = by_no[to].content if to in by_no else {}
    names = people.names_of({version.published_by for version in versions if version.published_by})
    words = field_words()
    return render(
        "knowledge_base/versions.html",
        entry=row,
        draft=draft,
        seen=draft.version if draft else 0,
        tabs=tabs(row, "versions"),
        begin=begin,
        to=to,
        rows=[
            {"label": words[name], "before": before or None, "after": after or None}
            for name, before, after in differences(old, new)
        ],
        lines=[
            {
                "no": version.no,
                "title": _("Version %(no)s", no=version.no),
                "who": names.get(version.published_by) if version.published_by else _("Préau"),
                "when": moment(version.published_at),
                "url": url_for(
                    "knowledge_base.entry_versions", key=key, de=version.no, a=row.live_no
                ),
                "current": version.no == row.live_no,
            }
            for version in versions
        ],
        options=[
            *([("0", _("Brouillon"))] if draft else []),
            *((str(version.no), _("Version %(no)s", no=version.no)) for version in versions),
        ],
    )


def field_words() -> dict[str, str]:
    """How the parts of a version are called."""
    return {
        "question": _("Question"),
        "wordings": _("Autres façons de le demander"),
        "blocks": _("Réponse"),
        "theme": _("Thème"),
        "audience": _("Réservée à"),
        "source": _("Source"),
        "review_on": _("À relire le"),
        "valid_from": _("Montrée à partir du"),
        "valid_until": _("Montrée jusqu’au"),
        "language": _("Langue"),
        "intent": _("Réponse personnelle"),
        "tree": _("Parcours guidé"),
        "variants": _("Autres langues"),
    }


def _before(to: int, live: int) -> int:
    return live if to == 0 else max(to - 1, 0)
