"""Pages of the files: downloads, letters to mend, letters verified, one’s own exports."""

from documents.pages import exports, files, verifying
from documents.pages.blueprint import pages

__all__ = ["exports", "files", "pages", "verifying"]
