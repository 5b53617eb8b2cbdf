"""What an administrator does to a circuit: pure acts, from document to document.

A draft may be half written: names may lead nowhere, words may be missing. Each act gets a copy it
may change in place, touches what it is about and nothing else, and gives the document back.
"""
