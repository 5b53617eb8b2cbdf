"""Thresholds: where each kind of person arrives."""
