"""A question that changes its name takes along all that speaks of it."""

from __future__ import annotations

from typing import Any, Final

from form_factory.domain.pointers import dotted, parts_of, pointer_of
from form_factory.domain.walk import items_of, properties_of

_FOLDS: Final = frozenset({"min", "max", "sum", "cat"})
_OVER_ROWS: Final = frozenset({"count", "any", "all"})
Path = tuple[str, ...]


def follow(document: dict[str, Any], old: Path, new: Path) -> None:
    """Write `new` wherever the document says `old`: conditions, computations, known data, tests.

    The property and its item are moved by the caller.
    """
    for placed in items_of(document):
        _conditions(placed.item, old, new, placed.row_of)
    for page in document["ui"]["pages"]:
        _conditions(page, old, new, None)
    for _at, path, part in properties_of(document["schema"]):
        if path[:-1] == old[:-1] and part.get("x-under") == old[-1]:
            raw = property_at(document["schema"], path)
            raw["x-under"] = new[-1]
    for each in document.get("computed", []):
        row = parts_of(each["field"])[:-1] or None
        each["expr"] = renamed(each["expr"], old, new, row)
    for each in [*document.get("computed", []), *document.get("prefill", [])]:
        each["field"] = _pointer(each["field"], old, new)
    for test in document.get("tests", []):
        _test(test, old, new)


def property_at(root: dict[str, Any], path: Path) -> dict[str, Any]:
    """The property itself, to be written: objects and rows that the document owns are entered."""
    part: Any = root
    for name in path:
        part = part.get("items", part) if "properties" not in part else part
        part = part["properties"][name]
    found: dict[str, Any] = part
    return found


def _conditions(part: Any, old: Path, new: Path, row: Path | None) -> None:
    for name in ("when", "required"):
        if isinstance(part.get(name), dict):
            part[name] = renamed(part[name], old, new, row)


def renamed(expression: Any, old: Path, new: Path, row: Path | None) -> Any:
    """The same expression with the new name; `./x` is read in the rows of `row`."""
    if isinstance(expression, list):
        return [renamed(each, old, new, row) for each in expression]
    if not isinstance(expression, dict) or len(expression) != 1:
        return expression
    op, operands = next(iter(expression.items()))
    if op == "var":
        return {"var": _name(operands, old, new, row)}
    if op in _FOLDS and _two_names(operands):
        full = _full(operands[0], row)
        inner = _moved((*full, operands[1].removeprefix("./")), old, new)
        return {op: [_written(inner[:-1], row, operands[0]), inner[-1]]}
    if op in _OVER_ROWS:
        lone = isinstance(operands, str)
        listed = [operands] if lone else list(operands)
        name = _name(listed[0], old, new, row)
        body = renamed(listed[1:], old, new, _full(listed[0], row))
        return {op: name if lone else [name, *body]}
    return {op: renamed(operands, old, new, row)}


def _two_names(operands: Any) -> bool:
    several = isinstance(operands, list) and len(operands) == 2
    return several and all(isinstance(one, str) for one in operands)


def _name(name: Any, old: Path, new: Path, row: Path | None) -> Any:
    if not isinstance(name, str):
        return name
    return _written(_moved(_full(name, row), old, new), row, name)


def _full(name: str, row: Path | None) -> Path:
    if name.startswith("./"):
        return (*(row or ()), *name[2:].split("."))
    return tuple(name.split("."))


def _written(path: Path, row: Path | None, was: str) -> str:
    if was.startswith("./") and row is not None and path[: len(row)] == row:
        return "./" + dotted(path[len(row) :])
    return dotted(path)


def _moved(path: Path, old: Path, new: Path) -> Path:
    return (*new, *path[len(old) :]) if path[: len(old)] == old else path


def _pointer(pointer: str, old: Path, new: Path) -> str:
    return pointer_of(_moved(parts_of(pointer), old, new))


def _test(test: dict[str, Any], old: Path, new: Path) -> None:
    """Answers of a test follow a new key in the same place; a question that moves elsewhere
    leaves the tests."""
    here = old[:-1] == new[:-1]
    for holder in holders(test.get("answers"), old[:-1]):
        if old[-1] in holder:
            value = holder.pop(old[-1])
            if here:
                holder[new[-1]] = value
    expect = test.get("expect", {})
    for name, told in list(expect.items()):
        if isinstance(told, list):
            expect[name] = [kept for at in told if (kept := _expected(at, old, new, here=here))]
        elif isinstance(told, dict):
            expect[name] = {
                kept: value
                for at, value in told.items()
                if (kept := _expected(at, old, new, here=here))
            }


def _expected(pointer: str, old: Path, new: Path, *, here: bool) -> str | None:
    return _numbered(pointer, old, new) if here else _without(pointer, old)


def forget(document: dict[str, Any], path: Path) -> None:
    """The tests of a form stop speaking of a question that is gone."""
    for test in document.get("tests", []):
        _test(test, path, ("", *path))


def holders(answers: Any, path: Path) -> list[dict[str, Any]]:
    """The objects at `path` in answers, those of each row."""
    found = [answers] if isinstance(answers, dict) else []
    for name in path:
        inner = [one.get(name) for one in found]
        rows = [row for one in inner for row in (one if isinstance(one, list) else [one])]
        found = [row for row in rows if isinstance(row, dict)]
    return found


def _numbered(pointer: str, old: Path, new: Path) -> str:
    """`/lots/0/libelle` with its key changed, row numbers kept."""
    parts = list(parts_of(pointer))
    places = [n for n, part in enumerate(parts) if not part.isdigit()]
    plain = tuple(parts[n] for n in places)
    if plain[: len(old)] == old:
        parts[places[len(old) - 1]] = new[-1]
    return pointer_of(parts)


def _without(pointer: str, old: Path) -> str | None:
    plain = tuple(part for part in parts_of(pointer) if not part.isdigit())
    return None if plain[: len(old)] == old else pointer
