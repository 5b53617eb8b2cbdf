"""The circuit editor: one page a tab, every act a POST that works without a script."""

from workflows.pages.editing import beginning, functions, statuses, tabs, timers

__all__ = ["beginning", "functions", "statuses", "tabs", "timers"]
