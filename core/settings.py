"""Town settings: declared in a room with type, default and help; stored; read through here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from core import clock, steady
from core.database import session
from core.models import TownSetting
from core.problems import Problem

#: How many signs a text may have, unless its setting says otherwise.
LONGEST: Final = 200
_DECLARED: dict[str, TownSettingSpec] = {}


@dataclass(frozen=True, slots=True)
class TownSettingSpec:
    """A setting an administrator may change; the type is that of the default."""

    key: str
    default: Any
    label: Any
    help: Any = ""
    #: Bounds of a number; `most` is the number of signs of a text.
    least: int = 0
    most: int | None = None
    #: What a value may be → its label. Empty: anything of the type.
    choices: Callable[[], Mapping[str, Any]] | None = None

    @property
    def history_id(self) -> UUID:
        """Under which its changes are told: settings have a key and no id."""
        return uuid5(NAMESPACE_URL, f"preau:setting:{self.key}")


def declare(spec: TownSettingSpec) -> None:
    """Make a setting known (called from the plates)."""
    _DECLARED[spec.key] = spec


def declared() -> list[TownSettingSpec]:
    """All known settings."""
    return list(_DECLARED.values())


def spec_of(key: str) -> TownSettingSpec | None:
    """The setting of this key."""
    return _DECLARED.get(key)


def value_of(key: str) -> Any:
    """The stored value, else the declared default; an unknown key is a mistake of ours."""
    spec = _DECLARED[key]
    stored = steady.steady().settings.get(key)
    return spec.default if stored is None else stored["value"]


def stored() -> dict[str, tuple[Any, datetime]]:
    """What was changed: key → value, and when."""
    rows = session.execute(select(TownSetting.key, TownSetting.value, TownSetting.changed_at))
    return {key: (value["value"], at) for key, value, at in rows}


def problem_with(spec: TownSettingSpec, value: Any) -> Problem | None:
    """Why the setting cannot take this value."""
    if type(value) is not type(spec.default):
        return Problem(spec.key, "town-setting-type")
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        most = spec.most if spec.most is not None else 2**31
        if not spec.least <= value <= most:
            return Problem(spec.key, "town-setting-range", {"least": spec.least, "most": most})
        return None
    if isinstance(value, str) and len(value) > (spec.most or LONGEST):
        return Problem(spec.key, "town-setting-length", {"most": spec.most or LONGEST})
    if spec.choices is not None:
        known = spec.choices()
        unknown = [one for one in _each(value) if one not in known]
        if unknown:
            return Problem(spec.key, "town-setting-choice", {"value": unknown[0]})
    return None


def _each(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


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


def reset(key: str) -> None:
    """Back to the declared default, whatever it becomes."""
    session.execute(delete(TownSetting).where(TownSetting.key == key))
    steady.forget()
