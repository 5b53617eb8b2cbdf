"""The plate of the registry."""

from core.feature import Feature

FEATURE = Feature(name="registry")
