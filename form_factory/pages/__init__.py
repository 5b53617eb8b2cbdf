"""Pages for administrators: the editor of forms."""

from form_factory.pages.door import pages

__all__ = ["pages"]
