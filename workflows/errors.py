"""Refusals of circuits, with words fit for a reader."""

from __future__ import annotations

from core.errors import PreauError
from workflows.domain.decision import Refused

_STATUS = {
    "move.stale": 409,
    "move.not-from-here": 409,
    "move.function": 403,
    "move.system": 403,
}


class MoveRefused(PreauError):
    """The circuit does not allow this move now; `refused.reasons` say why.

    Answers 403 when the move is somebody else's, 409 when the request has gone elsewhere since the
    page was shown, 422 when something is missing that this person may mend.
    """

    status = 422
    code = "move-refused"

    def __init__(self, refused: Refused) -> None:
        self.refused = refused
        self.reasons = refused.reasons
        codes = refused.codes
        self.status = next((_STATUS[code] for code in codes if code in _STATUS), self.status)
        super().__init__(_sentence(refused))


def _sentence(refused: Refused) -> str:
    from core.words import say  # the words are those of the moment the refusal is shown

    return " ".join(say(reason.code, **reason.params) for reason in refused.reasons)
