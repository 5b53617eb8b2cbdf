"""The engine beside our own: how it stands, what may be asked of it, what left for it."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import select

from core import clock, sealing
from core.actor import HOUSE, NOBODY, Actor
from core.database import session
from core.kept import Kept
from knowledge_base.consulting import Consult
from knowledge_base.domain.asking.answering import Base
from knowledge_base.domain.asking.pieces import Piece
from knowledge_base.domain.asking.question import read
from knowledge_base.domain.outside.leaving import leaving
from knowledge_base.domain.outside.vectors import unpacked
from knowledge_base.linking_models import EngineLink, Sent, TextVector
from knowledge_base.outside import Reached
from knowledge_base.queries.asking import base_for

PURPOSE: Final = "help-engine"
#: Candidates of ours that a re-ranker puts in order.
RERANKED: Final = 10
#: Titles and wordings a question is held against: each costs some tens of microseconds.
MOST_TEXTS: Final = 2_000
LONGEST_TEXT: Final = 500
LISTED: Final = 50
_VECTORS: Final[Kept[tuple[str, str], array[float]]] = Kept(2 * MOST_TEXTS)


def engine() -> EngineLink | None:
    """The engine that is named, in use or not."""
    return session.scalars(select(EngineLink).order_by(EngineLink.id).limit(1)).one_or_none()


def engine_turned_on() -> EngineLink | None:
    """The engine people are asked about: turned on, and helpful where that is asked for."""
    row = engine()
    if row is None or not row.url or row.used == "off":
        return None
    return None if row.used == "better" and not row.compared.get("helps") else row


def engine_in_use() -> EngineLink | None:
    """The engine people may be asked about now: turned on, and not left alone after failures."""
    row = engine_turned_on()
    return None if row is None or is_quiet(row) else row


def is_quiet(row: EngineLink) -> bool:
    """Whether it failed too often lately, and is left alone."""
    return row.quiet_until is not None and row.quiet_until > clock.now()


def reached(row: EngineLink) -> Reached:
    """How it is reached; a key sealed under another `SECRET_KEY` is none."""
    secret = sealing.unseal(row.sealed, PURPOSE) if row.sealed else None
    return Reached(row.kind, row.url, row.model, row.language, float(row.seconds), secret)


def consult(row: EngineLink, text: str, actor: Actor, names: Iterable[str]) -> Consult | None:
    """All that is needed to ask it, read before anything leaves; None when nothing is left to ask
    once personal data is out."""
    said = leaving(text, names, base_for(NOBODY).index, known_only=row.known_only)
    if not said:
        return None
    to = reached(row)
    return Consult(
        to=to,
        text=said,
        least=row.least / 100,
        candidates=candidates(row, said, base_for(actor)) if row.kind == "rerank" else (),
        known=_known(row, to, actor) if row.kind == "embeddings" else (),
    )


def held(actor: Actor) -> list[Piece]:
    """The entries of this reader, by key: in every process the same ones come first."""
    index = base_for(actor).index
    return [index.pieces[index.entry_of[key]] for key in sorted(index.entry_of)]


def texts_of(piece: Piece) -> tuple[str, ...]:
    """What an entry is known by to an engine: its title and its wordings, never its answer."""
    return tuple(text[:LONGEST_TEXT] for text in (piece.question, *piece.wordings) if text.strip())


def digest_of(text: str) -> str:
    """Under which a text's vector is kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def missing(row: EngineLink, most: int) -> list[str]:
    """Texts of published entries that have no vector yet."""
    wanted = wanted_texts(row)
    space = reached(row).space
    held = set(session.scalars(select(TextVector.digest).where(TextVector.space == space)))
    return [text for digest, text in wanted.items() if digest not in held][:most]


def wanted_texts(row: EngineLink) -> dict[str, str]:
    """Every text whose vector is of use, by digest."""
    pieces = [piece for piece in held(HOUSE) if may_be_told(row, piece)]
    texts = [text for piece in pieces for text in texts_of(piece)][:MOST_TEXTS]
    return {digest_of(text): text for text in texts}


def sent() -> Sequence[Sent]:
    """What left last."""
    query = select(Sent).order_by(Sent.at.desc(), Sent.id.desc())
    return session.scalars(query.limit(LISTED)).all()


def readiness(row: EngineLink) -> tuple[int, int]:
    """How many texts have their vector, and of how many."""
    wanted = wanted_texts(row)
    return len(wanted) - len(missing(row, len(wanted))), len(wanted)


def may_be_told(row: EngineLink, piece: Piece) -> bool:
    """Entries kept for some roles are told to nobody, unless the administrator says otherwise."""
    return row.all_entries or not piece.audience


def candidates(row: EngineLink, said: str, base: Base) -> tuple[tuple[str, str], ...]:
    """The entries a re-ranker is to put in order, in the words it is told of each."""
    found = [base.index.pieces[one.entry] for one in base.ranked(read(said, base.index))]
    told = [piece for piece in found if may_be_told(row, piece)][:RERANKED]
    return tuple((piece.key, " – ".join(texts_of(piece)[:3])) for piece in told)


def _known(row: EngineLink, to: Reached, actor: Actor) -> tuple[tuple[str, Sequence[float]], ...]:
    """Texts of the entries this reader may see, by entry, those that have a vector."""
    space = to.space
    pieces = [piece for piece in held(actor) if may_be_told(row, piece)]
    named = [(piece.key, digest_of(text)) for piece in pieces for text in texts_of(piece)]
    named = named[:MOST_TEXTS]
    here: dict[str, Any] = {digest: _VECTORS.get((space, digest)) for _, digest in named}
    absent = [digest for digest, vector in here.items() if vector is None]
    if absent:
        rows = session.execute(
            select(TextVector.digest, TextVector.vector).where(
                TextVector.space == space, TextVector.digest.in_(absent)
            )
        )
        for digest, kept in rows:
            here[digest] = _VECTORS.put((space, digest), unpacked(kept))
    return tuple((key, here[digest]) for key, digest in named if here[digest] is not None)
