"""Pages of the knowledge base: help for everyone, the screens on which it is written."""

from knowledge_base.pages import (
    answering,
    asking,
    bringing,
    checking,
    editing,
    guide,
    guided,
    learning,
    linking,
    measuring,
    reading,
    tree_editing,
    versions,
    webhook,
    writing,
)
from knowledge_base.pages.blueprint import pages

__all__ = [
    "answering",
    "asking",
    "bringing",
    "checking",
    "editing",
    "guide",
    "guided",
    "learning",
    "linking",
    "measuring",
    "pages",
    "reading",
    "tree_editing",
    "versions",
    "webhook",
    "writing",
]
