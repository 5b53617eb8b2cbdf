"""Pages of the messages: the mailbox of the house, and everybody’s notices."""

from messaging.pages import mailbox, notices
from messaging.pages.blueprint import pages

__all__ = ["mailbox", "notices", "pages"]
