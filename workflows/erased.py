"""What becomes of the steps of a circuit when something is erased."""

from __future__ import annotations

from core.erasing import ACTED, Erased, RoomTables

_ACTED = {"actor_id": ACTED, "principal_id": ACTED, "account_id": ACTED, "by": ACTED}
ERASED = RoomTables(
    "workflows",
    {
        "step": Erased(
            on={"subject_id": "*"},
            names={"actor_name": "actor_id", "principal_name": "principal_id"},
            keeps=_ACTED,
        ),
        "vote": Erased(
            on={"subject_id": "*"},
            names={"account_name": "account_id", "principal_name": "principal_id"},
            keeps=_ACTED,
        ),
        "tick": Erased(on={"subject_id": "*"}, names={"by_name": "by"}, keeps=_ACTED),
        "timer": Erased(on={"subject_id": "@subject_kind"}),
    },
)
