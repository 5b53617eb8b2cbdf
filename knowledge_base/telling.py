"""What the page on personal data says of the engine of somebody else: nothing while it is off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.i18n import _
from knowledge_base.linking_models import EngineLink
from knowledge_base.operations.linking import LOG_KEPT
from knowledge_base.queries.linking import engine_turned_on


@dataclass(frozen=True, slots=True)
class Note:
    """A part of the page."""

    title: str
    lines: tuple[str, ...]


class EngineTold:
    """Hangs at `home.privacy`."""

    key = "help-engine"

    def told(self) -> list[Note]:
        """The engine that people are asked about, if there is one."""
        row = engine_turned_on()
        if row is None:
            return []
        title = _("L’aide et « %(name)s »", name=row.label)
        return [Note(title, tuple(_lines(row)))]


def _lines(row: EngineLink) -> Iterator[str]:
    yield _(
        "Quand vous posez une question à l’aide, une case vous propose de la soumettre aussi à "
        "« %(name)s » (%(host)s). Tant que vous ne la cochez pas, rien ne part.",
        name=row.label,
        host=urlsplit(row.url).netloc,
    )
    yield (
        _(
            "Part alors votre question, sans les noms, adresses, numéros et dates que nous y "
            "reconnaissons, et réduite aux mots que l’aide connaît. Rien de votre compte, de vos "
            "demandes ni de vos autres questions ne part."
        )
        if row.known_only
        else _(
            "Part alors votre question, sans les noms, adresses, numéros et dates que nous y "
            "reconnaissons. Rien de votre compte, de vos demandes ni de vos autres questions ne "
            "part."
        )
    )
    yield _(
        "Ce qui est parti est gardé ici %(days)s jours, mot pour mot, sans rien qui dise de qui. "
        "Ce que « %(name)s » en garde dépend de ses propres règles.",
        days=LOG_KEPT.days,
        name=row.label,
    )
