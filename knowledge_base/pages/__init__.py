"""Pages of the knowledge base: help for everyone, the screens on which it is written."""

from knowledge_base.pages import answering, asking, guide, learning, measuring, reading, writing
from knowledge_base.pages.blueprint import pages

__all__ = ["answering", "asking", "guide", "learning", "measuring", "pages", "reading", "writing"]
