"""API of services and requests."""

from catalogue.resources import members, requests, services
from catalogue.resources.blueprint import resources

__all__ = ["members", "requests", "resources", "services"]
