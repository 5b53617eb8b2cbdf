"""API of services and requests."""

from catalogue.resources import bulk, explain, members, requests, services
from catalogue.resources.blueprint import resources

__all__ = ["bulk", "explain", "members", "requests", "resources", "services"]
