"""What a move or a delay causes, as rows: each kind of effect with its settings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from schemas.domain.designing.posted import Posted, places, said, ticked
from workflows.domain.editing.parts import Part, set_or_drop

EFFECTS: Final = "effects"
_SIMPLE = re.compile(r"P(?:(T)([0-9]{1,5})([HM])|([0-9]{1,5})([YMWD]))\Z")
#: Types of a schema whose values are written as numbers.
NUMBERS: Final = frozenset({"integer", "number"})
#: A length that no number and unit say stays as it is.
AS_IT_IS: Final = "="


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of an effect. `shape` says how it is written: "template:email", "functions",
    "function", "form", "entity", "connector", "pointer", "value", "values"."""

    name: str
    shape: str
    optional: bool = False


SETTINGS: Final[Mapping[str, tuple[Setting, ...]]] = {
    "notify": (Setting("template", "template:email"), Setting("to", "functions")),
    "document": (Setting("template", "template:letter"),),
    "annotate": (Setting("form", "form", optional=True), Setting("field", "pointer"),
                 Setting("value", "value")),
    "create-record": (Setting("entity", "entity"), Setting("values", "values")),
    "apply-change": (Setting("entity", "entity", optional=True),
                     Setting("record", "pointer", optional=True), Setting("values", "values")),
    "webhook": (Setting("connector", "connector"), Setting("values", "values", optional=True)),
    "assign": (Setting("to", "function"),),
}  # fmt: skip
"""Effect → its settings, as the meta-schema knows them. Other settings it has are kept."""


def blank(do: str) -> Part:
    """A new effect: what it needs is still to be said."""
    made: Part = {"do": do}
    for setting in SETTINGS.get(do, ()):
        if not setting.optional:
            empty: Any = {"functions": [], "values": {}}.get(setting.shape, "")
            made[setting.name] = empty
    return made


def read(posted: Posted, before: Sequence[Mapping[str, Any]]) -> list[Part]:
    """The effects of the page, in its order; settings it does not show stay."""
    found = []
    for place in places(posted, EFFECTS):
        do = said(posted, f"{EFFECTS}-{place}-do")
        former = before[place] if place < len(before) else {}
        part = dict(former) if former.get("do") == do else blank(do)
        for setting in SETTINGS.get(do, ()):
            _write(part, setting, posted, f"{EFFECTS}-{place}-{setting.name}")
        found.append(part)
    return found


def _write(part: Part, setting: Setting, posted: Posted, field: str) -> None:
    if setting.shape == "functions":
        if f"{field}-shown" in posted:
            now = part.get(setting.name, ())
            part[setting.name] = ticked(posted, field, [now] if isinstance(now, str) else now)
        return
    if setting.shape == "values":
        if f"{field}-shown" in posted:
            _put(part, setting, _pairs(posted, field))
        return
    if field not in posted:
        return
    value: Any = said(posted, field)
    if setting.shape == "pointer" and value:
        value = value if value.startswith("/") else f"/{value}"
    elif setting.shape == "value":
        value = value_of(value, "number" if isinstance(part.get(setting.name), int) else "")
    _put(part, setting, value)


def _put(part: Part, setting: Setting, value: Any) -> None:
    if setting.optional:
        set_or_drop(part, setting.name, value)
    else:
        part[setting.name] = value


def _pairs(posted: Posted, field: str) -> dict[str, Any]:
    """Rows of a name and its value; one without a name goes."""
    found = {}
    for place in places(posted, field):
        start = f"{field}-{place}-"
        name = said(posted, f"{start}name")
        if name:
            typed = said(posted, f"{start}value")
            found[name] = value_of(typed, said(posted, f"{start}type"))
    return found


def value_of(typed: str, kind: str = "") -> Any:
    """What was typed as a value of this kind: a number only where one is meant (a postal code is a
    text), an object or yes and no when it is written so."""
    wanted = r"[\[{]|(?:true|false|null)\Z" + (r"|-?[0-9]" if kind in NUMBERS else "")
    if not re.match(wanted, typed):
        return typed
    try:
        value = json.loads(typed, parse_constant=_none_such)
        json.dumps(value, allow_nan=False)  # 1e999 is read as an infinity
    except (ValueError, RecursionError):
        return typed
    return value


def _none_such(name: str) -> NoReturn:
    """NaN and Infinity are no JSON: no document can keep them."""
    raise ValueError(name)


def written(value: Any) -> str:
    """A value as one types it: texts plainly, the rest as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def length(posted: Posted, name: str, before: str) -> str:
    """A number and a unit (`name`, `name-unit`) as an ISO 8601 length; "" for none."""
    number, unit = said(posted, name), said(posted, f"{name}-unit")
    if unit == AS_IT_IS:
        return before
    if not number.isdecimal() or len(number) > 4 or not int(number):
        return ""
    return f"PT{int(number)}{unit[1:]}" if unit in {"TH", "TM"} else f"P{int(number)}{unit}"


def parted(duration: str) -> tuple[str, str]:
    """(number, unit) of a length: ("15", "D"), ("2", "TM"); ("", "=") when it is not so simple."""
    if not duration:
        return "", ""
    found = _SIMPLE.match(duration)
    if found is None:
        return "", AS_IT_IS
    if found[1]:
        return found[2], f"T{found[3]}"
    return found[4], found[5]
