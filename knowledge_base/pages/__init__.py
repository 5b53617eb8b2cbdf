"""Pages of the knowledge base: help for everyone, the screens on which it is written."""

from knowledge_base.pages import reading, writing
from knowledge_base.pages.blueprint import pages

__all__ = ["pages", "reading", "writing"]
