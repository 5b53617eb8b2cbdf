"""Entries written elsewhere: looked at first, in words, then taken in, all of them or none."""

from __future__ import annotations

import base64
import json
import zlib
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from accounts import queries as people
from core.access import requires
from core.database import unit_of_work
from core.errors import Invalid, PreauError
from core.i18n import _, ngettext, text_of
from core.web import current_actor, flash_notice, go, render
from core.words import message
from knowledge_base import given, operations
from knowledge_base.exporting import as_json, as_markdown
from knowledge_base.operations import Looked
from knowledge_base.pages.blueprint import pages
from knowledge_base.pages.versions import field_words
from knowledge_base.pages.writing import DRAFT, WRITE
from knowledge_base.reading import ARCHIVE, ENDINGS, Brought, joined, named, pasted

#: What a page carries from the look to the taking in; more goes by several sendings.
MOST_CARRIED: Final = 400_000
MOST_ROWS_BYTES: Final = 8_000_000
MOST_FILES: Final = 300
MOST_SHOWN: Final = 200


@pages.get("/administration/aide/importer")
@requires(WRITE, DRAFT)
def bring() -> Response:
    """Choose files, or paste a page."""
    return _page()


@pages.post("/administration/aide/importer")
@requires(WRITE, DRAFT)
def brought_in() -> Response:
    """Look at what came; or take in what was looked at."""
    source = request.form.get("source", "").replace("\x00", "").strip()[:500]
    try:
        if "charge" in request.form:
            return _taken(_unpacked(request.form["charge"]), source)
        found, columns = _gathered()
        if not found:
            raise Invalid([], _("Choisissez un fichier, ou collez un texte."))
        looked = operations.rehearse([one.row for one in found], source)
        carried = _packed([one for one, seen in zip(found, looked, strict=True) if _waits(seen)])
        if len(carried) > MOST_CARRIED:
            text = _(
                "Il y a trop de fiches pour un seul envoi. Envoyez-les en plusieurs fois, ou "
                "chargez leur dossier par la commande « preau knowledge load »."
            )
            raise Invalid([], text)
    except PreauError as refusal:
        problems = getattr(refusal, "problems", ())
        said = [message(problem) for problem in problems] or [text_of(refusal.message)]
        return _page(errors=said, source=source, status=422)
    return _page(found=found, looked=looked, carried=carried, source=source, columns=columns)


@pages.get("/administration/aide/export.<string:form>")
@requires(WRITE)
def export_entries(form: str) -> Response:
    """Everything that is shown, as JSON or as a folder of Markdown files."""
    content, media, name = (
        (as_markdown(), "application/zip", "aide.zip")
        if form == "zip"
        else (as_json(), "application/json", "aide.json")
    )
    answer = make_response(content)
    answer.headers["Content-Type"] = media
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _waits(seen: Looked) -> bool:
    """Whether taking it in would write something."""
    return seen.outcome in {"new", "changed"}


def _gathered() -> tuple[list[Brought], list[str]]:
    """The rows that came, and what each column of a table was taken for."""
    found: list[Brought] = []
    columns: list[str] = []
    sent = request.files.getlist("files")
    if len(sent) > MOST_FILES:
        text = _(
            "%(most)s fichiers au plus en un envoi : joignez une archive .zip.", most=MOST_FILES
        )
        raise Invalid([], text)
    for file in sent:
        name = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1][:200]
        if not name:
            continue
        if not name.lower().endswith((*ENDINGS, ARCHIVE)):
            raise Invalid([], _("« %(name)s » n’est pas d’une forme connue.", name=name))
        content = file.stream.read()
        found += named(content, name)
        if name.lower().endswith(".csv"):
            columns += given.of_columns(content, name, _words())
    if text := request.form.get("text", "").replace("\x00", "").strip():
        found += pasted(text)
    return joined(found), columns


def _taken(found: Sequence[Brought], source: str) -> Response:
    publish = request.form.get("publish") == "1" and current_actor().holds(WRITE)
    location = url_for("knowledge_base.entries")
    with unit_of_work(idempotent=True, act="knowledge_base.bring") as work:
        rows = [one.row for one in found]
        counts = operations.load(current_actor(), rows, source, publish=publish)
        work.outcome["location"] = location
    written = counts["written"]
    flash_notice(
        ngettext("%(num)s fiche est publiée.", "%(num)s fiches sont publiées.", written)
        if publish
        else ngettext("%(num)s brouillon est prêt.", "%(num)s brouillons sont prêts.", written)
    )
    return go(location)


def _page(
    *,
    errors: Sequence[str] = (),
    found: Sequence[Brought] = (),
    looked: Sequence[Looked] = (),
    carried: str = "",
    source: str = "",
    columns: Sequence[str] = (),
    status: int = 200,
) -> Response:
    counts = Counter(one.outcome for one in looked)
    rows = [_row(brought_row, one) for brought_row, one in zip(found, looked, strict=True)]
    rows.sort(key=lambda row: row["outcome"] != "refused")
    page = render(
        "knowledge_base/bring.html",
        errors=errors,
        rows=rows[:MOST_SHOWN],
        more=max(0, len(rows) - MOST_SHOWN),
        summary=_summary(counts) if looked else "",
        carried=carried if counts["new"] + counts["changed"] else "",
        refused=counts["refused"],
        source=source,
        columns=columns,
        publishes=current_actor().holds(WRITE),
        endings=",".join((*ENDINGS, ARCHIVE)),
    )
    return make_response(page, status)


def _row(brought_row: Brought, one: Looked) -> dict[str, Any]:
    words = _words()
    said = []
    for problem in one.problems:
        name = problem.path.strip("/").split("/")[0]
        said.append(f"{words.get(name, name)} : {message(problem)}" if name else message(problem))
    unknown = [role for role in _audience(brought_row.row) if role not in people.live_roles()]
    if unknown and not said:
        said.append(
            _("Réservée à « %(role)s », qui n’est pas un rôle d’ici.", role=unknown[0][:80])
        )
    return {
        "place": brought_row.place,
        "question": one.question or "–",
        "outcome": one.outcome,
        "problems": said,
        "given": given.of_row(brought_row.row, words),
    }


def _words() -> dict[str, str]:
    return {**field_words(), "answer": _("Réponse"), "key": _("Clé")}


def _audience(row: Any) -> list[str]:
    named = row.get("audience") if isinstance(row, dict) else None
    return [role for role in named if isinstance(role, str)] if isinstance(named, list) else []


def _summary(counts: Counter[str]) -> str:
    """« 3 fiches nouvelles, 1 changée, 2 déjà là. »"""
    told = [
        ngettext("%(num)s fiche nouvelle", "%(num)s fiches nouvelles", counts["new"]),
        ngettext("%(num)s changée", "%(num)s changées", counts["changed"]),
        ngettext("%(num)s déjà là", "%(num)s déjà là", counts["same"]),
        ngettext("%(num)s à corriger", "%(num)s à corriger", counts["refused"]),
    ]
    shown = [
        text
        for text, name in zip(told, ("new", "changed", "same", "refused"), strict=True)
        if counts[name]
    ]
    return ", ".join(shown)


def _packed(found: Sequence[Brought]) -> str:
    text = json.dumps([[one.place, one.row] for one in found], ensure_ascii=False)
    return base64.b85encode(zlib.compress(text.encode(), 9)).decode()


def _unpacked(text: str) -> list[Brought]:
    """What the page carried: read without trust, and judged again by the act."""
    try:
        inflate = zlib.decompressobj()
        content = inflate.decompress(base64.b85decode(text), MOST_ROWS_BYTES)
        rows = json.loads(content)
        return [Brought(row, str(place)) for place, row in rows]
    except (ValueError, TypeError, zlib.error, RecursionError) as fault:
        raise Invalid(
            [], _("L’envoi n’est plus lisible. Recommencez depuis le fichier.")
        ) from fault
