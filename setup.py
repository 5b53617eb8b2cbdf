"""What setup.cfg cannot say: the guide is written in `docs` and goes along in the wheel."""

from __future__ import annotations

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

#: Where it is written → where an installation reads it (`knowledge_base/guide.py`).
CARRIED = {
    "docs/guide": "knowledge_base/carried/guide",
    "docs/pictures/guide": "knowledge_base/carried/pictures/guide",
}


class WithGuide(build_py):
    """The rooms, and the guide beside the room that shows it."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:  # read where it is written
            return
        for written, read in CARRIED.items():
            for path in sorted(one for one in Path(written).rglob("*") if one.is_file()):
                target = Path(self.build_lib, read, path.relative_to(written))
                self.mkpath(str(target.parent))
                self.copy_file(str(path), str(target))


setup(cmdclass={"build_py": WithGuide})
