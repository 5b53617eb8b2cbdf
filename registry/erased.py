"""What becomes of records and of what is said of them when something is erased."""

from __future__ import annotations

from core.erasing import ACTED, Erased, RoomTables

ERASED = RoomTables(
    "registry",
    {
        "record": Erased(kind="record", keeps={"created_by": ACTED, "updated_by": ACTED}),
        "record_index": Erased(on={"record_id": "record"}),
        "link": Erased(on={"from_record": "record", "to_record": "record"}),
        "record_proposal": Erased(
            kind="change",
            on={"record_id": "record"},
            names={"made_by_name": "made_by"},
            texts=("patch",),
            keeps={"made_by": ACTED},
        ),
        "import_item": Erased(on={"record_id": "record"}),
        "import_batch": Erased(keeps={"by": ACTED}),
    },
)
