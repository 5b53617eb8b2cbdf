"""Town settings: declared in a room with type, default and help; stored; read through here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from core import clock, steady
from core.database import session
from core.models import TownSetting

_DECLARED: dict[str, TownSettingSpec] = {}


@dataclass(frozen=True, slots=True)
class TownSettingSpec:
    """A setting an administrator may change; the type is that of the default."""

    key: str
    default: Any
    label: Any
    help: Any = ""


def declare(spec: TownSettingSpec) -> None:
    """Make a setting known (called from the plates)."""
    _DECLARED[spec.key] = spec


def declared() -> list[TownSettingSpec]:
    """All known settings."""
    return list(_DECLARED.values())


def value_of(key: str) -> Any:
    """The stored value, else the declared default; an unknown key is a mistake of ours."""
    spec = _DECLARED[key]
    stored = steady.steady().settings.get(key)
    return spec.default if stored is None else stored["value"]


def change(key: str, value: Any) -> None:
    """Store a value of the declared type."""
    spec = _DECLARED[key]
    if type(value) is not type(spec.default):
        message = f"{key}: {type(spec.default).__name__} expected"
        raise TypeError(message)
    session.execute(
        insert(TownSetting)
        .values(key=key, value={"value": value}, changed_at=clock.now())
        .on_conflict_do_update(
            index_elements=["key"], set_={"value": {"value": value}, "changed_at": clock.now()}
        )
    )
    steady.forget()
