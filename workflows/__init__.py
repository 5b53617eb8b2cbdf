"""Workflows: circuits of validation as documents, moved by `transitions`."""
