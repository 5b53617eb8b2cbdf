"""Tags: words agents put on requests, one at a time or on many at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from catalogue.models import Request, Tag
from catalogue.queries import Seen
from catalogue.standing import KIND
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Forbidden, Invalid, NotFound
from core.folding import fold
from core.history import record
from core.i18n import _

LONGEST_NAME = 40
#: More would hide the request behind its tags.
MOST_ON_ONE = 20
TONES = ("slate", "sun", "sky", "brick", "leaf", "plum", "rose")


def name_tag(name: str, tone: str = "") -> Tag:
    """The tag of this name, made when there is none: « Urgent » and « urgent » are one."""
    clean = " ".join("".join(c for c in name if c.isprintable()).split())
    key = re.sub(r"[^a-z0-9]+", "-", fold(clean)).strip("-")[:LONGEST_NAME]
    if not key or len(clean) > LONGEST_NAME:
        raise Invalid(message=_("Donnez à l’étiquette un nom de 1 à 40 caractères."))
    chosen = tone if tone in TONES else TONES[sum(map(ord, key)) % len(TONES)]
    session.execute(
        insert(Tag)
        .values(key=key, name=clean, tone=chosen, created_at=clock.now())
        .on_conflict_do_nothing()
    )
    return session.get_one(Tag, key)


def tag(
    actor: Actor, seen: Seen, add: Collection[str] = (), remove: Collection[str] = ()
) -> list[str]:
    """Put tags on a request and take tags off, by key; what stands on it now. Agents only."""
    if seen.side != "agency":
        raise Forbidden
    request = seen.request
    names = names_of([*add, *remove])
    before = list(request.tags)
    after = sorted({*before, *add} - set(remove))
    if len(after) > MOST_ON_ONE:
        raise Invalid(message=_("Une demande porte 20 étiquettes au plus. Retirez-en une."))
    if after == sorted(before):
        return before
    request.tags = after
    record(
        actor,
        KIND,
        request.id,
        "request.tagged",
        version=request.version,
        facts={
            **facts_of(names, add=set(after) - set(before), remove=set(before) - set(after)),
            **seen.told_for,
        },
    )
    session.flush()  # told in the same answer
    return after


def tag_many(
    request_ids: Sequence[UUID], add: Collection[str], remove: Collection[str] = ()
) -> list[UUID]:
    """The same on many requests in one statement; those that changed. The caller has been through
    the gate, holds the rows, and writes a line of history each (`facts_of`)."""
    names_of([*add, *remove])
    after = tags_after(add, remove)
    return list(
        session.scalars(
            update(Request)
            .where(
                Request.id.in_(request_ids),
                Request.tags != after,
                func.jsonb_array_length(after) <= MOST_ON_ONE,
            )
            .values(tags=after)
            .returning(Request.id)
            .execution_options(synchronize_session=False)
        )
    )


def tags_after(add: Collection[str], remove: Collection[str] = ()) -> Any:
    """The tags of a row once these are put on and those taken off, as SQL, sorted."""
    together = Request.tags.op("||")(cast(literal(sorted(add), JSONB), JSONB))
    each = func.jsonb_array_elements_text(together).table_valued("value").alias("each_tag")
    kept = each.c.value != func.all(cast(literal(sorted(remove), ARRAY(Text)), ARRAY(Text)))
    column = each.c.value.collate("C")
    listed = func.jsonb_agg(column.distinct()).label("tags")
    return (
        select(func.coalesce(listed, cast(literal([], JSONB), JSONB)))
        .select_from(each)
        .where(kept)
        .correlate(Request)
        .scalar_subquery()
    )


def names_of(keys: Collection[str]) -> dict[str, str]:
    """Tags by key → name; one that nobody made is refused."""
    found = {t.key: t.name for t in session.scalars(select(Tag).where(Tag.key.in_(set(keys))))}
    if set(found) != set(keys):
        raise NotFound
    return found


def facts_of(names: dict[str, str], *, add: Collection[str], remove: Collection[str]) -> Any:
    """What history says of it."""
    return {
        "added": [names[key] for key in sorted(add)],
        "removed": [names[key] for key in sorted(remove)],
    }
