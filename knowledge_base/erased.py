"""What becomes of what people asked in the help when somebody is erased.

Questions outlive their conversation, cleaned of personal data the moment they are kept.
"""

from __future__ import annotations

from core.erasing import ACTED, Erased, RoomTables

ERASED = RoomTables(
    "knowledge_base",
    {
        "help_thread": Erased(
            kind="help-thread", on={"account_id": "account"}, keeps={"agent_id": ACTED}
        ),
        "help_turn": Erased(
            on={"thread_id": "help-thread"},
            names={"author_name": "author_id"},
            keeps={"author_id": ACTED},
        ),
        "help_question": Erased(keeps={"thread_id": "cleaned when it is kept; the link is cut"}),
        "help_gap": Erased(keeps={"owner_id": ACTED, "settled_by": ACTED}),
        "help_wording": Erased(keeps={"settled_by": ACTED}),
        "help_synonym": Erased(keeps={"updated_by": ACTED}),
        "help_team": Erased(keeps={"owner_id": ACTED}),
        "help_trial_run": Erased(keeps={"by": ACTED}),
        "entry": Erased(keeps={"updated_by": ACTED, "owner_id": ACTED}),
        "entry_version": Erased(
            keeps={"created_by": ACTED, "changed_by": ACTED, "published_by": ACTED}
        ),
    },
)
