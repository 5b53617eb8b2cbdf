"""API of services and requests."""

from catalogue.resources import bulk, members, requests, services
from catalogue.resources.blueprint import resources

__all__ = ["bulk", "members", "requests", "resources", "services"]
