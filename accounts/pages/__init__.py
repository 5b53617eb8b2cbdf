"""The pages of this room, all on one blueprint."""

from importlib import import_module

from accounts.pages.blueprint import pages

for _name in (
    "sign_in",
    "links",
    "mine",
    "keys",
    "people",
    "bringing",
    "rights",
    "teams",
    "roles",
    "leaving",
    "scopes",
    "replacements",
    "second_factor",
    "factors",
    "confirming",
    "demanding",
    "designing",
    "looking",
    "provided",
    "provided_leaving",
    "providers",
):
    import_module(f"accounts.pages.{_name}")

__all__ = ["pages"]
