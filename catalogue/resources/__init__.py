"""API of services and requests."""

from catalogue.resources import requests, services
from catalogue.resources.blueprint import resources

__all__ = ["requests", "resources", "services"]
