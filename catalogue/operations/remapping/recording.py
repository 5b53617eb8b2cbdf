"""What becomes of the requests of older versions, written in the document itself and asked for
before a circuit is published over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from flask import url_for

from catalogue.operations.remapping.freezing import standing_counts
from catalogue.remap_errors import UndecidedStatuses
from core.actor import Actor
from core.i18n import _, _l
from core.problems import Problem
from schemas import operations as definitions
from schemas import queries as schemas
from schemas.errors import NotPublishable
from workflows import queries as workflows
from workflows.bridge import machine_for
from workflows.domain.circuit import Circuit
from workflows.domain.remap import (
    ASK,
    STAY,
    Migration,
    composed,
    gone,
    is_place,
    migration_from,
    undecided,
)

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

KIND: Final = "workflow"


class RemapGate:
    """Fills `schemas.live`: what a publication owes to the requests that are under way."""

    key = kind = KIND
    #: What becomes of what runs on older versions: its words, and what they mean.
    policies: Final = {
        "stay": (
            _l("Rester sur leur version"),
            _l("Chaque demande termine sur le circuit où elle a commencé."),
        ),
        "all": (
            _l("Suivre le nouveau circuit"),
            _l("Chaque demande passe à la place prévue pour elle. L’ensemble peut être annulé."),
        ),
        "compatible": (
            _l("Suivre quand l’étape existe toujours"),
            _l("Les demandes d’une étape retirée restent sur leur version."),
        ),
    }
    legend = _l("Demandes en cours")
    tab = "demandes"
    #: Drafts run on no circuit: none of them is late.
    dated = False

    def problems(self, version: DefinitionVersion) -> Iterator[Problem]:
        """Statuses that go and still hold requests, of which nobody has said anything."""
        new = machine_for(version.body, version.sha256).circuit
        for older_id, counts in standing_counts(version).items():
            older = schemas.version(older_id)
            old = workflows.bridge_of(older_id).circuit
            said = migration_from(new, older.sha256)
            for key in undecided(old, new, said, counts):
                label = old.status[key].label if key in old.status else key
                told = {"status": label, "number": older.number, "count": counts[key]}
                yield Problem("/migrations", "circuit.undecided-status", told)

    def completed(self, version: DefinitionVersion, policy: str) -> dict[str, Any] | None:
        """The document with an entry for each older version whose requests follow."""
        if policy != "all":
            return None
        known = {entry["from"] for entry in version.body.get("migrations", ())}
        older = [schemas.version(version_id).sha256 for version_id in standing_counts(version)]
        missing = [Migration(sha256) for sha256 in older if sha256 not in known]
        if not missing:
            return None
        entries = [*version.body.get("migrations", ()), *(each.document() for each in missing)]
        return {**version.body, "migrations": entries}

    def link(self, key: str) -> tuple[str, str]:
        """Where it is rehearsed."""
        return url_for("catalogue.rehearsal", key=key), _("Répéter sur les demandes en cours")


def blocking(version: DefinitionVersion) -> list[Problem]:
    """What keeps a draft from being played; what its `migrations` say wrongly is mended here."""
    return [
        problem
        for problem in definitions.problems_of(version)
        if problem.params.get("severity") not in {"warning", "test"}
        and not problem.path.startswith("/migrations")
    ]


def removed(version: DefinitionVersion) -> dict[str, tuple[str, int]]:
    """Status that goes → its label and how many open requests stand in it, over all versions."""
    new = machine_for(version.body, version.sha256).circuit
    found: dict[str, tuple[str, int]] = {}
    for older_id, counts in standing_counts(version).items():
        old = workflows.bridge_of(older_id).circuit
        for key in gone(old, new, counts):
            label = old.status[key].label if key in old.status else key
            found[key] = (label, found.get(key, ("", 0))[1] + counts[key])
    return found


def chosen(version: DefinitionVersion) -> dict[str, str]:
    """What the document says already of each status that goes."""
    new = machine_for(version.body, version.sha256).circuit
    found: dict[str, str] = {}
    for older_id, counts in standing_counts(version).items():
        said = migration_from(new, schemas.version(older_id).sha256)
        old = workflows.bridge_of(older_id).circuit
        if said is not None:
            found |= {key: said.target(key, old, new) for key in gone(old, new, counts)}
    return found


def record(
    actor: Actor, key: str, choices: Mapping[str, str], *, seen: int | None
) -> DefinitionVersion:
    """Write the choices into the draft; each status that goes and holds requests needs one."""
    draft = schemas.draft(KIND, key) or schemas.live(KIND, key)
    if draft is None:
        raise UndecidedStatuses([])
    if found := blocking(draft):
        raise NotPublishable(found)
    new = machine_for(draft.body, draft.sha256).circuit
    wanted = removed(draft)
    _refuse(wanted, choices, new)
    counts = standing_counts(draft)
    shas = {schemas.version(older).sha256: older for older in counts}

    def edit(document: dict[str, Any]) -> dict[str, Any]:
        entries = {e["from"]: Migration.of(e) for e in document.get("migrations", ())}
        entries = {sha: composed(entry, choices, new) for sha, entry in entries.items()}
        for sha, older_id in shas.items():
            former = entries.get(sha, Migration(sha))
            old = workflows.bridge_of(older_id).circuit
            mine = {status: choices[status] for status in gone(old, new, counts[older_id])}
            entries[sha] = Migration(sha, {**former.status_map, **mine}, former.default)
        if not entries:
            return document
        return {**document, "migrations": [each.document() for each in entries.values()]}

    return definitions.change(
        actor, KIND, key, edit, _("Ce que deviennent les demandes en cours"), seen=seen
    )


def _refuse(
    wanted: Mapping[str, tuple[str, int]], choices: Mapping[str, str], new: Circuit
) -> None:
    problems = [
        Problem(f"/{key}", "remap.choose", {"status": label})
        for key, (label, _count) in wanted.items()
        if choices.get(key) not in {ASK, STAY} and not is_place(choices.get(key, ""), new)
    ]
    if problems:
        raise UndecidedStatuses(problems)
