"""The acts of this room."""

from accounts.operations.arriving import Way, arrive, way_in
from accounts.operations.bringing import Judged, bring, judge
from accounts.operations.delegations import (
    confirm_delegation,
    delegate,
    end_delegation,
    invite_member,
    known_member,
)
from accounts.operations.demanding import demand_factor, require_whole_house
from accounts.operations.entrance import (
    change_password,
    forget_tries,
    sign_in,
    take_a_code_try,
    take_a_try,
)
from accounts.operations.factors import (
    add_totp,
    remove_passkey,
    remove_totp,
    reopen_factor,
    use_totp,
)
from accounts.operations.first_steps import create_first_administrator, first_administrator_link
from accounts.operations.grants import give_role, revoke_grant
from accounts.operations.leaving import replace_and_retire
from accounts.operations.links import (
    ask_for_link,
    choose_by_link,
    invite,
    link_address,
    one_time_link,
    open_link,
)
from accounts.operations.looking import begin_looking, end_looking
from accounts.operations.passkeys import add_passkey, rename_passkey, use_passkey
from accounts.operations.people import change_identity, create_account, disable, enable
from accounts.operations.preferences import keep_preference, speak
from accounts.operations.providers import (
    Settled,
    link_identity,
    remove_provider,
    settle_provider,
    sign_in_by,
    unlink_identity,
)
from accounts.operations.recovery import ask_for_help, make_codes, use_code
from accounts.operations.replacements import Absence, end_replacement, may_end, name_stand_in
from accounts.operations.scopes import place, place_many, root_scope
from accounts.operations.sessions import end_other_sessions, end_session, end_sessions
from accounts.operations.teams import (
    add_to_group,
    drop_unused_group,
    ensure_group,
    make_group,
    remove_from_group,
)
from accounts.operations.tokens import create_token, require_to_act_as, revoke_token

__all__ = [
    "Absence",
    "Judged",
    "Settled",
    "Way",
    "add_passkey",
    "add_to_group",
    "add_totp",
    "arrive",
    "ask_for_help",
    "ask_for_link",
    "begin_looking",
    "bring",
    "change_identity",
    "change_password",
    "choose_by_link",
    "confirm_delegation",
    "create_account",
    "create_first_administrator",
    "create_token",
    "delegate",
    "demand_factor",
    "disable",
    "drop_unused_group",
    "enable",
    "end_delegation",
    "end_looking",
    "end_other_sessions",
    "end_replacement",
    "end_session",
    "end_sessions",
    "ensure_group",
    "first_administrator_link",
    "forget_tries",
    "give_role",
    "invite",
    "invite_member",
    "judge",
    "keep_preference",
    "known_member",
    "link_address",
    "link_identity",
    "make_codes",
    "make_group",
    "may_end",
    "name_stand_in",
    "one_time_link",
    "open_link",
    "place",
    "place_many",
    "remove_from_group",
    "remove_passkey",
    "remove_provider",
    "remove_totp",
    "rename_passkey",
    "reopen_factor",
    "replace_and_retire",
    "require_to_act_as",
    "require_whole_house",
    "revoke_grant",
    "revoke_token",
    "root_scope",
    "settle_provider",
    "sign_in",
    "sign_in_by",
    "speak",
    "take_a_code_try",
    "take_a_try",
    "unlink_identity",
    "use_code",
    "use_passkey",
    "use_totp",
    "way_in",
]
