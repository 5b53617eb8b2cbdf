"""Kills, restarts and hangs: run by `make chaos`, ten minutes in all."""
