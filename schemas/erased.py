"""What becomes of definitions when somebody is erased: they lose the name of their author."""

from __future__ import annotations

from core.erasing import ACTED, Erased, RoomTables

ERASED = RoomTables(
    "schemas",
    {
        "definition_version": Erased(keeps={"created_by": ACTED, "published_by": ACTED}),
        "draft_step": Erased(names={"actor_name": "actor_id"}, keeps={"actor_id": ACTED}),
        "list_file": Erased(keeps={"made_by": ACTED}),
        "pack": Erased(keeps={"installed_by": ACTED}),
        "pack_load": Erased(keeps={"by": ACTED}),
        "pack_offer": Erased(keeps={"made_by": ACTED}),
    },
)
