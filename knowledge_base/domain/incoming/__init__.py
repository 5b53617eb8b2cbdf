"""Texts written elsewhere, as rows of entries. Pure: nothing is kept here, nothing is trusted."""
