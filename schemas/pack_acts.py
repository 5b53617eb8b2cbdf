"""Loading and exporting packs: what the rest of the house calls (`schemas.packing` does it)."""

from __future__ import annotations

from schemas.pack_export import export_pack
from schemas.packing.loading import compare, load_pack
from schemas.packing.planning import plan_of
from schemas.packing.rehearsing import rehearse
from schemas.packing.removing import remove_pack
from schemas.packing.reports import PackReport
from schemas.packing.reverting import revert_definition, revert_load

__all__ = [
    "PackReport",
    "compare",
    "export_pack",
    "load_pack",
    "plan_of",
    "rehearse",
    "remove_pack",
    "revert_definition",
    "revert_load",
]
