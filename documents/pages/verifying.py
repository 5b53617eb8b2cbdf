"""The page a letter's QR code leads to: is it ours, does it still count, is this file the same."""

from __future__ import annotations

import hashlib
from typing import Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from accounts import operations as accounts
from accounts.errors import TooManyTries
from core.access import public
from core.database import unit_of_work
from core.errors import TooMany
from core.i18n import _, _l
from core.saying import whole_day
from core.web import render
from documents import queries
from documents.errors import UnknownSeal
from documents.models import IssuedDocument
from documents.pages.blueprint import pages

BECAUSE: Final = "whoever holds the paper holds its random token; the page says what the paper says"
#: Looks in a quarter of an hour: at one letter, from one address of the network.
PER_LETTER, PER_ADDRESS = 60, 120
_LETTERS: Final = "letter:"
_CHUNK: Final = 256 * 1024


class TooManyLooks(TooMany):
    """Somebody tries tokens, or a whole town hall verifies at once."""

    code = "too-many-looks"
    message = _l("Trop de vérifications rapprochées. Réessayez dans un quart d’heure.")


@pages.get("/verifier/<token>")
@public(because=BECAUSE)
def verify(token: str) -> ResponseReturnValue:
    """What is known of the letter."""
    return _shown(_letter(token))


@pages.post("/verifier/<token>")
@public(because=BECAUSE)
def compare(token: str) -> ResponseReturnValue:
    """Whether a file is the letter, byte for byte; nothing of it is kept."""
    letter = _letter(token)
    given = request.files.get("file")
    if given is None or not given.filename:
        wrong = _("Choisissez le fichier à comparer.")
        return _shown(letter, wrong=wrong), 422
    print_of_it = hashlib.sha256()
    while chunk := given.stream.read(_CHUNK):
        print_of_it.update(chunk)
    return _shown(letter, same=print_of_it.hexdigest() == letter.sha256)


def _letter(token: str) -> IssuedDocument:
    """Found and unknown are counted alike, before anybody looks."""
    try:
        with unit_of_work():
            accounts.take_a_try(
                token[:100],
                request.remote_addr or "",
                _LETTERS,
                per_account=PER_LETTER,
                per_address=PER_ADDRESS,
            )
    except TooManyTries as refusal:
        raise TooManyLooks from refusal
    letter = queries.letter_by_token(token)
    if letter is None or letter.file_id is None:
        raise UnknownSeal
    return letter


def _shown(letter: IssuedDocument, *, same: bool | None = None, wrong: str = "") -> str:
    return render(
        "documents/verify.html",
        number=letter.number,
        made=whole_day(letter.made_at),
        service=letter.data.get("service") or letter.title,
        voided=whole_day(letter.voided_at) if letter.voided_at else "",
        fingerprint=letter.sha256,
        action=url_for("documents.compare", token=letter.token),
        same=same,
        wrong=wrong,
    )
