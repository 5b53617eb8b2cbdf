"""The sheet of the draft as anybody sees it on any day, and the models it offers."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from catalogue.pages.blueprint import pages
from catalogue.pages.designing import persona
from catalogue.pages.designing.door import KIND, body_of, designer, designs
from catalogue.pages.designing.problems import is_readable
from catalogue.views.models import model_file
from core.web import render
from schemas.heading import editor_head, unreadable


@pages.get("/administration/services/<key>/apercu")
@designs
def design_preview(key: str) -> ResponseReturnValue:
    """Drawn by the page people get, with the draft; nothing can be started from it."""
    actor = designer()
    body = body_of(key)
    around = editor_head(KIND, key, "apercu")
    if not is_readable(body):
        return unreadable(around), 422
    played = persona.persona_of(actor, body, request.args)
    return render(
        "catalogue/design/apercu.html",
        **around,
        key=key,
        persona=played,
        roles=persona.roles(),
        others=[(label, _address(key, played, label)) for _id, label in played.found[1:]],
        **persona.tried(body, played),
    )


def _address(key: str, played: persona.Persona, place: str) -> str:
    role, day = played.role.key if played.role else "", played.day.isoformat()
    return url_for("catalogue.design_preview", key=key, role=role, ou=place, jour=day)


@pages.get("/administration/services/<key>/modeles/<path:path>")
@designs
def design_model(key: str, path: str) -> Response:
    """A model the draft names, as people will download it."""
    designer()
    return model_file(body_of(key), path)
