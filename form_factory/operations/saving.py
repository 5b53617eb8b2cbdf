"""A page that was sent: folded into the draft, whatever version of the form it was drawn under."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from werkzeug.datastructures import FileStorage, MultiDict

from core.actor import Actor
from core.errors import NotFound
from core.ids import ulid
from core.problems import Problem
from form_factory.compiled import Compiled
from form_factory.domain.carrying import carry_patches
from form_factory.domain.drafts import Conflict, Draft, answer_at, fold, same
from form_factory.domain.files import holds_files
from form_factory.domain.form import Page, Shape
from form_factory.domain.normal import is_blank
from form_factory.domain.rebase import OldAnswer, matched
from form_factory.domain.returning import ELSEWHERE
from form_factory.domain.rows import add_row, move_row, remove_row, with_rows
from form_factory.domain.scope import Scope
from form_factory.models import AnswerDraft
from form_factory.operations.filing import take_in, without_file
from form_factory.operations.rebasing import kept_aside
from form_factory.operations.writing import note, open_row, write
from form_factory.queries import DraftState, as_draft, form_of, locked_in, same_form, state_of
from form_factory.reading import Act, Reading, read_page
from form_factory.references import answerable

#: Answers kept beside one question: devices that write it at once are few.
MOST_BESIDE = 5


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft after a page was sent: its state, what met another change, files refused."""

    state: DraftState
    act: Act
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[Problem, ...] = ()
    #: The page was drawn under another version of the form than the draft has by now.
    moved: bool = False


def save_page(
    actor: Actor,
    draft_id: UUID,
    page_id: str,
    posted: MultiDict[str, str],
    files: MultiDict[str, FileStorage] | None,
    names: Mapping[str, Any],
    *,
    scope: Scope | None = None,
) -> Saved:
    """Fold what a page sent into the draft. Nothing typed is lost, whatever is wrong with it.

    A page that the answers hide by now may still be sent: what it says waits with the draft.
    `scope` is what may be answered, when not everything may.
    """
    row = open_row(draft_id)
    form = form_of(row.form_version_id)
    drawn = same_form(row.form_version_id, posted.get("_form"))
    if drawn is not None:
        reading = _read_older(row, drawn, form, page_id, (posted, files))
        return _save_older(actor, row, (drawn, form), reading, names, scope)
    page = form.form.page(page_id)
    if page is None:
        raise NotFound
    shut = locked_in(row, form)
    before = with_rows(as_draft(row), form.form, ulid, list(page.fields()))
    reading = read_page(form, page, posted, files, before.rows, shut, scope=scope)
    patches, unreached = answerable(form, reading.patches, before.rows)
    folded = fold(before, patches)
    draft, problems = take_in(actor, row, form, folded.draft, reading.uploads)
    if _may_act(form, page, reading.act, shut, scope):
        draft = _act(draft, form, page, reading.act)
    note(row, actor, patches, folded.changed)
    row.old_answers = _latest(_met(row, form, draft, folded.conflicts))
    _look_less(row, page, folded.changed, reading.act)
    write(row, actor, draft, page.id)
    return Saved(state_of(row, names), reading.act, folded.conflicts, (*unreached, *problems))


def _read_older(
    row: AnswerDraft,
    old: Compiled,
    new: Compiled,
    page_id: str,
    sent: tuple[MultiDict[str, str], MultiDict[str, FileStorage] | None],
) -> Reading:
    """The draft was moved while somebody was typing: the page is read as it was drawn."""
    page = old.form.page(page_id)
    if page is None:
        raise NotFound
    rows = _rows_under(old, new, as_draft(row))
    return read_page(old, page, *sent, rows, locked_in(row, old))


def _save_older(
    actor: Actor,
    row: AnswerDraft,
    forms: tuple[Compiled, Compiled],
    reading: Reading,
    names: Mapping[str, Any],
    scope: Scope | None,
) -> Saved:
    """What the page said finds its questions, or is kept beside them."""
    old, new = forms
    carried, lost = carry_patches(old.form, new.form, reading.patches)
    shut = locked_in(row, new)  # another version may have left open what this one locks
    carried = [p for p in carried if shut.isdisjoint({p.path, p.path.rpartition("/")[0]})]
    if scope is not None:
        carried, lost = [p for p in carried if scope.holds(p.address)], []
    before = as_draft(row)
    patches, unreached = answerable(new, carried, before.rows)
    folded = fold(before, patches)
    uploads, problems = _uploads_under(old, new, reading)
    if scope is not None:
        uploads = [u for u in uploads if scope.opens(new.fields[u.pointer], u.row)]
    draft, refused = take_in(actor, row, new, folded.draft, uploads)
    note(row, actor, patches, folded.changed)
    met = _met(row, new, draft, folded.conflicts)
    row.old_answers = _latest([*met, *kept_aside(row, old, lost)])
    write(row, actor, draft, row.page)
    verb = reading.act.verb if "." not in reading.act.verb else "save"
    problems = (*unreached, *problems, *refused)
    return Saved(state_of(row, names), Act(verb), folded.conflicts, tuple(problems), moved=True)


def _rows_under(old: Compiled, new: Compiled, draft: Draft) -> dict[str, Sequence[str]]:
    return {
        before.pointer: draft.rows[after.pointer]
        for before, after in matched(old.form, new.form).values()
        if after is not None and after.pointer in draft.rows
    }


def _uploads_under(
    old: Compiled, new: Compiled, reading: Reading
) -> tuple[list[Any], tuple[Problem, ...]]:
    """Files for the questions of the newer form; one without a question is told, not kept."""
    known = matched(old.form, new.form)
    kept, problems = [], []
    for upload in reading.uploads:
        before, after = known[upload.pointer]
        if after is not None and holds_files(new.form, after):
            kept.append(replace(upload, pointer=after.pointer))
        else:
            problems.append(Problem(upload.pointer, "file-no-question", {"field": before.label}))
    return kept, tuple(problems)


def _met(
    row: AnswerDraft, form: Compiled, draft: Draft, conflicts: Sequence[Conflict]
) -> list[dict[str, Any]]:
    """Old answers, with those that met another one given at the same time: the other stands in
    the form, this one beside it until somebody gives it again."""
    lost = []
    for each in conflicts:
        field = form.fields.get(each.patch.path)
        if field is not None and not is_blank(each.patch.value):
            told = (field.x_id, field.pointer, field.label, each.patch.value, ELSEWHERE)
            lost.append(OldAnswer(*told, each.patch.row))
    kept = [*row.old_answers, *kept_aside(row, form, lost)]
    return [each for n, each in enumerate(kept) if not _given(each, kept[:n], draft)]


def _latest(kept: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last ones beside each question; a page sent again and again would make them endless.
    What holds files stays: they would be nobody's."""
    found: list[dict[str, Any]] = []
    places: Counter[tuple[str, str | None]] = Counter()
    for each in reversed(kept):
        place = (each["pointer"], each.get("row"))
        places[place] += 1
        if each["files"] or places[place] <= MOST_BESIDE:
            found.append(each)
    return found[::-1]


def _given(each: Mapping[str, Any], before: Sequence[Mapping[str, Any]], draft: Draft) -> bool:
    """Whether an answer that met another one stands in the form by now, or is kept already."""
    if each["why"] != ELSEWHERE:
        return False
    now = answer_at(draft, each["pointer"], each.get("row"))
    what = ("pointer", "row", "value", "why")
    twin = any(all(each[key] == one.get(key) for key in what) for one in before)
    return twin or same(now, each["value"])


def _look_less(row: AnswerDraft, page: Page, changed: Sequence[str], act: Act) -> None:
    """What was changed, or gone past, has been looked at."""
    if not row.attention:
        return
    seen = {address.partition("[")[0] for address in changed}
    if act.verb == "next":
        seen |= {field.pointer for field in page.fields()}
    row.attention = [
        p for p in row.attention if not any(p == s or p.startswith(f"{s}/") for s in seen)
    ]


def _may_act(
    form: Compiled, page: Page, act: Act, locked: AbstractSet[str], scope: Scope | None = None
) -> bool:
    """Whether the button can stand on this page: a question of its kind, shown there, not locked.

    Else a name written by hand would empty any answer, a locked one too (FAULTS A-06).
    """
    field = form.fields.get(act.pointer)
    shown = any(
        act.pointer == f.pointer or act.pointer.startswith(f"{f.pointer}/") for f in page.fields()
    )
    if field is None or not shown or field.pointer in locked:
        return False
    in_row = act.row if act.verb == "files.remove" else None
    if scope is not None and not scope.opens(field, in_row):
        return False
    if act.verb == "files.remove":
        return holds_files(form.form, field)
    return field.shape is Shape.ROWS


def _act(draft: Draft, form: Compiled, page: Page, act: Act) -> Draft:
    """Rows and files: the buttons beside a question, checked against the page they stand on."""
    field = next((f for f in page.fields() if f.pointer == act.pointer), None)
    if act.verb == "files.remove" and act.file and act.pointer in form.fields:
        return without_file(draft, act)
    if field is None or not act.verb.startswith("rows."):
        return draft
    if act.verb == "rows.add":
        return add_row(draft, act.pointer, ulid(), field.schema.get("maxItems"))
    if act.row is None:
        return draft
    if act.verb == "rows.remove":
        return remove_row(draft, act.pointer, act.row)
    if act.verb in {"rows.up", "rows.down"}:
        return move_row(draft, act.pointer, act.row, -1 if act.verb == "rows.up" else 1)
    return draft
