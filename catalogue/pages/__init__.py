"""Pages of the catalogue: services, filling in, following, the school, the desk."""

from catalogue.pages import (
    desk,
    exports,
    file,
    filling,
    following,
    members,
    school,
    services,
    views,
)
from catalogue.pages.blueprint import pages

__all__ = [
    "desk",
    "exports",
    "file",
    "filling",
    "following",
    "members",
    "pages",
    "school",
    "services",
    "views",
]
