"""What becomes of the rows of accounts when something is erased."""

from __future__ import annotations

from core.erasing import ACTED, Erased, RoomTables

_HIS = Erased(on={"account_id": "account"})
ERASED = RoomTables(
    "accounts",
    {
        # the row stays, of nobody: rows of all rooms refer to it
        "account": Erased(kind="account"),
        "one_time_link": _HIS,
        "preference": _HIS,
        "totp_secret": _HIS,
        "passkey": _HIS,
        "recovery_code": _HIS,
        "known_device": _HIS,
        "api_token": _HIS,
        "identity_link": _HIS,
        "group_member": _HIS,
        "grant": Erased(on={"account_id": "account"}, keeps={"granted_by": ACTED}),
        "replacement": Erased(
            on={"principal_id": "account", "stand_in_id": "account"}, keeps={"named_by": ACTED}
        ),
    },
)
