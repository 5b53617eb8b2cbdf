"""The acts of this room."""

from messaging.operations.forgetting import forget_about
from messaging.operations.mails import SEND_MAIL, Recipient, organisation, send, valid_address
from messaging.operations.notices import (
    forget,
    mute,
    notify,
    see,
    see_all,
    see_subject,
    tell,
    withdraw,
)
from messaging.operations.threads import LONGEST, RULE, Upload, post_message

__all__ = [
    "LONGEST",
    "RULE",
    "SEND_MAIL",
    "Recipient",
    "Upload",
    "forget",
    "forget_about",
    "mute",
    "notify",
    "organisation",
    "post_message",
    "see",
    "see_all",
    "see_subject",
    "send",
    "tell",
    "valid_address",
    "withdraw",
]
