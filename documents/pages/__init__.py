"""Pages of the files: downloads, letters to mend, one’s own exports."""

from documents.pages import exports, files
from documents.pages.blueprint import pages

__all__ = ["exports", "files", "pages"]
