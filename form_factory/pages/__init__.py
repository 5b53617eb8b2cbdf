"""Pages for administrators: the editor of forms, trials and examples."""

from form_factory.pages import editing, examples, trying
from form_factory.pages.door import pages

__all__ = ["editing", "examples", "pages", "trying"]
