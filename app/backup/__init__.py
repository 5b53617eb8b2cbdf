"""Everything of a house in one archive, and a house made again from it.

An archive is a plain tar, so that it can be looked into without us: `preau.json` (what it is),
`tables/<name>/<part>.copy.gz` (rows as PostgreSQL's COPY writes them, in the order of their key),
`files/<ab>/<name>`, `manifest.json` (counts and sums of all that comes before), `seal` (the
manifest, signed with the key of the house). Parts are small: neither side ever holds more than one.
"""
