"""What becomes of requests and of what hangs on them when something is erased."""

from __future__ import annotations

from core.erasing import ACTED, Erased, RoomTables

_OF_REQUEST = {"request_id": "request"}
ERASED = RoomTables(
    "catalogue",
    {
        "request": Erased(
            kind="request",
            brings={"draft_id": "draft", "correction_draft_id": "draft"},
            names={"applicant_name": "applicant_id"},
            keeps={
                "applicant_id": ACTED,
                "assignee_id": ACTED,
                "establishment_id": "an establishment is a place; the request is its own",
            },
        ),
        "annotation": Erased(
            kind="annotation",
            on=_OF_REQUEST,
            brings={"draft_id": "draft"},
            names={"updated_by_name": "updated_by"},
            keeps={"updated_by": ACTED},
        ),
        "answer_edit": Erased(
            kind="answer-edit",
            on=_OF_REQUEST,
            brings={"draft_id": "draft"},
            keeps={"account_id": ACTED},
        ),
        "correction_ask": Erased(on=_OF_REQUEST, keeps={"asked_by": ACTED}),
        "advice": Erased(
            kind="advice",
            on=_OF_REQUEST,
            names={"asked_name": "asked_by"},
            texts=("asked_for",),
            keeps={"asked_by": ACTED},
        ),
        "visit": Erased(on={**_OF_REQUEST, "account_id": "account"}),
        "saved_view": Erased(
            on={"account_id": "account"}, except_for="saved_view.group_key IS NOT NULL"
        ),
        "bulk_item": Erased(on=_OF_REQUEST),
        "bulk_run": Erased(
            names={"account_name": "account_id"}, texts=("settings",), keeps={"account_id": ACTED}
        ),
        "remap_item": Erased(on=_OF_REQUEST),
        "remap_run": Erased(names={"account_name": "account_id"}, keeps={"account_id": ACTED}),
        "journal_event": Erased(kind="journal-event", on=_OF_REQUEST),
        "outbound_delivery": Erased(on={"event_id": "journal-event"}),
        "outbound_line": Erased(keeps={"account_id": ACTED}),
        "prefill_link": Erased(texts=("title", "values"), keeps={"created_by": ACTED}),
    },
)
