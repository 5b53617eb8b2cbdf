"""Services and the state of their buttons, as values."""
