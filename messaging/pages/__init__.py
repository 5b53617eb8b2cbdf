"""Pages of the messages: the mailbox of the house, everybody’s notices."""

from messaging.pages import mailbox, notices
from messaging.pages.blueprint import pages

__all__ = ["mailbox", "notices", "pages"]
