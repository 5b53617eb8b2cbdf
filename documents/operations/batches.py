"""Letters that were issued as files to print, one behind the other, each on pages of its own.

They are set again from what was kept of each (the version of its template, its values, its number,
its code): a file made of finished PDFs would lose the tags that make it read aloud.
"""

from __future__ import annotations

import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Final
from uuid import UUID

from sqlalchemy import select

from core.database import session
from core.i18n import _
from core.rows import among
from documents import pressing
from documents.models import IssuedDocument
from documents.operations.letters import paper_of
from documents.pressing import Paper
from documents.printing import weight_of
from documents.queries import printable

TEMPLATE: Final = "batch"
#: Letters in one file, and how much they say together: what a press bears in its memory.
MOST, MOST_SAID = 100, 400_000
PDF, MANY = ("pdf", "application/pdf"), ("zip", "application/zip")


def write(
    out: IO[bytes],
    letters: Sequence[UUID],
    title: str,
    *,
    both_sides: bool,
    part_made: Callable[[int], None],
) -> tuple[str, str]:
    """Write the file; its ending and media type. More letters than one file bears: an archive of
    files in their order. `part_made` is told how many letters are set each time some are."""
    ahead = deque(_parts(_papers(letters)))
    whole = len(ahead) <= 1
    made: list[tuple[str, bytes]] = []
    done = 0
    while ahead or not made:
        part = ahead.popleft() if ahead else []
        last = done + len(part)
        span = _("%(first)s à %(last)s", first=f"{done + 1:04}", last=f"{last:04}")
        try:
            pdf = _set(part, title if whole else f"{title} ({span})", both_sides=both_sides)
        except pressing.PressDied:
            if len(part) < 2:
                raise
            half, whole = len(part) // 2, False
            ahead.extendleft([part[half:], part[:half]])
            continue
        made.append((span, pdf))
        done = last
        part_made(done)
    if len(made) == 1:
        out.write(made[0][1])
        return PDF
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for span, pdf in made:
            archive.writestr(f"{span}.pdf", pdf)
    return MANY


def _papers(letters: Sequence[UUID]) -> Iterator[Paper]:
    """In the order asked for; what was voided or forgotten since is left out."""
    query = select(IssuedDocument).where(
        among(IssuedDocument.id, letters),
        IssuedDocument.voided_at.is_(None),
        IssuedDocument.file_id.is_not(None),
    )
    found = {document.id: document for document in session.scalars(query)}
    for letter in letters:
        if letter in found and printable(found[letter]):
            yield paper_of(found[letter])


def _parts(papers: Iterable[Paper]) -> Iterator[list[Paper]]:
    part: list[Paper] = []
    weight = 0
    for paper in papers:
        more = weight_of(paper.data).weight
        if part and (len(part) == MOST or weight + more > MOST_SAID):
            yield part
            part, weight = [], 0
        part.append(paper)
        weight += more
    if part:
        yield part


def _set(letters: Sequence[Paper], title: str, *, both_sides: bool) -> bytes:
    first = letters[0].data if letters else {}
    data = {
        "title": title,
        "organisation": first.get("organisation", ""),
        "lang": first.get("lang", "fr"),
        "both_sides": both_sides,
        "letters": [],
    }
    return pressing.set_all([Paper(TEMPLATE, data, letters=letters)])[0]
