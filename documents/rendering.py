"""Child process that looks at a Word model and fills it (FAULTS H1, H2, X-02, X-03).

Started by `documents.letters` as a program of its own, without environment, with the limits below.
It reads one request on stdin (length, JSON, model), answers on stdout (one JSON line, the letter).
Three walls stand one behind the other: the lint, the sandbox, and an audit hook that refuses files,
sockets and programs; around them the limits of the kernel.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import zipfile
from pathlib import Path
from typing import Any

CPU_SECONDS = 4
MEMORY = 300 * 1024 * 1024
#: Also the longest output: stdout is a file.
LONGEST_FILE = 25 * 1024 * 1024
MOST_PARTS = 400
LARGEST_PART = 8 * 1024 * 1024


def limit() -> None:
    """Ask the kernel to end us rather than let us take more."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, LONGEST_FILE),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


#: Events of the interpreter that no letter needs: the start of each refused name.
REFUSED = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.chmod",
    "os.chown",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.putenv",
    "os.listdir",
    "os.scandir",
    "os.kill",
    "pty.",
    "shutil.",
    "ctypes.",
    "urllib.",
    "ftplib.",
    "smtplib.",
    "http.",
    "tempfile.",
    "glob.",
    "webbrowser.",
    "mmap.",
    "signal.",
)
SEEN: list[str] = []


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: write down and refuse whatever reaches out of the process."""
    refused = event.startswith(REFUSED)
    if event == "open" and isinstance(arguments[0], str | bytes):
        name = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
        # Modules loaded late and the empty models of python-docx may still be read.
        refused = _writes(arguments) or not name.startswith((sys.prefix, sys.base_prefix))
    if refused:
        SEEN.append(event)
        raise PermissionError(event)


def _writes(arguments: tuple[Any, ...]) -> bool:
    mode = arguments[1]
    return isinstance(mode, str) and any(letter in mode for letter in "wax+")


def main() -> None:
    """One request, one answer."""
    limit()
    sys.path.append(str(Path(__file__).resolve().parents[1]))
    from documents.sandbox import Refused, environment, filled, found_in

    size = int.from_bytes(sys.stdin.buffer.read(8))
    request = json.loads(sys.stdin.buffer.read(size))
    model = sys.stdin.buffer.read()
    letter = b""
    sys.addaudithook(watch)
    try:
        declared = request.get("variables")
        names = None if declared is None else frozenset(declared)
        found = list(found_in(_checked(model), environment(), names))
        if not found and request["act"] == "fill":
            letter = filled(model, request["data"])
    except Refused as refusal:
        found = [(refusal.code, refusal.seen)]
    except (MemoryError, RecursionError):
        found = [("letter-too-heavy", "")]
    except (zipfile.BadZipFile, KeyError, ValueError):
        found = [("letter-not-a-model", "")]
    except Exception as error:  # noqa: BLE001 – whatever it is, the parent hears its name only
        found = [("letter-failed", type(error).__name__)]
    answer(found, letter)


def _checked(model: bytes) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(model))
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or any(part.file_size > LARGEST_PART for part in parts):
        raise MemoryError
    return archive


def answer(found: list[tuple[str, str]], letter: bytes) -> None:
    """The JSON line, then the bytes."""
    head = json.dumps({"found": found, "seen": SEEN})
    sys.stdout.buffer.write(head.encode() + b"\n" + letter)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
