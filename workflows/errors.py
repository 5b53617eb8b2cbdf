"""Refusals of circuits, with words fit for a reader."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import PreauError
from core.problems import Problem
from core.words import knows, message
from schemas.domain.conditions import Reason
from workflows.domain.decision import Refused

_STATUS = {
    "move.stale": 409,
    "move.not-from-here": 409,
    "move.function": 403,
    "move.system": 403,
}


_VOTE_STATUS = {
    "vote.decided": 409,
    "vote.answers-changed": 409,
    "vote.seat-taken": 409,
    "vote.once": 409,
    "vote.once-pair": 409,
    "vote.function": 403,
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


class VoteRefused(PreauError):
    """This vote cannot be cast now; a late one hears « déjà décidé » (409)."""

    status = 422
    code = "vote-refused"

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        self.reasons = reasons
        codes = [reason.code for reason in reasons]
        self.status = next((_VOTE_STATUS[code] for code in codes if code in _VOTE_STATUS), 422)
        super().__init__(_said(reasons))


def _sentence(refused: Refused) -> str:
    return _said(refused.reasons)


def _said(reasons: Sequence[Reason]) -> str:
    """The reasons that have a sentence; facts behind a guard are worded elsewhere, with titles."""
    told = (Problem("", reason.code, reason.params) for reason in reasons)
    return " ".join(message(problem) for problem in told if knows(problem.code))
