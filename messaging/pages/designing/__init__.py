"""The editor of mails and letters: what they say, and how it reads on a real request."""

from messaging.pages.designing import text, trying, wording

__all__ = ["text", "trying", "wording"]
