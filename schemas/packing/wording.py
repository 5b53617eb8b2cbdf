"""Plans of packs in words: places of clashes, counts, what each choice does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from core.contributions import all_of, one_of
from core.i18n import _, _l, ngettext
from schemas import kinds
from schemas.changes import POINT
from schemas.domain.merging import Clash, Step
from schemas.packing.planning import Line, Plan
from schemas.plain_changes import NOUNS, TITLES, plain

STATES: Final[Mapping[str, tuple[Any, str, str]]] = {
    "new": (_l("Nouvelle"), "leaf", "plus"),
    "same": (_l("Identique"), "slate", "check"),
    "update": (_l("Mise à jour"), "sky", "arrows-clockwise"),
    "kept": (_l("Modifiée ici"), "sun", "note-pencil"),
    "conflict": (_l("Modifiée des deux côtés"), "brick", "warning"),
    "dropped": (_l("Le lot ne l’apporte plus"), "plum", "archive"),
}
CHOICES: Final[Mapping[str, Mapping[str, Any]]] = {
    "new": {"theirs": _l("Installer"), "mine": _l("Ne pas installer")},
    "update": {"theirs": _l("Prendre celle du lot"), "mine": _l("Garder celle d’ici")},
    "kept": {"mine": _l("Garder celle d’ici"), "theirs": _l("Revenir à celle du lot")},
    "conflict": {
        "merge": _l("Réunir les deux : vos changements et ceux du lot"),
        "mine": _l("Garder celle d’ici"),
        "theirs": _l("Prendre celle du lot"),
    },
    "dropped": {"mine": _l("La garder : elle devient la vôtre"), "theirs": _l("La retirer")},
}


def label_of(kind: str) -> str:
    """The kind as people say it; a kind nobody knows by its name."""
    found = one_of(kinds.POINT, kind)
    return str(found.label) if found else kind


def data_labels(into: Mapping[str, str]) -> dict[str, str]:
    """File → what its rows are, as the room that receives them says it."""
    rooms = {room: one_of("schemas.pack_data", room) for room in set(into.values())}
    return {file: str(getattr(rooms[room], "label", room)) for file, room in into.items()}


def choices_of(line: Line) -> list[tuple[str, str]]:
    """What may be chosen, the careful choice first."""
    words = CHOICES.get(line.state, {})
    offered = sorted(line.choices, key=lambda choice: choice != line.proposed)
    return [(choice, str(words[choice])) for choice in offered]


def clashes_of(line: Line) -> list[dict[str, str]]:
    """Where both sides changed the same thing, and what each says."""
    return [
        {
            "path": clash.path or "/",
            "place": place_of(line.kind, line.here, clash),
            "ours": plain(clash.ours) or _("(retiré)"),
            "theirs": plain(clash.theirs) or _("(retiré)"),
        }
        for clash in line.clashes
    ]


def place_of(kind: str, document: Any, clash: Clash) -> str:
    """« statut « Contrôle » › libellé »."""
    room = next((each for each in all_of(POINT) if each.kind == kind), None)
    nouns = {**NOUNS, **getattr(room, "nouns", {})}
    words: list[str] = []
    value = document
    for step in clash.steps:
        word, value = _step(step, value, nouns, words[-1] if words else "")
        if not isinstance(step, str) and words:
            words.pop()
        words.append(word)
    return " › ".join(words) or _("Tout le document")


def _step(step: Step, value: Any, nouns: Mapping[str, Any], before: str) -> tuple[str, Any]:
    if isinstance(step, str):
        inner = value.get(step) if isinstance(value, dict) else None
        return str(nouns.get(step, _("« %(name)s »", name=step))), inner
    identity, name = step
    rows: Sequence[Any] = value if isinstance(value, list) else ()
    row = next(
        (r for r in rows if r == name or (isinstance(r, dict) and r.get(identity) == name)), None
    )
    title = (
        next((row[key] for key in TITLES if isinstance(row.get(key), str)), name)
        if isinstance(row, dict)
        else name
    )
    return _("%(noun)s « %(title)s »", noun=before, title=title), row


def summary_of(plan: Plan) -> list[str]:
    """The whole in a few sentences."""
    told = [_counted(state, len(plan.of(state))) for state in STATES if plan.of(state)]
    files = len(plan.source.files)
    return [*told, *([ngettext("%(num)s fichier", "%(num)s fichiers", files)] if files else [])]


def _counted(state: str, n: int) -> str:
    if state == "new":
        return ngettext("%(num)s définition nouvelle", "%(num)s définitions nouvelles", n)
    if state == "same":
        return ngettext("%(num)s définition identique", "%(num)s définitions identiques", n)
    if state == "update":
        return ngettext(
            "%(num)s définition à mettre à jour, intacte ici",
            "%(num)s définitions à mettre à jour, intactes ici",
            n,
        )
    if state == "kept":
        return ngettext(
            "%(num)s définition modifiée ici, inchangée dans le lot",
            "%(num)s définitions modifiées ici, inchangées dans le lot",
            n,
        )
    if state == "conflict":
        return ngettext(
            "%(num)s définition modifiée ici et dans le lot",
            "%(num)s définitions modifiées ici et dans le lot",
            n,
        )
    return ngettext(
        "%(num)s définition que le lot n’apporte plus",
        "%(num)s définitions que le lot n’apporte plus",
        n,
    )
