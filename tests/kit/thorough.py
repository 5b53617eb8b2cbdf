"""How many examples a property is tried on: a few in `make test`, more in `make audit`."""

from __future__ import annotations

import os

#: `make audit` multiplies.
TIMES = int(os.environ.get("PREAU_EXAMPLES") or "1")


def some(few: int) -> int:
    """`few` examples, or as many times that as this run has time for."""
    return few * TIMES
