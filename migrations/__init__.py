"""The history of the tables, one small safe step per file (see app/migrate.py)."""
