"""Rich text as JSON, and what becomes of it. Pure."""
