"""Answering a question with the entries somebody wrote: pure, the same answer for the same base."""
