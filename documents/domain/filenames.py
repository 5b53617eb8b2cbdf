"""Names people gave their files: cleaned for display, never used on the disk (FAULTS I-12)."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

LONGEST = 120
LONGEST_EXTENSION = 10
_WINDOWS = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}
_FORBIDDEN = set('<>:"|?*')


def clean(name: str, otherwise: str = "fichier") -> str:
    """A name that may be shown and offered at download.

    No path, no control, direction or invisible character (categories C*), no name Windows keeps
    for itself, at most 120 characters with its extension kept.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(_kept(c) for c in last)
    shown = " ".join(shown.split()).strip(". ")
    stem, dot, extension = shown.rpartition(".")
    if not dot or len(extension) > LONGEST_EXTENSION:
        stem, extension = shown, ""
    stem = stem.strip(". ") or otherwise
    if stem.split(".")[0].strip().lower() in _WINDOWS:
        stem = f"_{stem}"
    ending = f".{extension}" if extension else ""
    return stem[: LONGEST - len(ending)].rstrip(". ") + ending


def disposition(name: str) -> str:
    """`Content-Disposition` of a download (RFC 6266): plain name, then the true one (RFC 8187)."""
    name = clean(name)
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(c if c.isalnum() or c in " .-_()" else "_" for c in folded).strip() or "fichier"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] == "C":
        return ""
    if category[0] == "Z":
        return " "
    return "_" if character in _FORBIDDEN else character
