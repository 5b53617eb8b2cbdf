"""What went wrong with a command, in a sentence an operator can act on; None: it is a fault."""

from __future__ import annotations

from typing import Final

from app.servers import ServerError
from app.settings import SettingsError

#: Of PostgreSQL: no such database, wrong password, no right.
_WORDS: Final = {
    "3D000": "La base que nomme DATABASE_URL n’existe pas : créez-la (docs/howto/host.md).",
    "28P01": "PostgreSQL refuse le mot de passe : corrigez DATABASE_URL ou PREAU_MIGRATE_URL.",
    "28000": "PostgreSQL refuse ce rôle : corrigez DATABASE_URL ou PREAU_MIGRATE_URL.",
    "42501": "Ce rôle n’a pas le droit de faire cela : donnez celui des tables par "
    "PREAU_MIGRATE_URL.",
    "42P01": "Les tables ne sont pas là, ou pas toutes : lancez « preau migrate ».",
    "42703": "Les tables ne sont pas à jour : lancez « preau migrate ».",
}
_AWAY: Final = "La base de données ne répond pas : vérifiez qu’elle est démarrée, et DATABASE_URL."


def in_words(error: Exception) -> str | None:
    """Whether somebody at a terminal is to blame, and what to do."""
    if isinstance(error, (SettingsError, ServerError)):
        return str(error)
    if isinstance(error, UnicodeError):
        return "Un argument ou un fichier contient des octets qui ne sont pas du texte en UTF-8."
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename} : {error.strerror}."
    return _of_database(error) or _of_room(error)


def _of_room(error: Exception) -> str | None:
    from core.errors import Invalid, NotFound, PreauError
    from core.words import message

    if isinstance(error, Invalid):
        return "\n".join(f"{one.path or '/'} : {message(one)}" for one in error.problems)
    if isinstance(error, NotFound):
        return "Ce que vous nommez n’existe pas ici."
    return str(error.message) if isinstance(error, PreauError) else None


def _of_database(error: Exception) -> str | None:
    from alembic.util import CommandError
    from psycopg import Error
    from sqlalchemy.exc import DBAPIError

    if isinstance(error, CommandError):
        return f"Cette version des tables n’est pas connue de ce Préau ({error})."
    found = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(found, Error):
        return None
    told = _WORDS.get(found.sqlstate or "")
    text = str(found)
    if told is None and "does not exist" in text and "database" in text:
        told = _WORDS["3D000"]
    if told is None and "password authentication failed" in text:
        told = _WORDS["28P01"]
    if told is not None:
        return told
    return _AWAY if (found.sqlstate or "08000")[:2] in {"08", "57"} else None
