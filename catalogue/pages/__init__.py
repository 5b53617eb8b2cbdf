"""Pages of the catalogue: services, filling in, following, the school, the desk."""

from catalogue.pages import (
    bringing,
    bulk,
    desk,
    exports,
    file,
    filling,
    following,
    members,
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
    "desk",
    "exports",
    "file",
    "filling",
    "following",
    "members",
    "pages",
    "rebasing",
    "school",
    "services",
    "tagging",
    "views",
    "why",
]
