"""The questions of this room."""

from messaging.queries.mails import is_secret, mail_for, mails, mails_about, reads_all
from messaging.queries.notices import (
    MOST,
    NOTICE_GATES,
    NOTICE_KINDS,
    Told,
    kinds_for,
    muted_by,
    muted_kinds,
    notice_for,
    notices,
    unseen_count,
    untold,
)
from messaging.queries.threads import (
    LONGEST_THREAD,
    SUBJECT_GATES,
    MessageGate,
    SubjectGate,
    ThreadEntry,
    message_counts,
    subject_of,
    thread,
)

__all__ = [
    "LONGEST_THREAD",
    "MOST",
    "NOTICE_GATES",
    "NOTICE_KINDS",
    "SUBJECT_GATES",
    "MessageGate",
    "SubjectGate",
    "ThreadEntry",
    "Told",
    "is_secret",
    "kinds_for",
    "mail_for",
    "mails",
    "mails_about",
    "message_counts",
    "muted_by",
    "muted_kinds",
    "notice_for",
    "notices",
    "reads_all",
    "subject_of",
    "thread",
    "unseen_count",
    "untold",
]
