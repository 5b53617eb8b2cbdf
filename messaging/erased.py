"""What becomes of messages, mails and notices when something is erased."""

from __future__ import annotations

from core.erasing import ACTED, Erased, RoomTables

ERASED = RoomTables(
    "messaging",
    {
        "message": Erased(
            kind="message",
            on={"subject_id": "@subject_kind"},
            names={"author_name": "author_id"},
            keeps={"author_id": ACTED},
        ),
        "mail": Erased(
            on={"about_id": "@about_kind", "account_id": "account"},
            addressed="to_address",
            texts=("to_name", "subject", "text", "html"),
        ),
        "notice": Erased(
            on={"subject_id": "@subject_kind", "account_id": "account"}, texts=("facts",)
        ),
    },
)
