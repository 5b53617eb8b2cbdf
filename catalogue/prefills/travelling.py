"""Packs name the sources of data that their forms read: the key, and nothing of the machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogue.prefill_models import DataSource
from catalogue.prefills.lookup import KEY
from core.database import session
from core.i18n import _l


class WantedSources:
    """Fills the point `schemas.house_needs`."""

    key = "data-source"
    label = _l("Source de données")

    def named(self, document: Mapping[str, Any]) -> set[str]:
        """What comes before the colon of a path, in the rules of a form."""
        rules = document.get("prefill", ()) if document.get("kind") == "form" else ()
        paths = (rule.get("path", "") for rule in rules if rule["source"] == KEY)
        return {key for path in paths if (key := path.rpartition(":")[0])}

    def there(self, key: str) -> bool:
        """Whether a source of this key is set up, asked or not."""
        return session.get(DataSource, key) is not None
