"""The pages of the editor of roles: act by act, each a POST on the draft."""

from importlib import import_module

for _name in ("rights", "rules"):
    import_module(f"accounts.pages.designing.{_name}")
