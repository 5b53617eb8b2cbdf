"""State machines of elsewhere, converted to circuits by tests alone: what can be said, what not."""
