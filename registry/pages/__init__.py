"""The pages of this room, all on one blueprint."""

from importlib import import_module

from registry.pages.blueprint import pages

for _name in (
    "proposals",
    "answering",
    "deciding_many",
    "proposing",
    "revising",
    "limiting",
    "why",
    "lists",
    "exports",
    "records",
    "imports",
    "designing",
):
    import_module(f"registry.pages.{_name}")

__all__ = ["pages"]
