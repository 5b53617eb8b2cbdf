"""Pages of the messages: the mailbox of the house, everybody’s notices, the editor of texts."""

from messaging.pages import designing, mailbox, notices, pacing
from messaging.pages.blueprint import pages

__all__ = ["designing", "mailbox", "notices", "pacing", "pages"]
