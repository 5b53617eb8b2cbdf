"""What texts about a request say: each name through the eyes of whoever gets the text (X-04).

A mail shows its reader what he may read of the request and of the establishment, and nothing else;
a letter, which everybody who follows the request reads, shows only open fields.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from accounts import queries as accounts
from catalogue.facts import establishment_types, known_establishment, open_establishment
from catalogue.models import Request
from catalogue.nameable import asked_of
from catalogue.standing import functions_of, versions_of
from catalogue.views.answers import answer_pages, plain_lines
from catalogue.views.vote_words import label_of, verdict_in_words
from core.actor import Actor
from core.i18n import _
from core.saying import day
from messaging.rendering import absolute
from schemas.domain.conditions import FieldType
from schemas.domain.conditions import Kind as Type
from workflows import queries as workflows
from workflows.domain.circuit import SYSTEM, Circuit, Kind

if TYPE_CHECKING:
    from workflows.models import Step

#: Heads of names that stand for an answer, for a field of the establishment.
ANSWER, FIELD = "donnees.", "fiche."
#: What agents alone read: it is empty in a text that applicants get.
INTERNAL: Final = frozenset({"visas"})
#: Statuses whose comments applicants read on the page of their request.
_TOLD: Final = frozenset({Kind.WAITING_USER, Kind.FINAL})


@dataclass(frozen=True)
class Reader:
    """Who gets the text: one person, or (None) whoever reads letters of this audience."""

    person: Any = None
    audience: str = "applicant"
    #: Somebody whose rights are known already.
    as_actor: Actor | None = None

    @cached_property
    def actor(self) -> Actor | None:
        """The person with the rights of this moment."""
        if self.as_actor is not None:
            return self.as_actor
        return accounts.actor_of(self.person.id) if self.person is not None else None

    def is_agency(self, request: Request, circuit: Circuit) -> bool:
        """Whether this reader stands on the agents' side of the request."""
        if self.actor is None:
            return self.audience == "internal"
        service = versions_of(request).service
        held = functions_of(self.actor, request.scope_path, circuit, service)
        return any(circuit.functions[one].source == "group" for one in held)


@dataclass
class Told:
    """The values of the names a text asks for, told to one reader."""

    request: Request
    step: Step | None
    reader: Reader
    withheld: set[str] = field(default_factory=set)

    def values(self, names: Collection[str]) -> dict[str, Any]:
        """Each name with its words; one that nobody knows is left out."""
        found = {**self.plain, **self._guarded(names)}
        if any(name.startswith(ANSWER) for name in names):
            found.update({f"{ANSWER}{name}": said for name, said in self._answers()})
        if any(name.startswith(FIELD) for name in names):
            found.update(self._fields(names))
        return {name: found[name] for name in names if name in found}

    @cached_property
    def plain(self) -> dict[str, Any]:
        """What both sides read."""
        request, step = self.request, self.step
        status = self._circuit.status.get(request.status)
        function = self._circuit.functions.get(step.function) if step else None
        return {
            "numero": request.reference or request.provisional,
            "service": versions_of(request).service.title,
            "titre": request.title,
            "etablissement": request.establishment_label,
            "demandeur": request.applicant_name,
            "statut": status.label if status else request.status,
            "agent": step.signed if step else "",
            "agent_fonction": function.label if function else "",
            "date": day(request.submitted_at) if request.submitted_at else "",
            "echeance": day(request.due_at) if request.due_at else "",
        }

    @cached_property
    def _circuit(self) -> Circuit:
        return workflows.bridge_of(versions_of(self.request).workflow.id).circuit

    @cached_property
    def _agency(self) -> bool:
        return self.reader.is_agency(self.request, self._circuit)

    def _guarded(self, names: Collection[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if "motif" in names:
            comment = (self.step.comment or "") if self.step else ""
            found["motif"] = comment if not comment or self._may_read_comment() else ""
            if comment and not found["motif"]:
                self.withheld.add("motif")
        asked = corrections_of(self.request) if self.step is not None else ""
        if "corrections" in names:
            found["corrections"] = asked
        elif asked and "motif" in names:  # a text that has no other place for it
            found["motif"] = "\n\n".join(part for part in (found["motif"], asked) if part)
        for name in INTERNAL & set(names):
            found[name] = self._votes() if self._agency else ""
            if not self._agency:
                self.withheld.add(name)
        return found

    def _may_read_comment(self) -> bool:
        """Applicants read the comments of moves that turn to them, and their own."""
        if self.step is None:
            return True
        status = self._circuit.status.get(self.step.to_status)
        function = self._circuit.functions.get(self.step.function)
        own = function is not None and function.source != "group"
        return own or (status is not None and status.kind in _TOLD) or self._agency

    def _votes(self) -> str:
        """The votes of the latest round, one a line, with what was said."""
        cast = workflows.votes_of(self.request.id, standing_only=False)
        last = max((vote.entry_no for vote in cast), default=None)
        return "\n".join(
            f"{label_of(self._circuit, vote.function)} : "
            f"{verdict_in_words({'verdict': vote.verdict})} ({vote.account_name})"
            + (f" – {vote.comment}" if vote.comment else "")
            for vote in cast
            if vote.entry_no == last
        )

    def _answers(self) -> Iterable[tuple[str, str]]:
        for page in answer_pages(self.request):
            for answer, (_label, said) in zip(page.answers, plain_lines(page), strict=True):
                yield answer.name, said

    def _fields(self, names: Collection[str]) -> dict[str, str]:
        record = self.request.establishment_id
        actor = self.reader.actor
        known = known_establishment(actor, record) if actor else open_establishment(record)
        types = establishment_types().paths
        found = {}
        for name in names:
            if name.startswith(FIELD):
                key = name.removeprefix(FIELD)
                found[name] = in_words(known.get(key), types.get(f"establishment.{key}"))
                if key not in known:
                    self.withheld.add(name)
        return found


def corrections_of(request: Request) -> str:
    """What is to be corrected, each with its remark and where it is answered."""
    reference = request.reference or request.provisional
    lines = []
    for label, remark, path in asked_of(request):
        lines.append(f"- {label} : {remark}" if remark else f"- {label}")
        if path:
            lines.append(absolute(f"/demandes/{reference}/etape/{path}"))
    return "\n".join(lines)


def signature(request: Request, step: Step | None) -> list[str]:
    """Who signs a letter: in whose name, under which function, who; nobody for the house alone."""
    if step is None or step.function == SYSTEM:
        return []
    told = Told(request, step, Reader()).plain
    return [line for line in (told["agent_fonction"], step.signed) if line]


def in_words(value: Any, kind: FieldType | None) -> str:
    """The value of a field of a record as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, list):
        return ", ".join(in_words(one, kind.item if kind else None) for one in value)
    if isinstance(value, Mapping):
        return ", ".join(str(one) for one in value.values() if one not in {None, ""})
    if kind is not None and kind.choices and value in kind.choices:
        return str(kind.choices[value])
    if kind is not None and kind.kind in {Type.DATE, Type.DATETIME}:
        return day(str(value))
    return str(value)


def known_names() -> frozenset[str]:
    """Every name of these that is no answer and no field."""
    return frozenset(
        {
            "numero", "service", "titre", "etablissement", "demandeur", "statut", "agent",
            "agent_fonction", "date", "echeance", "motif", "corrections", "depose_le", "depose_par",
        }
    ) | INTERNAL  # fmt: skip
