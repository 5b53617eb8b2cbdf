"""An agent of Dialogflow ES asks us: what everybody may read, as a title and its address.

It comes by the door of programs, which counts calls and refuses in JSON; of what it sends the
question alone is read, and nothing is stored.
"""

from __future__ import annotations

from typing import Any, Final

from flask import current_app, jsonify, request, url_for
from werkzeug.wrappers import Response

from core import jsondoor
from core.access import public
from core.actor import NOBODY
from core.errors import BadInput, NotSignedIn, TooLarge, UnsupportedMedia
from core.i18n import _
from core.wall import HOUSE, acting_as
from knowledge_base import queries
from knowledge_base.domain.asking.answering import Answer
from knowledge_base.domain.outside.dialogflow import asked_in, fulfilment
from knowledge_base.operations.linking import opens_webhook
from knowledge_base.pages.blueprint import pages

HEADER: Final = "X-Preau-Secret"
LARGEST: Final = 64 * 1024
LONGEST_SECRET: Final = 200
SHOWN: Final = 3


@pages.post("/api/dialogflow")
@public(because="an agent shows a secret of its own; it is answered what everybody may read")
def webhook() -> Response:
    """What a question gets, as Dialogflow ES reads it."""
    with acting_as(HOUSE):
        opened = opens_webhook(request.headers.get(HEADER, "")[:LONGEST_SECRET])
    if not opened:
        raise NotSignedIn
    if not request.is_json:
        raise UnsupportedMedia
    if (request.content_length or 0) > LARGEST:
        raise TooLarge
    request.max_content_length = LARGEST
    asked = asked_in(jsondoor.parse(request.get_data(cache=True)))
    if asked is None:
        raise BadInput
    return jsonify(fulfilment(_lines(asked)))


def _lines(asked: str) -> list[str]:
    answer = queries.ask(asked, NOBODY) if asked else Answer("handover")
    if answer.outcome == "handover" or not answer.choices:
        return [
            _("Je n’ai pas trouvé de fiche qui réponde. Une personne peut vous répondre :"),
            _address("knowledge_base.speak"),
        ]
    if answer.outcome == "answer":
        return [_line(answer.choices[0])]
    return [_("Voici ce qui s’en approche :"), *map(_line, answer.choices[:SHOWN])]


def _line(choice: Any) -> str:
    return f"{choice.title} – {_address('knowledge_base.entry', key=choice.entry)}"


def _address(endpoint: str, **values: Any) -> str:
    return str(current_app.config["SETTINGS"].base_url) + url_for(endpoint, **values)
