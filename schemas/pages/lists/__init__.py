"""The pages of lists of values: their rows, one by one or from a file; records as rows."""

from importlib import import_module

for _name in ("index", "rows", "importing", "source"):
    import_module(f"schemas.pages.lists.{_name}")
