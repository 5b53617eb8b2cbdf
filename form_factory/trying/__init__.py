"""Trying a form: the verdict on answers nobody keeps, as programs, terminals and pages read it."""

from form_factory.trying.verdict import pointers, tried, verdict

__all__ = ["pointers", "tried", "verdict"]
