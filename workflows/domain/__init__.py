"""The quiet inner chamber of circuits: values and functions, no web, no database."""
