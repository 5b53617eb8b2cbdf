"""The demonstration: an invented region, its people, and what they have asked of one another.

Everything is made through the acts that the pages use, at instants of the past few months: what
one sees afterwards is what the house would have written.
"""
