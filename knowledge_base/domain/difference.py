"""What two versions of an entry say differently, field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from knowledge_base.domain.content import FIELDS, Content, markdown_of


def differences(old: Content, new: Content) -> list[tuple[str, str, str]]:
    """(field, before, after) in words; blocks and languages as what they say."""
    found = []
    for name in FIELDS:
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        texts = _said(name, before), _said(name, after)
        if texts[0] == texts[1]:  # the words are the same: files, links or their order are not
            texts = _plain(before), _plain(after)
        found.append((name, *texts))
    return found


def _said(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "blocks":
        return markdown_of(value)
    if name == "variants":
        return "\n\n".join(f"{tongue}: {_variant(words)}" for tongue, words in value.items())
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return value if isinstance(value, str) else _plain(value)


def _variant(words: Mapping[str, Any]) -> str:
    return f"{words.get('question', '')}\n{markdown_of(words.get('blocks', ()))}"


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) if value else ""
