"""Mails and letters whose text names a question about to change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from core.i18n import _
from schemas import queries as schemas
from schemas.domain.changes import Change
from schemas.touches import Touch, citations, cites, fields_of

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion


class MessagingTouches:
    """Fills `schemas.touches`."""

    key = "messaging"

    def touched(
        self, version: DefinitionVersion, document: Mapping[str, Any], changes: Sequence[Change]
    ) -> Iterator[Touch]:
        """Templates in service, by question."""
        if version.kind not in {"form", "entity"}:
            return
        texts = [citations(found.body) for found in schemas.live_all("template")]
        for field in fields_of(changes):
            count = sum(cites(cited, field) for cited in texts)
            yield Touch(_("Messages et courriers"), count, field=field)
