"""Registry: records of entities, links between them, imports."""
