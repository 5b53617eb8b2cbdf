"""A draft, or what a page drawn under an older version sent, read under the newer form.

Rows keep their identities, answers the version that set them: a device that still shows the old
page meets its conflicts as before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from form_factory.domain.drafts import Draft, Patch
from form_factory.domain.form import Field, Form, Shape
from form_factory.domain.normal import is_blank
from form_factory.domain.pointers import value_at
from form_factory.domain.rebase import OldAnswer, RebaseResult, matched, read_as, rebase

#: Where a draft remembers how far it had come when the answer that came last has no place left.
REACHED: Final = "/"
_ROW = re.compile(r"\[[^\]]*\]")

Matched = Mapping[str, tuple[Field, Field | None]]


def carry_draft(old: Form, new: Form, draft: Draft) -> tuple[Draft, RebaseResult]:
    """The draft under `new`, and what a person must look at."""
    result = rebase(old, new, draft.answers)
    result.lost = [_in_row(each, draft) for each in result.lost]
    known = matched(old, new)
    rows = {
        after.pointer: tuple(ids)
        for pointer, ids in draft.rows.items()
        if (after := known.get(pointer, (None, None))[1]) is not None
        and _holds_rows(result, after, len(ids))
    }
    versions = {REACHED: draft.version + 1}
    for address, version in draft.versions.items():
        there = _address(address, known)
        if there is not None:
            versions[there] = version
    return Draft(result.answers, rows, versions, draft.version + 1), result


def _in_row(lost: OldAnswer, draft: Draft) -> OldAnswer:
    """`/lots/1/montant` with the identity of its row: its number may be another's tomorrow."""
    holder, _, rest = lost.pointer.rpartition("/")[0].rpartition("/")
    ids = draft.rows.get(holder, ())
    if not rest.isdigit() or int(rest) >= len(ids):
        return lost
    return replace(lost, row=ids[int(rest)])


def _holds_rows(result: RebaseResult, after: Field, count: int) -> bool:
    listed = value_at(result.answers, after.path)
    return after.shape is Shape.ROWS and isinstance(listed, list) and len(listed) == count


def _address(address: str, known: Matched) -> str | None:
    """`/lots[01H…]/montant` under the newer form; None when its question is gone."""
    plain = _ROW.sub("", address)
    before, after = known.get(plain, (None, None))
    if before is None or after is None:
        return None
    row = _ROW.search(address)
    if row is None:
        return after.pointer
    holder, _, key = after.pointer.rpartition("/")
    return f"{holder}{row.group()}/{key}"


def carry_patches(
    old: Form, new: Form, patches: Sequence[Patch]
) -> tuple[list[Patch], list[OldAnswer]]:
    """Patches of a page of `old` as patches of `new`; what has no place is told, never dropped."""
    known = matched(old, new)
    carried: list[Patch] = []
    lost: list[OldAnswer] = []
    for patch in patches:
        before, after = known.get(patch.path, (None, None))
        if before is None:
            continue
        value, why = patch.value, ""
        if after is None:
            value, why = None, "removed"
        elif not is_blank(value):
            value, why = read_as(value, before, after)
        if why and not is_blank(patch.value):
            gone = OldAnswer(before.x_id, patch.path, before.label, patch.value, why, patch.row)
            lost.append(gone)
        if after is not None and not (why and is_blank(value)):
            carried.append(replace(patch, path=after.pointer, value=value))
    return carried, lost
