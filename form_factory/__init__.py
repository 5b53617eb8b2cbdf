"""Designed forms: what they ask, what answers mean, how they are drawn."""
