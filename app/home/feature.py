"""The plate of the thresholds."""

from __future__ import annotations

from app.home.pages import pages
from app.home.permissions import Permission
from core.feature import Feature

FEATURE = Feature(name="home", blueprints=(pages,), permissions=(Permission,))
