"""Those who answer for entries of the help are told when some are to be looked at again, once for
the same list; those who publish, when a draft waits for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from accounts import queries as accounts
from accounts.queries.scopes import ROOT
from catalogue.notice_kinds import RequestNotice
from core.actor import Actor
from core.events import after
from core.i18n import _, _l, ngettext
from knowledge_base.events import EntriesToReview, EntryHandedOn
from messaging import operations as messaging

ENTRY: Final = "entry"
WRITE: Final = "knowledge:write"


def _to_review(facts: Mapping[str, Any], _count: int) -> str:
    return ngettext(
        "%(num)s fiche d’aide dont vous répondez est à revoir.",
        "%(num)s fiches d’aide dont vous répondez sont à revoir.",
        int(facts.get("entries", 1)),
    )


def _handed_on(facts: Mapping[str, Any], _count: int) -> str:
    return _("Une fiche d’aide attend d’être relue : %(key)s.", key=facts.get("key", ""))


ENTRY_NOTICES = (
    RequestNotice(
        "help.review",
        _l("une fiche d’aide dont je réponds est à revoir"),
        "lifebuoy",
        "sun",
        _to_review,
    ),
    RequestNotice(
        "help.handed-on",
        _l("une fiche d’aide attend d’être relue"),
        "lifebuoy",
        "sky",
        _handed_on,
    ),
)


class EntryHearing:
    """Which entries a person may hear of by their key: drafts are their writers' alone, and a
    notice of before tells nothing to whoever writes no more."""

    key = ENTRY

    def readable(self, actor: Actor, ids: Sequence[UUID]) -> Collection[UUID]:
        """All of them, or none."""
        return set(ids) if actor.holds(WRITE) else set()


@after(EntriesToReview)
def tell_owner(event: EntriesToReview) -> None:
    """The same list tells nobody twice."""
    messaging.notify(
        {event.owner_id},
        "help.review",
        once=f"help-review:{event.digest}",
        facts={"entries": event.count},
        url="/administration/aide/a-revoir?les-miennes=1",
    )


@after(EntryHandedOn)
def tell_publishers(event: EntryHandedOn) -> None:
    """Everybody who may publish, save who handed it on."""
    people = {one.id for one in accounts.accounts_with(WRITE, ROOT)} - {event.by}
    messaging.notify(
        people,
        "help.handed-on",
        once=f"help-handed-on:{event.entry_id}:{event.version}",
        subject=(ENTRY, event.entry_id),
        facts={"key": event.key},
        url=f"/administration/aide/{event.key}",
    )
