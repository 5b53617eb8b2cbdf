"""Pages of the room: the editor of circuits, trying them, the paths they keep."""

from workflows.pages import editing, paths, trying
from workflows.pages.blueprint import pages

__all__ = ["editing", "pages", "paths", "trying"]
