"""Every code of a problem has its sentence: nobody ever reads « minLength »."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from flask import Flask

from core.words import knows
from schemas.phrases import FACTS
from tests.kit.wording import ROOT, rooms

#: Where the code stands among the arguments.
PLACES = {"Problem": 1, "Reason": 0}


def test_every_code_has_a_sentence(house: Flask) -> None:
    """Facts behind a guard have theirs in `schemas.phrases`, with the titles of the questions."""
    silent = {code: at for code, at in codes().items() if not knows(code) and code not in FACTS}
    assert not silent


def test_codes_are_found() -> None:
    found = codes()
    assert {"duplicate-key", "missing", "message-empty"} <= set(found)
    assert len(found) > 100


@cache
def codes() -> dict[str, str]:
    """Code → where: literals, and what is handed to a function that makes the problem."""
    return {
        code: at
        for room in rooms()
        for path in sorted((ROOT / room).rglob("*.py"))
        for code, at in _codes_of(path)
    }


def _codes_of(path: Path) -> Iterator[tuple[str, str]]:
    tree = ast.parse(path.read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    makers = list(_makers(tree))
    for call in calls:
        at = f"{path.relative_to(ROOT)}:{call.lineno}"
        if (place := PLACES.get(_name(call))) is not None:
            yield from ((code, at) for code in _literals(_argument(call, place, "code")))
        for function, place, parameter in makers:
            if _name(call) == function:
                yield from ((code, at) for code in _literals(_argument(call, place, parameter)))


def _makers(tree: ast.Module) -> Iterator[tuple[str, int, str]]:
    """Functions of a file that make a problem out of the code they are given."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        names = [argument.arg for argument in function.args.args if argument.arg != "self"]
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and (place := PLACES.get(_name(call))) is not None:
                code = _argument(call, place, "code")
                if isinstance(code, ast.Name) and code.id in names:
                    yield function.name, names.index(code.id), code.id


def _name(call: ast.Call) -> str:
    found = call.func
    return found.id if isinstance(found, ast.Name) else getattr(found, "attr", "")


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    if len(call.args) > place:
        return call.args[place]
    return next((word.value for word in call.keywords if word.arg == name), None)


def _literals(node: ast.expr | None) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
