"""Papers set from what people wrote: nothing of it is read as an instruction, none is endless."""

from __future__ import annotations

from typing import Any

import pytest

from documents.errors import PaperTooLong
from documents.printing import pdf

WORDS = dict.fromkeys(("empty", "old", "how", "join", "computed", "optional"), "-")
ACTING = [
    '#import "common.typ": *', '#read("/etc/passwd")', '#read("../printing.py")', "$ sum $",
    "\\ [x] @nowhere <label> *b* _i_ ```code```", "= Titre", "#while true {}", '#panic("x")',
    "#sys.inputs", "\x00\ud800", "{{ 7*7 }}", "\u202egnp.exe", "x" * 5_000,
]  # fmt: skip


def answers(*texts: str) -> dict[str, Any]:
    lines = [{"label": one, "text": one, "files": [one], "rows": []} for one in texts]
    rows = {"label": "r", "text": "", "files": [], "rows": [
        {"title": one, "lines": lines[:1]} for one in texts]}  # fmt: skip
    page = {"title": texts[0], "lines": [*lines, rows]}
    return {"title": texts[0], "organisation": texts[-1], "lang": "fr", "words": WORDS,
            "facts": [(one, one) for one in texts], "pages": [page], "old": lines}  # fmt: skip


def test_x05_what_people_write_is_set_as_they_wrote_it() -> None:
    """FAULTS X-05 on paper: a sign of the language of papers would stop it, or act."""
    assert pdf("answers", answers(*ACTING)).startswith(b"%PDF-")


def test_i20_a_paper_of_thousands_of_pages_is_refused_before_it_is_set() -> None:
    for text in ("mot " * 260_000, "\n" * 60_000):
        with pytest.raises(PaperTooLong):
            pdf("answers", {**answers("x"), "title": text})
