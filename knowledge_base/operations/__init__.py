"""Acts on entries, one file per moment of their life."""

from knowledge_base.operations.loading import forget, load
from knowledge_base.operations.writing import retire_entry, write_entry

__all__ = ["forget", "load", "retire_entry", "write_entry"]
