"""Who may come in at each route, and the permissions the rooms declare."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from core.errors import ConfirmFirst, Forbidden, NotSignedIn

F = TypeVar("F", bound=Callable[..., Any])

#: The permissions of all rooms, filled from their plates: name → what it allows, in words that
#: stay lazy: the house opens once and speaks to each reader in their own language.
PERMISSIONS: dict[str, Any] = {}

#: `Actor.via` of whoever is only looked as, by somebody who helps them.
SUPPORT = "support"


def declare(permissions: type) -> None:
    """Make a room's StrEnum of permissions known to the house."""
    for member in permissions:  # type: ignore[attr-defined]
        PERMISSIONS[str(member.value)] = getattr(member, "label", member.value)


def requires(*permissions: str) -> Callable[[F], F]:
    """Only people who hold one of `permissions` somewhere may come in.

    The object itself is fetched by an access function, which looks at the scope. Without a sign-in
    the person is sent to sign in; without the permission the answer is 403.
    """

    def guard(view: F) -> F:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            from core.web import current_actor

            actor = current_actor()
            if not actor.known:
                raise NotSignedIn
            if not any(actor.holds(permission) for permission in permissions):
                raise Forbidden
            return view(*args, **kwargs)

        guarded.access = ("requires", permissions)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def signed_in(*, because: str) -> Callable[[F], F]:
    """Whoever is signed in may come in; `because` says why no permission is needed."""

    def guard(view: F) -> F:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            from core.web import current_actor

            if not current_actor().known:
                raise NotSignedIn
            return view(*args, **kwargs)

        guarded.access = ("signed_in", because)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def public(*, because: str) -> Callable[[F], F]:
    """Anybody may come in; `because` says why."""

    def guard(view: F) -> F:
        @wraps(view)
        def open_door(*args: Any, **kwargs: Any) -> Any:
            return view(*args, **kwargs)

        open_door.access = ("public", because)  # type: ignore[attr-defined]
        return open_door  # type: ignore[return-value]

    return guard


def confirmed(view: F) -> F:
    """A dangerous act: whoever has not shown within ten minutes who they are does so first.

    Under `@requires` or `@signed_in`, which say who may come in at all. Signing in counts; programs
    come with a key of their own, which no unattended screen gives away.
    """

    @wraps(view)
    def sure(*args: Any, **kwargs: Any) -> Any:
        be_sure()
        return view(*args, **kwargs)

    sure.confirmed = True  # type: ignore[attr-defined]
    return sure  # type: ignore[return-value]


def be_sure() -> None:
    """The same within a view, where only some of what it does is dangerous."""
    from core.web import current_actor, is_sure

    via = current_actor().via
    if via == SUPPORT:  # whoever looks as somebody else proves nothing in their name
        raise Forbidden
    if via != "api" and not is_sure():
        raise ConfirmFirst


def proven_by_address(view: F) -> F:
    """What is posted here is proven by a signature in its address, not by a session: the form may
    come from a mail programme, which has no page of ours to take a token from."""
    view.proven_by_address = True  # type: ignore[attr-defined]
    return view
