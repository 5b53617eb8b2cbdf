"""What happens to requests."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RequestStarted:
    """Somebody began to fill a form; nothing is owed yet."""

    request_id: UUID
    by: UUID


@dataclass(frozen=True, slots=True)
class RequestSubmitted:
    """An applicant has handed in a request; it is now ours to answer."""

    request_id: UUID
    by: UUID | None


@dataclass(frozen=True, slots=True)
class RequestAssigned:
    """An agent was put in charge of a request."""

    request_id: UUID
    account_id: UUID
    by: UUID | None


@dataclass(frozen=True, slots=True)
class AdviceAsked:
    """Somebody outside is asked one question: the mail and its link are still to be made."""

    advice_id: UUID


@dataclass(frozen=True, slots=True)
class AdviceAnswered:
    """The one answer has come."""

    advice_id: UUID


@dataclass(frozen=True, slots=True)
class RequestHanded:
    """What is awaited on a request was handed to other functions for its present stay."""

    request_id: UUID
    entry_no: int
    #: Keys of the functions it went to, between commas.
    functions: str


@dataclass(frozen=True, slots=True)
class BulkEnded:
    """An act on many requests came to its end, or was stopped."""

    run_id: UUID
    account_id: UUID
    #: done or stopped.
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class RequestRemapped:
    """The circuit was published anew and the request went with it; whose turn it is has changed."""

    request_id: UUID
    run_id: UUID
    #: Where it has arrived.
    status: str


@dataclass(frozen=True, slots=True)
class RemapEnded:
    """All requests of older versions of a circuit have been seen to; some wait to be placed."""

    run_id: UUID


@dataclass(frozen=True, slots=True)
class RequestMessagePosted:
    """Somebody wrote in the thread of a request, for the other side to read."""

    request_id: UUID
    message_id: UUID
    side: str
    by: UUID | None
