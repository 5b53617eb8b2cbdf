"""The calendars as they hold where a request is made for: its school zone, its time zone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from core.kept import Kept
from schemas import queries as schemas
from workflows.domain.calendars import Calendar, Place, at

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

_CORSICA: Final = {"620": "2A", "720": "2B"}
_read: Final[Kept[str, Calendar]] = Kept(256)
_kept: Final[Kept[tuple[Any, ...], Mapping[str, Calendar]]] = Kept(512)


def calendars_at(establishment: Mapping[str, Any]) -> Mapping[str, Calendar]:
    """By the key circuits name them by; the same object as long as no calendar changes."""
    live = schemas.live_all("calendar")
    place = place_of(establishment)
    return _kept.of(
        (*(version.sha256 for version in live), place),
        lambda: at(place, {version.key: _calendar(version) for version in live}),
    )


def _calendar(version: DefinitionVersion) -> Calendar:
    return _read.of(version.sha256, lambda: Calendar.of(version.body))


def elsewhere() -> bool:
    """Whether the clocks of some place of ours may show another time than the authority's."""
    known = [_calendar(version) for version in schemas.live_all("calendar")]
    return len({calendar.zone for calendar in known}) > 1


def place_of(establishment: Mapping[str, Any]) -> Place:
    """Department and academy of an establishment, as far as its record tells."""
    told = str(establishment.get("departement") or "").upper()
    return Place(
        _department(told) or _of_uai(str(establishment.get("uai") or "")),
        str(establishment.get("academie") or ""),
    )


def _department(code: str) -> str:
    """« 035 » and « 35 » are one; « 974 » stays."""
    return code[1:] if len(code) == 3 and code.startswith("0") else code.zfill(2) if code else ""


def _of_uai(uai: str) -> str:
    """The first three signs of a UAI tell the department, in a way of their own for Corsica."""
    first = uai[:3]
    return _CORSICA.get(first, _department(first)) if len(first) == 3 else ""
