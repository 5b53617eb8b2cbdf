"""« Réglages » : what the organisation has settled, and what its host has."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from accounts.queries.scopes import ROOT
from app.home import setting_acts
from app.home.permissions import Permission
from app.variables import shown
from core import settings
from core.access import confirmed, requires
from core.database import unit_of_work
from core.errors import Forbidden, Invalid, NotFound
from core.i18n import _
from core.settings import TownSettingSpec
from core.web import current_actor, flash_notice, redirect_or_swap, render
from core.words import message

pages = Blueprint("settings", __name__, template_folder="templates")
_MOST_DIGITS = 9
_MOST_LINES = 200


@pages.get("/administration/reglages")
@requires(Permission.SETTINGS_MANAGE)
def index() -> str:
    """Every setting with its help and where its value comes from."""
    _of_the_whole_house()
    return _page()


@pages.post("/administration/reglages/<key>")
@requires(Permission.SETTINGS_MANAGE)
@confirmed
def change(key: str) -> tuple[str, int] | Response:
    """Store one value, or say what is wrong with it."""
    _of_the_whole_house()
    spec = _spec(key)
    typed = request.form.get("value", "")
    try:
        with unit_of_work(idempotent=True) as work:
            setting_acts.change(current_actor(), spec, _value(spec, typed), _seen())
            work.outcome["location"] = url_for("settings.index")
    except Invalid as refusal:
        return _page(spec.key, typed, str(message(refusal.problems[0]))), 422
    flash_notice(_("Le réglage « %(name)s » est enregistré.", name=str(spec.label)))
    return redirect_or_swap("settings.index")


@pages.post("/administration/reglages/<key>/defaut")
@requires(Permission.SETTINGS_MANAGE)
@confirmed
def reset(key: str) -> Response:
    """Back to the value of the origin."""
    _of_the_whole_house()
    spec = _spec(key)
    with unit_of_work(idempotent=True) as work:
        setting_acts.reset(current_actor(), spec, _seen())
        work.outcome["location"] = url_for("settings.index")
    flash_notice(_("Le réglage « %(name)s » a repris sa valeur d’origine.", name=str(spec.label)))
    return redirect_or_swap("settings.index")


def _page(wrong: str = "", typed: str = "", error: str = "") -> str:
    stored = settings.stored()
    specs = settings.declared()
    rows = [_row(spec, stored, wrong, typed, error) for spec in specs]
    labels = {spec.key: spec.label for spec in specs}
    return render(
        "home/settings.html",
        rows=rows,
        wrong=wrong,
        variables=shown(),
        changes=[
            {
                "title": labels.get(line.patch[0]["path"], line.patch[0]["path"]),
                "at": line.at,
                "by": line.actor_name,
                "text": f"{_told(line.patch[0]['old'])} → {_told(line.patch[0]['new'])}",
            }
            for line in setting_acts.last_changes()
        ],
    )


def _row(
    spec: TownSettingSpec,
    stored: dict[str, tuple[Any, datetime]],
    wrong: str,
    typed: str,
    error: str,
) -> dict[str, Any]:
    value = settings.value_of(spec.key)
    choices = spec.choices() if spec.choices is not None else {}
    mine = spec.key == wrong
    return {
        "key": spec.key,
        "id": "r-" + spec.key.replace(".", "-"),
        "label": spec.label,
        "help": spec.help,
        "kind": type(spec.default).__name__,
        "value": value,
        "text": typed if mine else ("\n".join(value) if isinstance(value, list) else value),
        "choices": [(key, label) for key, label in choices.items()],
        "stored_at": stored[spec.key][1] if spec.key in stored else None,
        "default": _told(spec.default),
        "seen": setting_acts.version_of(spec),
        "error": error if mine else "",
    }


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or _("aucun")
    return str(value) or _("vide")


def _value(spec: TownSettingSpec, typed: str) -> Any:
    """What was typed, as a value of the setting's type; what cannot be one is refused later."""
    typed = typed.replace("\x00", "").replace("\r\n", "\n").strip()
    if isinstance(spec.default, bool):
        return typed in {"on", "1"}
    if isinstance(spec.default, int):
        digits = typed.removeprefix("-")
        whole = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
        return int(typed) if whole else typed
    if isinstance(spec.default, list):
        chosen = request.form.getlist("value") if spec.choices is not None else typed.split("\n")
        return [one.strip() for one in chosen[:_MOST_LINES] if one.strip()]
    return typed


def _spec(key: str) -> TownSettingSpec:
    found = settings.spec_of(key)
    if found is None:
        raise NotFound
    return found


def _seen() -> int | None:
    told = request.form.get("seen", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) <= _MOST_DIGITS else None


def _of_the_whole_house() -> None:
    """A setting is everybody's: who holds the right on a part of the tree changes none."""
    if not current_actor().holds(Permission.SETTINGS_MANAGE, ROOT):
        raise Forbidden
