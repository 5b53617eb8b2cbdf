"""API of services and requests."""

from catalogue.resources import bulk, events, explain, letters, members, requests, services
from catalogue.resources.blueprint import resources

__all__ = ["bulk", "events", "explain", "letters", "members", "requests", "resources", "services"]
