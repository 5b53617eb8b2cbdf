"""Starts the child that fills Word models, hands it plain data, believes nothing it says."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from core import clock
from core.clock import PARIS
from core.problems import Problem
from documents.domain import filenames, sniffing
from documents.domain.contents import refuse
from documents.errors import LetterRefused
from documents.pressing import PressDied, refuse_too_long, set_all
from documents.typesetting import HOLDING, paper_of

#: Wall clock of one letter, start of the interpreter included: for a child that hangs. What it may
#: cost is held in processor time by the kernel (`rendering.CPU_SECONDS`); a busy machine that
#: starts a child in six seconds is no reason to call a sound model too heavy.
SECONDS = 60.0
CHILD = Path(__file__).with_name("rendering.py")
_ZIP = b"PK\x03\x04"
_DEEPEST = 20
#: Characters that no XML file holds: Word would call the letter damaged.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: No address of a proxy, no home, no locale of ours; a proxy that refuses, should one be tried.
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "PATH": "",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the child said: findings, what its audit hook saw, the letter."""

    found: tuple[tuple[str, str], ...]
    seen: tuple[str, ...]
    letter: bytes


def fill(model: bytes, data: Mapping[str, Any]) -> bytes:
    """The letter; `LetterRefused` when this model can never be filled."""
    answer = ask("fill", model, data=plain(data))
    if answer.found or not answer.letter.startswith(_ZIP):
        raise LetterRefused(*_problems(answer.found or (("letter-failed", ""),)))
    return answer.letter


def problems_in_model(model: bytes, variables: Iterable[str] | None = None) -> list[Problem]:
    """What an administrator has to mend in a model before it may be published."""
    names = None if variables is None else sorted(variables)
    return _problems(ask("look", model, variables=names).found)


def ask(act: str, model: bytes, **more: Any) -> Answer:
    """One child, one answer, whatever happens to the child."""
    request = json.dumps({"act": act, **more}).encode()
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as got:
        given.write(len(request).to_bytes(8) + request + model)
        given.seek(0)
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-B", "-X", "utf8", str(CHILD)],
                stdin=given,
                stdout=got,
                stderr=subprocess.DEVNULL,
                env=_ENVIRONMENT,
                cwd="/",
                timeout=SECONDS,
                check=False,
                start_new_session=True,
            )
        except subprocess.TimeoutExpired:
            return _heavy()
        if done.returncode != 0:
            return _heavy()
        got.seek(0)
        head, _, letter = got.read().partition(b"\n")
    try:
        said = json.loads(head)
        found = tuple((str(code), str(seen)) for code, seen in said["found"])
        return Answer(found, tuple(map(str, said["seen"])), letter)
    except (ValueError, KeyError, TypeError):
        return Answer((("letter-failed", ""),), (), b"")


def _heavy() -> Answer:
    """Killed by a limit, or ended without a word, which is the same."""
    return Answer((("letter-too-heavy", ""),), (), b"")


def _problems(found: Iterable[tuple[str, str]]) -> list[Problem]:
    return [
        Problem("/file", code, {"seen": seen, "most": 3}) for code, seen in dict.fromkeys(found)
    ]


def plain(value: Any, depth: int = 0) -> Any:
    """A copy made of dict, list, text and numbers: nothing with a method that acts (H2)."""
    if depth > _DEEPEST:
        raise LetterRefused(Problem("", "letter-too-heavy"))
    if isinstance(value, str):
        return _NOT_XML.sub("", value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item, depth + 1) for item in value]
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, datetime):
        local = value.astimezone(PARIS) if value.tzinfo else value
        return f"{local:%d/%m/%Y à %H h %M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)


def model_at(path: str, template_key: str) -> bytes:
    """The Word file a template names, out of its pack."""
    from schemas.queries import pack_file

    found = pack_file(path) if path else None
    if found is None:
        raise LetterRefused(Problem("/file", "letter-no-file", {"seen": template_key}))
    return found.content


class LetterModels:
    """What `messaging`, which owns the kind template, asks about Word models (by contribution)."""

    key = "documents"

    def problems(self, path: str, template_key: str, variables: Iterable[str]) -> list[Problem]:
        """What has to be mended in the model at `path`."""
        try:
            return problems_in_model(model_at(path, template_key), variables)
        except LetterRefused as refusal:
            return list(refusal.problems)

    def recognised(self, filename: str, content: bytes) -> tuple[str, str]:
        """The clean name and the type of a Word file; `Invalid` for what is none, or hides."""
        name = filenames.clean(filename)
        found = sniffing.recognise(io.BytesIO(content), len(content), name, ("office",))
        if found.name != "docx":
            refuse("file-kind", seen=found.name, accepted="docx")
        return name, found.media_type

    def preview(
        self,
        document: Mapping[str, Any],
        values: Mapping[str, Any],
        holds: Mapping[str, bool],
        title: str,
    ) -> bytes:
        """A typed letter as PDF that counts for nothing: no number, no code, its title says so."""
        kept = {**plain(values), HOLDING: dict(holds)}
        paper = paper_of(document, kept, title=title, at=clock.now())
        try:
            refuse_too_long(paper)
            return set_all([paper])[0]
        except PressDied as fault:
            raise LetterRefused(Problem("", "letter-too-heavy")) from fault
