"""Entities, mappings and tables as values."""
