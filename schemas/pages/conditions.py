"""The component of conditions redraws itself; without a script it has a page of its own.

Nothing is kept here: the form of the host carries the condition, these addresses only draw it.
"""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from core.access import requires
from core.web import current_actor, local_path, render, wants_partial
from schemas import conditioning
from schemas.errors import UnknownDefinition
from schemas.formulating import formula_again
from schemas.pages.door import pages
from schemas.permissions import Permission, need

#: What the page of its own does not hand on.
_OWN = frozenset({"csrf_token", "act", "cond"})


@pages.post("/conditions/lignes")
@requires(Permission.DEFINITIONS_WRITE)
def condition_rows() -> ResponseReturnValue:
    """The rows again, the act of the button done."""
    prefix = _prefix()
    names = _names(prefix)
    return _page(prefix, conditioning.redrawn(request.form, prefix, names), rows=True)


@pages.post("/conditions/formule")
@requires(Permission.DEFINITIONS_WRITE)
def condition_formula() -> ResponseReturnValue:
    """The formula again, with its faults or its result."""
    prefix = _prefix()
    names = _names(prefix)
    return _page(prefix, formula_again(request.form, prefix, names), rows=False)


def _prefix() -> str:
    """Whose component it is: the control that changed says it, or the button pressed."""
    need(current_actor(), Permission.DEFINITIONS_WRITE)
    said = request.form.get("cond", "")
    acts = [act.split(":") for act in request.form.getlist("act") if act.startswith("cond.")]
    prefix = said or next((act[1] for act in acts if len(act) > 1), "")
    if not prefix or f"{prefix}.noms" not in request.form:
        raise UnknownDefinition
    return prefix


def _names(prefix: str) -> Any:
    return conditioning.names_of(current_actor(), request.form[f"{prefix}.noms"])


def _page(prefix: str, shown: Any, *, rows: bool) -> str:
    action = local_path(request.form.get(f"{prefix}.vers"), request.path)
    named = request.form.get(f"{prefix}.envoi")
    submit = (named, request.form.get(f"{prefix}.envoi-valeur", "")) if named else None
    told = {"shown": shown, "rows": rows, "action": action, "submit": submit}
    if wants_partial():
        return render("schemas/_condition_again.html", **told)
    carried = [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name not in _OWN and not name.startswith(f"{prefix}.")
    ]
    return render("schemas/condition_page.html", carried=carried, **told)
