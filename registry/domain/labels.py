"""The readable name of a record, made from the template of its entity."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from registry.domain.check import PLACEHOLDER
from registry.domain.entity import Entity

_BLANKS = re.compile(r"\s+")
MOST = 200


def label_of(entity: Entity, data: Mapping[str, Any]) -> str:
    """`"{nom} {prenom}"` filled in; a field without answer leaves no hole."""

    def fill(found: re.Match[str]) -> str:
        field = entity.fields.get(found.group(1))
        value = data.get(found.group(1))
        if value is None:
            return ""
        return str(field.words_for(value) if field else value)

    text = _BLANKS.sub(" ", PLACEHOLDER.sub(fill, entity.label)).strip(" ,;–-")
    return text[:MOST] or str(data.get(entity.code or "", "")) or "–"
