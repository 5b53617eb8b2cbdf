"""Pages of the room: the editor of circuits."""

from workflows.pages import editing
from workflows.pages.blueprint import pages

__all__ = ["editing", "pages"]
