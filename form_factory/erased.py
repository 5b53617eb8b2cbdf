"""What becomes of answers when something is erased."""

from __future__ import annotations

from core.erasing import ACTED, Erased, RoomTables

ERASED = RoomTables(
    "form_factory",
    {
        "answer_draft": Erased(kind="draft", keeps={"updated_by": ACTED}),
        "answer_patch": Erased(on={"draft_id": "draft"}, keeps={"by": ACTED}),
        "form_change": Erased(keeps={"published_by": ACTED}),
    },
)
