"""What a role opens of records: rule by rule, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain import designing
from accounts.explained import ACTS, LEVELS, entities, rule_told
from accounts.pages.blueprint import pages
from accounts.pages.designing.editor import RULES, Document, act, head
from core.access import requires
from core.errors import Invalid
from core.i18n import _
from core.problems import Problem
from schemas.acting import allowed, shown
from schemas.permissions import Permission

ALL = "/administration/roles/<string:key>/fiches"
#: Before the key of a field, in the form of a rule.
LEVEL = "niveau:"


@pages.get(ALL)
@requires(Permission.DEFINITIONS_WRITE)
def design_rules(key: str) -> ResponseReturnValue:
    """Each rule in words."""
    allowed()
    return shown(_all(key, {}))


@pages.post(ALL)
@requires(Permission.DEFINITIONS_WRITE)
def add_rule(key: str) -> ResponseReturnValue:
    """One more, on a kind of record."""
    about = request.form.get("entity", "")

    def edit(document: Document) -> Document:
        if about != designing.EVERYTHING and about not in entities():
            raise Invalid([Problem("/entity", "role-entity")])
        return designing.add_rule(document, about)

    location = url_for("accounts.design_rules", key=key)
    return act(key, edit, _("Règle ajoutée"), location, lambda errors: _all(key, errors))


@pages.get(f"{ALL}/<int(max=999):number>")
@requires(Permission.DEFINITIONS_WRITE)
def design_rule(key: str, number: int) -> ResponseReturnValue:
    """One rule: acts, and the level of each field."""
    allowed()
    return shown(_one(key, number, {}))


@pages.post(f"{ALL}/<int(max=999):number>")
@requires(Permission.DEFINITIONS_WRITE)
def settle_rule(key: str, number: int) -> ResponseReturnValue:
    """Keep it in the draft."""
    form = request.form
    levels = {
        name.removeprefix(LEVEL): value for name, value in form.items() if name.startswith(LEVEL)
    }

    def edit(document: Document) -> Document:
        return designing.settle_rule(
            document,
            number,
            actions=form.getlist("actions"),
            levels=levels,
            rest=form.get("rest", ""),
        )

    location = url_for("accounts.design_rules", key=key)
    return act(key, edit, _("Règle modifiée"), location, lambda errors: _one(key, number, errors))


@pages.post(f"{ALL}/<int(max=999):number>/retirer")
@requires(Permission.DEFINITIONS_WRITE)
def remove_rule(key: str, number: int) -> ResponseReturnValue:
    """It opens nothing any more."""
    location = url_for("accounts.design_rules", key=key)
    return act(
        key,
        lambda document: designing.remove_rule(document, number),
        _("Règle retirée"),
        location,
        lambda errors: _all(key, errors),
    )


def _all(key: str, errors: Mapping[str, list[str]]) -> dict[str, Any]:
    context, known = head(key, RULES), entities()
    rules = context["head"]["shown"].body.get("rules", [])
    return {
        **context,
        "template": "accounts/design/rules.html",
        "key": key,
        "told": [rule_told(rule, known) for rule in rules],
        "entities": [
            (designing.EVERYTHING, _("Toutes les fiches")),
            *sorted(((k, title) for k, (title, _f) in known.items()), key=lambda pair: pair[1]),
        ],
        "errors": errors,
    }


def _one(key: str, number: int, errors: Mapping[str, list[str]]) -> dict[str, Any]:
    context, known = head(key, RULES), entities()
    rule = designing.rule_of(context["head"]["shown"].body, number)
    about = rule["entity"]
    names = known.get(about, (about, {}))[1]
    if about == designing.EVERYTHING:
        named = designing.named_in(rule)
        every = {n: words for _title, fields in known.values() for n, words in fields.items()}
        names = {name: every.get(name, name) for name in named}
    form, posted = request.form, bool(errors)
    return {
        **context,
        "template": "accounts/design/rule.html",
        "key": key,
        "number": number,
        "told": rule_told(rule, known),
        "acts": [(name, str(words)) for name, words in ACTS.items()],
        "chosen": form.getlist("actions") if posted else rule["actions"],
        "levels": [(name, str(words)) for name, words in LEVELS.items()],
        "rest": form.get("rest", "") if posted else designing.rest_of(rule),
        "fields": [
            (
                f"{LEVEL}{name}",
                words,
                form.get(f"{LEVEL}{name}", "") if posted else designing.level_of(rule, name),
            )
            for name, words in sorted(names.items(), key=lambda pair: pair[1])
        ],
        "errors": errors,
    }
