"""Pages of the catalogue: services, filling in, following, the school, the desk."""

from catalogue.pages import (
    bringing,
    bulk,
    circuit,
    designing,
    desk,
    exports,
    file,
    filling,
    following,
    members,
    printing,
    rebasing,
    school,
    services,
    tagging,
    views,
    why,
)
from catalogue.pages.blueprint import pages

__all__ = [
    "bringing",
    "bulk",
    "circuit",
    "designing",
    "desk",
    "exports",
    "file",
    "filling",
    "following",
    "members",
    "pages",
    "printing",
    "rebasing",
    "school",
    "services",
    "tagging",
    "views",
    "why",
]
