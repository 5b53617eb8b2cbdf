"""Child process that sets letters as PDF, many in a row with one compiler (FAULTS R-17).

Started by `documents.pressing` as a program of its own, without environment, under limits of
memory, processor and output. Texts come as data (`sys.inputs`) and are never read as instructions;
packages and files outside `typst/` are closed to it. On stdin one JSON list of papers, on stdout
for each its length on eight bytes, then the PDF. A paper made of letters is one file to print.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "typst"
MEMORY = 300 * 1024 * 1024
#: A hundred letters in one file are set together, and only one such file at a time.
MEMORY_BATCH = 640 * 1024 * 1024
#: Seconds of processor for the start, and for each paper.
CPU_START, CPU_EACH = 10, 0.5
LONGEST_OUTPUT = 200 * 1024 * 1024
#: One mask of the eight a code may wear: looking for the best one takes three times as long.
_MASK = 2


def main() -> None:
    """Read all, set one after the other, write each as soon as it is set."""
    papers = json.loads(sys.stdin.buffer.read())
    together = any(paper["letters"] for paper in papers)
    _limit(
        sum(len(paper["letters"]) or 1 for paper in papers), MEMORY_BATCH if together else MEMORY
    )
    compiler = compiler_of()
    for paper in papers:
        made = compiled(
            compiler,
            paper["template"],
            inputs_of(paper),
            datetime.fromisoformat(paper["at"]),
        )
        sys.stdout.buffer.write(len(made).to_bytes(8) + made)
    sys.stdout.buffer.flush()


def inputs_of(paper: Any) -> dict[str, str]:
    """What the template reads: texts and the drawing of the code, of each letter it is made of."""
    if not paper["letters"]:
        return {"data": paper["data"], "qr": code_of(paper["address"])}
    letters = [
        {"data": json.loads(one["data"]), "qr": code_of(one["address"])} for one in paper["letters"]
    ]
    data = {**json.loads(paper["data"]), "letters": letters}
    return {"data": json.dumps(data, ensure_ascii=False)}


def compiler_of() -> Any:
    """A compiler that sees our templates and our fonts, and nothing else."""
    import typst

    return typst.Compiler(root=FOLDER, ignore_system_fonts=True)


def compiled(compiler: Any, template: str, inputs: dict[str, str], at: datetime) -> bytes:
    """One paper as PDF/UA-1; a sign that no font of ours has: tagged all the same."""
    import typst

    source = FOLDER / f"{template}.typ"
    try:
        made = compiler.compile(
            source, sys_inputs=inputs, pdf_standards="ua-1", timestamp=at, format="pdf"
        )
    except typst.TypstError:
        made = compiler.compile(
            source, sys_inputs=inputs, pdf_standards=[], timestamp=at, format="pdf"
        )
    return bytes(made)


def code_of(address: str) -> str:
    """The QR code of an address, as a drawing; nothing for no address."""
    if not address:
        return ""
    import segno

    drawn = io.BytesIO()
    code = segno.make_qr(address, error="m", boost_error=False, mask=_MASK)
    code.save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue().decode()


def _limit(count: int, memory: int) -> None:
    seconds = int(CPU_START + CPU_EACH * count)
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, LONGEST_OUTPUT),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
