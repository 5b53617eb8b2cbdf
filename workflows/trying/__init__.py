"""Trying a circuit: an invented request played by everybody in turn, kept nowhere but in tests."""
