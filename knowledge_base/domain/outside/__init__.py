"""Engines of others: what they are asked, what of their answers is read. Pure: nothing is sent."""
