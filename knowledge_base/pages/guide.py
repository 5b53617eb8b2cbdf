"""The guide that comes with Préau, task by task."""

from __future__ import annotations

from flask import make_response, request
from werkzeug.wrappers import Response

from core.access import public
from core.errors import NotFound
from core.i18n import spoken
from core.web import render
from knowledge_base import guide as book
from knowledge_base.pages.blueprint import pages
from knowledge_base.rendering import answer_html

A_DAY = 24 * 3600
_SAME_FOR_ALL = "it comes with the software, says nothing of this house, and helps to sign in too"


@pages.get("/guide")
@public(because=_SAME_FOR_ALL)
def guide() -> str:
    """Every task, by who does it."""
    return _page(book.INDEX)


@pages.get("/guide/<string:name>")
@public(because=_SAME_FOR_ALL)
def guide_page(name: str) -> str:
    """One task: short, numbered, with a picture or two."""
    if name == book.INDEX:
        raise NotFound
    return _page(name)


@pages.get("/guide/images/<string:name>")
@public(because=_SAME_FOR_ALL)
def guide_picture(name: str) -> Response:
    """A picture of the guide, as the journeys took it."""
    found = book.picture(name)
    if found is None:
        raise NotFound
    answer = make_response(found)
    answer.mimetype, answer.cache_control.max_age = "image/png", A_DAY
    answer.add_etag()
    return answer.make_conditional(request)


def _page(name: str) -> str:
    found = book.page(name, spoken() or book.WRITTEN)
    if found is None:
        raise NotFound
    return render(
        "knowledge_base/guide.html", page=found, is_index=name == book.INDEX, html=answer_html
    )
