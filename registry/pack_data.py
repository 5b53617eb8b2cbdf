"""What packs bring for this room: mappings (JSON), then files of records they recognise."""

from __future__ import annotations

from collections.abc import Mapping

from core.actor import Actor
from core.i18n import _l
from core.jsondoor import parse
from core.reading import UnreadableFile, read
from registry import operations, queries
from registry.errors import BadMapping


class RegistryData:
    """Hangs at `schemas.pack_data`."""

    key = "registry"
    label = _l("Fiches et correspondances de colonnes")

    def load(self, actor: Actor, content: bytes, name: str) -> Mapping[str, int] | None:
        """A mapping is kept; records are read by the mapping that recognises their columns."""
        if name.endswith(".json"):
            document = parse(content)
            if not isinstance(document, dict):
                raise BadMapping
            operations.store_mapping(document)
            return {"mappings": 1}
        found = queries.recognised(read(content, name).header)
        if found is None:
            raise UnreadableFile
        filename = name.rsplit("/", 1)[-1]
        batch = operations.import_file(
            actor, found.entity, content, found.document, filename=filename
        )
        return {key: int(value) for key, value in batch.counts.items()}


PACK_DATA = RegistryData()
