"""Markdown as the house reads it. Pure."""
