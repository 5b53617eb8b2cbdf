"""Starts the presses that set letters as PDF, shares papers among them, keeps whole ones only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from core import clock
from documents.errors import PaperTooLong
from documents.printing import HEAVIEST, weight_of

CHILD: Final = Path(__file__).with_name("press.py")
#: Presses at once: what they take together is held under 300 MB.
MOST: Final = min(2, os.cpu_count() or 1)
#: Fewer papers than this are not worth a second press.
SHARE: Final = 20
#: Wall clock: for a press that hangs; what it may cost is held by the kernel.
SECONDS_START, SECONDS_EACH = 60.0, 1.0
#: Tries after the first before whoever asked is told for good (R-17).
TRIES: Final = 3
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "PATH": "",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
}


class PressDied(RuntimeError):
    """A press was ended by a limit, or said nothing: memory, processor, time. Worth another try."""

    most_tries = TRIES


@dataclass(frozen=True, slots=True)
class Paper:
    """One letter to set: the template of ours, what it says, where its QR code leads; or the
    letters of which it is one file to print."""

    template: str
    data: Mapping[str, Any]
    address: str = ""
    letters: Sequence[Paper] = ()


def set_all(papers: Sequence[Paper]) -> list[bytes]:
    """The PDF of each, in order; `PressDied` when a press could not bear them."""
    written = [_written(paper) for paper in papers]
    count = max(1, min(MOST, len(papers) // SHARE or 1))
    size = -(-len(papers) // count)
    shares = [written[n : n + size] for n in range(0, len(written), size)]
    with tempfile.TemporaryDirectory() as room:
        started = [_started(Path(room), n, share) for n, share in enumerate(shares)]
        try:
            return [made for one in started for made in _ended(*one)]
        finally:
            for press, out, _sizes in started:
                out.close()
                if press.poll() is None:
                    press.kill()
                    press.wait()


def refuse_too_long(paper: Paper) -> None:
    """`PaperTooLong` for what would hold the press for minutes, today and tomorrow."""
    if weight_of(paper.data).weight > HEAVIEST:
        raise PaperTooLong


def _written(paper: Paper) -> dict[str, Any]:
    data = weight_of(paper.data)
    at = clock.now().astimezone(UTC)
    stamp = datetime(at.year, at.month, at.day, at.hour, at.minute, tzinfo=UTC)
    return {
        "template": paper.template,
        "data": data.text,
        "address": paper.address,
        "at": stamp.isoformat(),
        "letters": [
            {"data": weight_of(one.data).text, "address": one.address} for one in paper.letters
        ],
    }


def _started(
    room: Path, number: int, share: Sequence[Mapping[str, Any]]
) -> tuple[subprocess.Popen[bytes], IO[bytes], list[int]]:
    given = (room / f"{number}.in").open("w+b")
    given.write(json.dumps(share).encode())
    given.seek(0)
    out = (room / f"{number}.out").open("w+b")
    press = subprocess.Popen(
        [sys.executable, "-I", "-B", "-X", "utf8", str(CHILD)],
        stdin=given,
        stdout=out,
        stderr=subprocess.DEVNULL,
        env=_ENVIRONMENT,
        cwd="/",
        start_new_session=True,
    )
    given.close()
    return press, out, [len(paper["letters"]) or 1 for paper in share]


def _ended(press: subprocess.Popen[bytes], out: IO[bytes], sizes: Sequence[int]) -> Iterator[bytes]:
    try:
        code = press.wait(timeout=SECONDS_START + SECONDS_EACH * sum(sizes))
    except subprocess.TimeoutExpired as fault:
        raise PressDied from fault
    if code != 0:
        raise PressDied
    out.seek(0)
    for _size in sizes:
        made = out.read(int.from_bytes(out.read(8)))
        if not made.startswith(b"%PDF-"):
            raise PressDied
        yield made
