"""Pages for administrators: definitions, their editor, packs."""

from schemas.pages import acts, definitions, editor, packs
from schemas.pages.door import pages

__all__ = ["acts", "definitions", "editor", "packs", "pages"]
