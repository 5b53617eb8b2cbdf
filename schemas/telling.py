"""Refusals as sentences on a terminal."""

from __future__ import annotations

import click

from core.errors import PreauError
from core.words import message


class told:  # noqa: N801 – reads as a verb in `with`
    """Refusals become sentences, with their paths; exit code 1."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        if not isinstance(error, PreauError):
            return
        lines = [str(error.message)]
        lines += [f"  {p.path or '/'}: {message(p)}" for p in getattr(error, "problems", ())]
        raise click.ClickException("\n".join(lines)) from error
