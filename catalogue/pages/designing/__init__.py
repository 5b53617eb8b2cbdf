"""The service editor: one page a tab, every act a POST that works without a script."""

from catalogue.pages.designing import (
    beginning,
    buttons,
    circuit,
    links,
    opening,
    preview,
    rights,
    sheet,
)

__all__ = ["beginning", "buttons", "circuit", "links", "opening", "preview", "rights", "sheet"]
