"""Pages of the catalogue: services, filling in, following, the school, the desk."""

from catalogue.pages import filling, following, school, services
from catalogue.pages.blueprint import pages

__all__ = ["filling", "following", "pages", "school", "services"]
