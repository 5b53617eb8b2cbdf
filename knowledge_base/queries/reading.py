"""Questions about entries; each of them knows for whom an entry was written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, func, literal, or_, select

from core import clock
from core.actor import NOBODY, Actor
from core.database import session
from core.folding import fold, words_of
from knowledge_base.errors import UnknownEntry
from knowledge_base.models import Entry
from knowledge_base.permissions import Permission

MOST_FOUND = 50
MOST_WORDS = 12
LONGEST_LIST = 1000
#: Words that say nothing about what is looked for.
_EMPTY = (
    "a au aux avec ce ces comment d dans de des du en est et faire il j je l la le les ma mes mon "
    "n ne nous on ou où par pas pour puis qu que quel quelle qui s sa se ses si son sur un une "
    "vous y"
)
EMPTY = frozenset(_EMPTY.split())


def entry(key: str, actor: Actor = NOBODY) -> Entry | None:
    """The published entry called `key` (or `kb:key`), when it was written for this reader."""
    return session.scalars(shown(actor).where(Entry.key == key.removeprefix("kb:"))).one_or_none()


def help_for(name: str, actor: Actor = NOBODY) -> Entry | None:
    """The entry that a page of a form names: `kb:key`; None for any other name."""
    return entry(name, actor) if name.startswith("kb:") else None


def entry_for(key: str, actor: Actor) -> Entry:
    """As `entry`, for a page of its own."""
    found = entry(key, actor)
    if found is None:
        raise UnknownEntry
    return found


def listed(actor: Actor, most: int = LONGEST_LIST) -> Sequence[Entry]:
    """What this person is shown, by question: to choose a page of help among."""
    return session.scalars(shown(actor).order_by(Entry.folded, Entry.key).limit(most)).all()


def themes(actor: Actor = NOBODY) -> dict[str, list[Entry]]:
    """Published entries by theme, in alphabetical order; those without a theme come last."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for row in session.scalars(shown(actor).limit(LONGEST_LIST)):
        found[row.theme].append(row)
    return {
        theme: sorted(found[theme], key=lambda row: fold(row.question))
        for theme in sorted(found, key=lambda theme: (not theme, fold(theme)))
    }


def search(text: str, actor: Actor = NOBODY) -> list[Entry]:
    """Entries that hold every word of `text`, the best first.

    Blind to accents and case; the beginning of a word is enough. Words that say nothing are left
    out, unless nothing else was asked.
    """
    asked = words_of(text[:300])[:MOST_WORDS]
    wanted = [word for word in asked if word not in EMPTY] or asked
    if not wanted:
        return []
    query = shown(actor)
    padded = literal(" ").concat(Entry.folded)
    for word in wanted:
        query = query.where(padded.contains(f" {word}", autoescape=True))
    found = session.scalars(query.limit(LONGEST_LIST)).all()
    return sorted(found, key=lambda row: (-_weight(row, wanted), fold(row.question)))[:MOST_FOUND]


def all_entries(text: str = "") -> Sequence[Entry]:
    """Every entry, retired ones too, for those who write them (the page asks for the right)."""
    query = select(Entry)
    padded = literal(" ").concat(Entry.folded)
    for word in words_of(text[:300])[:MOST_WORDS]:
        query = query.where(padded.contains(f" {word}", autoescape=True))
    return session.scalars(query.order_by(Entry.theme, Entry.key).limit(LONGEST_LIST)).all()


def titles_of(keys: Iterable[str]) -> dict[str, str]:
    """The titles of these entries, retired ones too, for those who write them."""
    wanted = set(keys)
    rows = session.execute(select(Entry.key, Entry.question).where(Entry.key.in_(wanted)))
    return {row[0]: row[1] for row in rows} if wanted else {}


def published() -> Sequence[Entry]:
    """Every entry that is shown to somebody, by key, for exports and checks."""
    query = select(Entry).where(Entry.state == "published").order_by(Entry.key)
    return session.scalars(query).all()


def by_key(key: str) -> Entry | None:
    """The entry of this key, whatever its state and audience (for acts)."""
    return session.scalars(select(Entry).where(Entry.key == key)).one_or_none()


def named(text: str) -> Entry | None:
    """The published entry of this key, or the only one of this very question (for acts)."""
    text = text.strip()
    query = select(Entry).where(Entry.state == "published")
    found = session.scalars(query.where(Entry.key == text)).one_or_none()
    if found is None:
        alike = session.scalars(query.where(Entry.question == text).limit(2)).all()
        found = alike[0] if len(alike) == 1 else None
    return found


def shown(actor: Actor) -> Select[Entry]:
    if actor.holds(Permission.KNOWLEDGE_WRITE):
        return shown_to(None)
    return shown_to({grant.role for grant in actor.grants})


def shown_to(held: Collection[str] | None) -> Select[Entry]:
    """What is shown to whoever holds these roles; None: to whoever writes entries."""
    today = clock.today()
    query = select(Entry).where(
        Entry.state == "published",
        or_(Entry.valid_from.is_(None), Entry.valid_from <= today),
        or_(Entry.valid_until.is_(None), Entry.valid_until >= today),
    )
    if held is None:
        return query
    everyone = func.jsonb_array_length(Entry.audience) == 0
    return query.where(or_(everyone, *(Entry.audience.contains([role]) for role in sorted(held))))


def _weight(row: Entry, wanted: Iterable[str]) -> int:
    """A word of the question counts most, then one of its other wordings; a whole word twice."""
    question, wordings = words_of(row.question), words_of(" ".join(map(str, row.wordings)))
    total = 0
    for word in wanted:
        for words, points in ((question, 8), (wordings, 4)):
            if word in words:
                total += 2 * points
            elif any(known.startswith(word) for known in words):
                total += points
    return total
