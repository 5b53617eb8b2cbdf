"""Kills, restarts and hangs: run by `make chaos`, an hour in all on two cores of one's own."""
