"""Packs at work: what one needs, what its load would do, taking it back, taking it away."""
