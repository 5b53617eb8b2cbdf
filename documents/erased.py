"""What becomes of files, letters and exports when something is erased."""

from __future__ import annotations

from core.erasing import ACTED, Erased, RoomTables

ERASED = RoomTables(
    "documents",
    {
        "stored_file": Erased(on={"owner_id": "@owner_kind"}, keeps={"uploaded_by": ACTED}),
        "coming_file": Erased(on={"owner_id": "@owner_kind", "brought_by": "account"}),
        "issued_document": Erased(kind="issued", on={"subject_id": "@subject_kind"}),
        "export": Erased(kind="export", on={"account_id": "account"}),
    },
)
