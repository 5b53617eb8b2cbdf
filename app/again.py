"""What a person typed, kept in the page that says « come back in a moment » (FAULTS R-10)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import HTTPException

from core.web import wants_partial

#: Never written into a page, not even into the page of the person who typed it.
SECRET = ("password", "passe")


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that was not taken, ready to be sent again under the same key."""

    action: str
    fields: tuple[tuple[str, str], ...]
    #: There were files, which no page can hold.
    files: bool

    @property
    def words(self) -> tuple[str, ...]:
        """What a person would miss."""
        own = (value.strip() for name, value in self.fields if not name.startswith(("_", "csrf")))
        return tuple(value for value in own if len(value) > 1)


def kept_of_request() -> Kept | None:
    """The form of the present request; None when there is none, or when it holds a secret.

    htmx leaves the page and its fields as they are: it needs nothing.
    """
    if request.method != "POST" or wants_partial() or request.path.startswith("/api/"):
        return None
    try:
        fields = tuple(request.form.items(multi=True))
        files = any(file.filename for _, file in request.files.items(multi=True))
    except HTTPException:  # too large, or not readable
        return None
    if not fields or any(word in name.lower() for name, _ in fields for word in SECRET):
        return None
    return Kept(request.full_path.rstrip("?"), fields, files)
