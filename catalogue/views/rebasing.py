"""What a newer version of a form means for one draft or request, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import url_for

from catalogue.models import Request
from catalogue.queries import Seen
from core import clock
from core.i18n import _, _l, spoken
from core.saying import day
from form_factory import queries as forms
from form_factory.compiled import Compiled
from form_factory.domain.carrying import carry_draft
from form_factory.domain.form import Page
from form_factory.domain.news import News, news
from form_factory.evaluation import field_at
from form_factory.naming import id_of
from form_factory.oldwords import read_words, words_of
from form_factory.queries import DraftState

if TYPE_CHECKING:
    from form_factory.models import AnswerDraft

_NEWS = {
    "added": _l("Question ajoutée : « %(label)s »."),
    "removed": _l("Question retirée : « %(label)s »."),
    "renamed": _l("« %(before)s » s’appelle maintenant « %(label)s »."),
    "retyped": _l("La réponse à « %(label)s » s’écrit autrement."),
    "required": _l("« %(label)s » est maintenant obligatoire."),
    "options": _l("« %(label)s » : choix retirés (%(before)s)."),
    "consent": _l("Le texte de « %(label)s » a changé : votre accord vous sera redemandé."),
}
WHY = {
    "removed": _l("La question n’est plus posée."),
    "retyped": _l("La réponse ne se lit plus telle quelle : donnez-la de nouveau."),
    "option-removed": _l("Ce choix n’est plus proposé."),
    "text-changed": _l("L’accord portait sur un autre texte : donnez-le de nouveau."),
    "elsewhere": _l(
        "Donnée en même temps qu’une autre sur un autre appareil : l’autre est en place."
    ),
    "hidden": _l("La question n’est pas posée avec ces réponses."),
}


def beside(seen: Seen, state: DraftState, page: Page) -> dict[str, Any]:
    """What a page to fill in says of versions: a newer one, answers to look at, old ones."""
    return {
        "newer": newer_of(seen.request),
        "attention": attention_on(state, page),
        "old_answers": old_answers(state.row.old_answers),
        "renewed": _renewed(state),
    }


def newer_of(request: Request) -> dict[str, Any] | None:
    """The notice that a newer version exists: where it leads, until when the old one lives."""
    if request.submitted_at is not None or forms.newer_of(request.form_version_id) is None:
        return None
    until = forms.deadline_of(request.form_version_id)
    reference = request.reference or request.provisional
    return {
        "url": url_for("catalogue.newer_form", reference=reference),
        "until": day(until) if until else None,
        "over": until is not None and clock.today() > until,
    }


def attention_on(state: DraftState, page: Page) -> list[tuple[str, str]]:
    """Questions of the page to look at: (id of the control, its words)."""
    found = []
    here = {field.pointer for field in page.fields()}
    for pointer in state.row.attention:
        field = field_at(state.compiled, pointer)
        if field is None:
            continue
        holder = "/" + "/".join(field.row_of) if field.row_of else field.pointer
        if holder in here and pointer in state.outcome.visible:
            target = state.compiled.fields[holder]
            found.append((id_of(target), field.label))
    return list(dict.fromkeys(found))


def old_answers(kept: Sequence[Any]) -> list[dict[str, Any]]:
    """Answers without a question, read-only."""
    return [
        {
            "label": each["label"],
            "text": read_words(each),
            "why": str(WHY.get(each["why"], "")),
            "files": [
                (one["name"], url_for("documents.download", file_id=one["id"]))
                for one in each["files"]
            ],
        }
        for each in kept
    ]


def left_with_draft(request: Request) -> Sequence[Any]:
    """Old answers that were not handed in: for those who wrote them, not for agents."""
    return forms.draft_row(request.draft_id).old_answers


def foreseen(row: AnswerDraft, version_id: Any) -> dict[str, Any]:
    """What moving this draft would change: news, answers to look at, answers without a place."""
    old, new = (forms.form_of(each, spoken()) for each in (row.form_version_id, version_id))
    draft = forms.as_draft(row)
    _carried, result = carry_draft(old.form, new.form, draft)
    return {
        "news": [_sentence(each) for each in news(old.form, new.form)],
        "attention": list(dict.fromkeys(_label(new, pointer) for pointer in result.attention)),
        "lost": [
            {
                "label": each.label,
                "text": _text(old, each.pointer, each.value),
                "why": str(WHY.get(each.why, "")),
                "files": [],
            }
            for each in result.lost
        ],
        "kept": len(result.kept),
    }


def review_of(request: Request) -> dict[str, Any] | None:
    """What an agent looks at since the form changed under a request."""
    if request.form_review is None:
        return None
    form = forms.form_of(request.form_version_id, spoken())
    return {
        "labels": [_label(form, pointer) for pointer in request.form_review["attention"]],
        "url": url_for("catalogue.form_reviewed", reference=request.reference),
    }


def _sentence(each: News) -> str:
    return str(_NEWS[each.code]) % {"label": each.label, "before": each.before}


def _label(form: Compiled, pointer: str) -> str:
    field = field_at(form, pointer)
    return field.label if field is not None else pointer.strip("/")


def _text(form: Compiled, pointer: str, value: Any) -> str:
    field = field_at(form, pointer)
    return words_of(field, value)


def _is_renewed(note: dict[str, Any]) -> bool:
    """Whether all answers were taken from that request: a rule of one question says of what."""
    return note["source"] == "previous-request" and "of" not in note


def _renewed(state: DraftState) -> str | None:
    """The request this draft began from, while it is on its first page."""
    notes = [n for n in state.row.provenance.values() if _is_renewed(n)]
    if not notes or (state.pages and state.row.page not in {None, state.first().id}):
        return None
    return _(
        "Vos réponses viennent de %(source)s. Relisez-les : elles peuvent avoir changé.",
        source=notes[0]["label"],
    )
