"""What is locked holds hashes and no address: it installs from whatever mirror a town has."""

import json
from pathlib import Path

import pytest

ROOT_FOLDER = Path(__file__).resolve().parents[2]
ADDRESSES = ("://", "file:", "--index", "--extra-index", "--find-links", "--trusted-host")


@pytest.mark.parametrize("path", sorted(ROOT_FOLDER.glob("requirements*")), ids=lambda p: p.name)
def test_python_packages_come_without_an_address(path):
    text = path.read_text(encoding="utf-8")
    assert [address for address in ADDRESSES if address in text] == []


@pytest.mark.parametrize(
    "path", sorted(ROOT_FOLDER.glob("requirements*.txt")), ids=lambda p: p.name
)
def test_each_python_package_is_pinned_and_hashed(path):
    entries = path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    assert entries
    for entry in entries:
        assert "==" in entry, entry
        assert "--hash=sha256:" in entry, entry


def test_node_packages_are_checked_by_content_and_come_without_an_address():
    lock = json.loads((ROOT_FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert "integrity" in package, name
