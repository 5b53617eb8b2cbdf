"""The pages of the entity editor: act by act, each a POST on the draft."""

from importlib import import_module

for _name in ("overview", "adding", "field", "naming", "changing"):
    import_module(f"registry.pages.designing.{_name}")
